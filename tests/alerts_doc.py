"""What docs/telegram.md shows of alerts, digests and corrections: `make readme` writes it."""

import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from telegram_doc import PAGE, put
from telling import CHINESE, ENGLISH, NO_PRICE, NOTHING, NOW, alert, correction, event

from bot.alerts import Alert
from bot.events import Event
from bot.letters import letter
from bot.recipients import Reader
from bot.words import Voice, bare

TITLES = {
    "en": (
        "An alert",
        "A digest",
        "A correction, and what it corrects",
        "For operators",
    ),
    "zh": ("提醒", "摘要", "更正，以及被更正的消息", "给运营者"),
}
MODEL: dict[str, Any] = {"model": "deepseek-v4-pro"}


def cut() -> Alert:
    """A cut with conditions, and a model that became free."""
    tier = {"input_max": 32000}
    night = {"window": "off_peak"}
    hours = "00:30–08:30 Beijing"
    return alert(
        event(1, **MODEL, conditions=tier),
        event(2, **MODEL, meter="output", old=6, new=2, conditions=night, schedule=hours),
        event(3, "price.freed", model="deepseek-v4-flash", old=1, new=0, free=True),
    )


def day() -> list[Alert]:
    """What came together on a day."""
    redrawn = event(6, "terms.changed", "zhipu", model="glm-5", direction="dearer", **NO_PRICE)
    return [
        cut(),
        alert(event(5, "price.raised", "zhipu", model="glm-4.6", new=Decimal("4.5")), redrawn),
        alert(event(7, "promo.started", "moonshot", model="kimi-k2.6", promo="限时5折")),
    ]


def held() -> Alert:
    """What is before an operator."""
    slip = event(
        8,
        "price.quarantined",
        **MODEL,
        new="0.003",
        note="q_0123456789",
        told=False,
        reason="exactly 10^-3 times the old price: a unit slip?",
    )
    broken = event(
        9,
        "source.broken",
        **NOTHING,
        seen_at=NOW - timedelta(hours=1),
        told=False,
        reason="no prices on this page",
    )
    return alert(slip, broken, audience="operator")


def shown(alerts: Sequence[Alert], voice: Voice, corrections: Sequence[Event] = ()) -> str:
    """What a person sees: the words, and the buttons beneath; `~` marks what is struck."""
    said = letter(alerts, voice, corrections)
    assert said is not None
    rows = ["".join(f"[{key.label}]" for key in row) for row in said.rows]
    texts = [bare(text.replace("<s>", "~").replace("</s>", "~")) for text in said.texts]
    return "\n".join([*texts, *rows])


def sections(voice: Voice) -> Iterator[str]:
    """All of it in one language, a heading and a block each."""
    wrong = correction(cut().events[0])
    told = f"{shown([alert(wrong)], voice)}\n\n{shown([cut()], voice, [wrong])}"
    blocks = (shown([cut()], voice), shown(day(), voice), told, shown([held()], voice))
    for title, block in zip(TITLES[voice.language], blocks, strict=True):
        yield f"#### {title}\n\n```\n{block}\n```\n"


def filled(text: str) -> str:
    """The page with what alerts say now, to somebody who counts in dollars."""
    for voice in (ENGLISH, CHINESE):
        block = "\n".join(sections(voice.to(Reader(currency="USD"))))
        text = put(text, f"alerts-{voice.language}", block)
    return text


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text("utf8")), "utf8")
    sys.exit(0)
