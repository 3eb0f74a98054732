"""What the chat must be able to say in a language. A missing phrase is a type error."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.subscriptions import Kind

Question = Literal["vendors", "kinds", "floor", "when"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """Templates in Telegram's HTML; they name in braces what they are filled with, escaped.

    Labels of buttons and toasts are plain text. Of three, one is for none, one and several.
    """

    between: str  # sentences

    # what a subscription tells
    told_at_once: str
    told_in_digest: str
    of_any: str
    of_vendors: str
    of_models: str
    of_either: str
    but_not: str
    moved: Mapping[tuple[Kind, ...], str]
    by: str
    freed: str
    launched: str
    redrawn: str
    of_types: str
    any_size: str
    blind: str
    messages: tuple[str, str, str]
    frequency: str
    short_record: str
    no_record: str

    # the guided dialogue
    questions: Mapping[Question, str]
    single_models: str
    so_far: str
    back: str
    on: str
    cancel: str
    all_vendors: str
    kinds: Mapping[Kind, str]
    all_kinds: str
    any_change: str
    at_once: str
    in_digest: str
    one_kind: str
    dropped: str
    not_yours: str
    over: str

    # subscribing
    hello: str
    quick: str
    here_already: str
    welcome_back: tuple[str, str, str]
    had_already: str
    full: str
    change: str
    try_it: str
    bad_word: str
    bad_number: str
    long_rule: str
    did_you_mean: str
    example: str

    # the list
    list_head: str
    list_none: str
    item: str
    paused: str
    legend: str
    ended: str
    end_all: str
    no_such: str
    really_all: tuple[str, str, str]
    yes_all: str
    ended_all: str
    no_keep: str
    nothing_changed: str
    test: str
    tested: str
    nothing_to_show: str

    # when and how
    muted: str
    unmuted: str
    mute_how: str
    quiet: str
    quiet_but_free: str
    quiet_off: str
    quiet_how: str
    digest: str
    digest_off: str
    digest_how: str
    no_subscription_yet: str
    unclear: str
    now_so: str
    ends_with: str
    language: str
    language_how: str
    zone: str
    zone_how: str
    no_zone: str
    currency: str
    currency_off: str
    currency_how: str
    no_currency: str
    own_currency: str

    # leaving
    stop_ask: str
    yes_stop: str
    stopped: str

    # groups and channels
    greeting: str
    only_admins: str
    channel_unknown: str
    channel_not_yours: str
    channel_bot: str
    channel_in_private: str
    channel_ready: str
    in_channel: str

    # buttons under alerts
    vendor_muted: tuple[str, str, str]
    vendor_heard: str
    undo_mute: str
    which_wrong: str
    doubted: str
    doubted_before: str
    old_button: str

    # operators
    approved: str
    rejected: str
    not_held: str
    no_evidence: str
    only_operators: str
    admin_sources: str
    admin_ill: str
    admin_deliveries: str
    admin_traffic: str
    admin_failing: str
    admin_failing_since: str
    admin_recipients: str
    admin_census: str
    admin_held: str

    def together(self, *sentences: str) -> str:
        """The sentences behind one another, as the language writes them."""
        return self.between.join(sentences)
