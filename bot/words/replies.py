"""What a language must be able to say in answers. A missing word is a type error."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.windows import Doubt

Elapsed = Literal["s", "min", "h", "d"]
Counted = tuple[str, str]  # the words for one, and for several


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """The words of one language; templates name what they are filled with in braces."""

    # the frame
    page: str
    more: str
    ask_price: str
    ask_prices: str
    ask_history: str
    span: str
    apart: str
    from_to: str

    # prices
    cell: str
    was: str
    quoted: str
    page_says: str
    offered: str
    called: str
    measure: str
    share: str
    elsewhere: str
    entries: Counted
    bare_zero: str
    unknown: str
    prices: Counted
    prices_of: str
    filtered: str
    short_meters: Mapping[str, str]

    # how old
    ago: Mapping[Elapsed, str]
    fresh: str
    old: str
    failing: str
    never_read: str
    as_announced: str
    ended: str
    blind: str

    # the clock
    now: str
    not_now: str
    doubts: Mapping[Doubt, str]
    hours_unknown: str
    windows: str
    no_windows: str

    # what is free
    free_now: str
    only_words: str
    nothing_free: str
    nothing_free_of: str

    # side by side
    compared: str
    per_million: str
    roughly_in: str
    unknown_mark: str
    range_mark: str
    other_mark: str
    entries_mark: str
    not_found: str

    # what changed
    since: str
    changes: Counted
    untold: Counted
    no_changes: str
    silence: str
    held: Counted
    known_since: str
    known_later: str
    still_to_come: str

    # sources
    status: str
    well: str
    ill: str
    not_yet: str

    # history
    history: str
    announced: str
    from_free: str
    no_longer: str
    gone: str
    not_drawn: str
    older: str

    # the war
    war: str
    same_day: str
    a_day: str
    days: str
    war_unit: str
    war_footnote: str
    no_war: str
    other_months: str
    vendors: Counted
    models: Counted
    war_per: str
    smaller: Counted
    as_part: str
    hollow: str

    # bills
    amounts: Sequence[tuple[int, str]]
    workload_in: str
    workload_out: str
    workload_cached: str
    workload_length: str
    remembered: str
    forgotten: str
    your_workload: str
    how_workload: str
    not_understood: str
    bill: str
    bills: str
    monthly: str
    monthly_fresh: str
    no_bill: str
    depends: Mapping[str, str]
    depends_on: str
    full_price: str
    uncounted: str
    cheapest: str
    ranked: str
    length_unsaid: str
    free_limits: str
    none_cheapest: str
    not_ranked: str
    how_cheapest: str
    usual_workload: str
    by_lower_end: str
    full_price_mark: str
    cache_uncounted: str

    # what was not found, or is not one
    ask_what: str
    several: str
    no_price: str
    vendor_unread: str
    vendor_not_read: str
    nearest: str
    no_longer_printed: str
    no_prices_yet: str
    compare_what: str
    too_many: str
    bad_time: str
    bad_month: str
