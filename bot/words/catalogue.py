"""What a language must be able to say. A missing word is a type error or a failing test."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.alerts import Ending
from bot.buttons import Verb
from bot.events import Direction, Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The words of one language; templates name what they are filled with in braces."""

    headlines: Mapping[Type, str]
    kinds: Mapping[Type, str]
    directions: Mapping[Direction, str]
    meters: Mapping[str, str]
    units: Mapping[str, str]
    currencies: Mapping[str, str]
    conditions: Mapping[str, str]
    values: Mapping[tuple[str, str], str]
    notes: Mapping[str, str]

    # prices
    percent: str
    price: str
    move: str
    change: str
    free: str
    freed: str
    no_free_word: str
    subject: str
    narrowed: str
    outside: str
    line: str
    reference: str
    multiple: str
    same_as_reference: str

    # sentences
    begins: str
    undated: str
    unscheduled: str
    ending: str
    then: str
    launched_free: str
    withdrawn: str
    renamed: str
    term_new: str
    term_gone: str
    hours: str
    corrected: str
    unfounded: str
    held: str
    decide: str
    prove: str
    source: str
    page: str
    source_words: Mapping[Type, str]
    reason: str
    promo: str
    promo_was: str
    since: str
    until: str
    more_prices: str

    # the whole
    comma: str
    and_more: str
    also: str
    tally: str
    digest: str
    digest_kind: str
    movers: str
    rest: str
    several: str
    vendors: str
    more_changes: str
    more_lines: str
    price_page: str
    read: str
    between: str
    from_to: str
    rate: str
    buttons: Mapping[Verb, str]
    probe: str
    endings: Mapping[Ending, str]
