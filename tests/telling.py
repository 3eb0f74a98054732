"""Events and alerts as the tests of telling need them: plain ones by hand, any at random."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args

from hypothesis import strategies as st

from bot.alerts import Alert, Audience
from bot.events import OPERATORS, Event, Evidence, Proof, Type
from bot.words import Rate, Reference, Voice
from scrapers.quotes import METERS, UNITS, Quote, Source, Vendor, conditions

NOW = datetime(2026, 8, 2, 8, tzinfo=UTC)
URLS = {
    "deepseek": "https://api-docs.deepseek.com/pricing?a=1&b=2",
    "zhipu": "https://docs.bigmodel.cn/pricing",
    "moonshot": "https://platform.moonshot.cn/pricing",
    "openai": "https://openai.com/api/pricing/",
}
VENDORS = {
    slug: Vendor(slug, name, (Source(slug, ("CNY",), {"": (URLS[slug],)}, lambda _: []),), zh)
    for slug, name, zh in (
        ("deepseek", "DeepSeek", "深度求索"),
        ("zhipu", "Zhipu AI", "智谱"),
        ("moonshot", "Moonshot AI", "月之暗面"),
        ("openai", "OpenAI", ""),
    )
}
GPT_4 = Reference("GPT-4-Turbo", "USD", Decimal(10), Decimal(30))
RATES = {"CNY": Rate(Decimal("7.1"), date(2025, 11, 20))}
ENGLISH = Voice("en", vendors=VENDORS, references=(GPT_4,), rates=RATES, changes="/changes")
CHINESE = replace(ENGLISH, language="zh")
NO_PRICE: dict[str, Any] = dict.fromkeys(("meter", "old", "new"))
NOTHING: dict[str, Any] = dict.fromkeys(("model", "meter", "old", "new", "evidence"))
TOLD: Sequence[Type] = [kind for kind in get_args(Type) if kind not in OPERATORS]


def event(
    number: int = 1, kind: Type = "price.cut", vendor: str = "deepseek", **facts: Any
) -> Event:
    """A cut of one input price by half, unless said otherwise."""
    proof = Proof(url=URLS[vendor], sha256="a" * 64, published="1.5", read_at=NOW)
    known: dict[str, Any] = {
        "id": f"ev_{number:020d}",
        "type": kind,
        "at": NOW,
        "seen_at": NOW,
        "source": vendor,
        "vendor": vendor,
        "model": f"{vendor}-v{number}",
        "meter": "input",
        "old": Decimal(3),
        "new": Decimal("1.5"),
        "currency": "CNY",
        "per": "1M tokens",
        "evidence": Evidence(**proof.model_dump(), before=proof),
    }
    return Event(**known | facts)


def correction(of: Event, number: int = 99) -> Event:
    """Takes back what a move told."""
    return event(
        number,
        "price.retracted",
        of.vendor,
        model=of.model,
        meter=of.meter,
        conditions=of.conditions,
        old=of.new,
        new=of.old,
        refutes=of.id,
    )


def alert(*events: Event, audience: Audience = "subscribers", name: int | None = None) -> Alert:
    """One alert of one vendor."""
    first = events[0]
    number = int(first.id.removeprefix("ev_")) if name is None else name
    return Alert(f"al_{number:020d}", first.source, first.vendor, first.at, audience, events)


# At random

printed = st.text(max_size=40) | st.text("<>&\"'`*_~[](){}#+-=|.!🎉价\u202e \n/", max_size=300)
amounts = st.none() | st.integers(0, 10**6).map(lambda n: Decimal(n) / 1000)
_terms: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "input_max": st.integers(1, 10**6),
        "service": st.sampled_from(["batch", "flex"]) | printed,
        "window": st.sampled_from(["peak", "off_peak"]),
        "region": printed,
    },
)
_listed = st.lists(
    st.builds(
        lambda model, meter, amount, terms: Quote(
            model, meter, amount, "CNY", conditions=conditions(terms)
        ).json(),
        *(
            printed,
            st.sampled_from(sorted(METERS)),
            amounts.filter(lambda n: n is not None),
            _terms,
        ),
    ),
    max_size=12,
)


@st.composite
def events(draw: st.DrawFn, number: int) -> Event:
    """Any event that a subscriber may be told, as a page might have it."""
    kind = draw(st.sampled_from(TOLD))
    facts: dict[str, Any] = {
        "model": draw(printed.filter(str.strip)),
        "meter": draw(st.sampled_from(sorted(METERS))),
        "per": draw(st.sampled_from(sorted(UNITS))),
        "old": draw(amounts),
        "new": draw(amounts),
        "conditions": dict(conditions(draw(_terms))),
        "promo": draw(st.none() | printed),
        "note": draw(st.none() | printed),
        "schedule": draw(st.none() | printed),
        "at": NOW + timedelta(hours=number),
    }
    if kind.startswith(("model.", "terms.")):
        facts |= NO_PRICE
        facts |= {"before": draw(_listed), "after": draw(_listed), "was_model": draw(printed)}
        facts["direction"] = draw(st.sampled_from(["cheaper", "dearer", "mixed"]))
    if kind == "price.retracted":
        facts["refutes"] = f"ev_{draw(st.integers(0, max(0, number - 1))):020d}"
        facts["old"] = facts["old"] or Decimal(1)
    return event(number, kind, draw(st.sampled_from(sorted(URLS))), **facts)


@st.composite
def several(draw: st.DrawFn) -> list[Alert]:
    """The alerts of a day: of one event, of several, storms."""
    kinds = draw(st.lists(events(2), min_size=1, max_size=5))
    sizes = draw(st.lists(st.sampled_from([1, 2, 3, 30]), min_size=1, max_size=6))
    found, count = [], 0
    for place, size in enumerate(sizes):
        like = kinds[place % len(kinds) :] + kinds
        alike = [one for one in like if one.vendor == like[0].vendor]
        told = [
            alike[n % len(alike)].model_copy(update={"id": f"ev_{count + n:020d}"})
            for n in range(size)
        ]
        count += size
        found.append(alert(*told))
    return found
