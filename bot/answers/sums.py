"""Bills and workloads in words. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from bot.answers.answer import Scene
from bot.answers.bills import Bill, bills
from bot.answers.offers import ordinary
from bot.answers.prices import dated
from bot.words import Line, Voice, figures
from bot.workload import Workload, size
from scrapers.quotes import Quote


def billed(quotes: Sequence[Quote], scene: Scene) -> list[Line]:
    """What the reader's own workload would cost a month at these prices of one model.

    Nothing where no workload is known, or the model is not priced by text tokens at all.
    """
    voice = scene.voice
    if voice.workload is None:
        return []
    asked = workload_words(voice.workload, voice)
    if found := bills(quotes, voice.workload):
        if found[0].free:
            return [Line(voice.words.line.format(what=asked, price=voice.words.free))]
        total, rates = total_words(found[0], voice)
        said = Line(voice.replies.bill.format(workload=asked, total=total), rates=rates)
        return [said, *(Line(text, "remark") for text in grounds(found[0], scene))]
    if any(ordinary(quotes, meter) for meter in ("input", "output")):
        return [Line(voice.replies.no_bill.format(workload=asked), "remark")]
    return []


def total_words(bill: Bill, voice: Voice) -> tuple[str, frozenset[str]]:
    """`1,600–2,000 CNY (≈ $225–282)`, and the currencies whose rates it rests on."""
    if bill.free:
        return voice.words.free, frozenset()
    low, high = (figures.money(end, voice) for end in (bill.low, bill.high))
    said = f"{voice.span(low, high)} {voice.currency(bill.currency)}"
    rough = figures.roughly((bill.low, bill.high), bill.currency, voice)
    if rough is None:
        return said, frozenset()
    return voice.words.narrowed.format(what=said, conditions=rough.text), rough.rates


def grounds(bill: Bill, scene: Scene) -> list[str]:
    """On what a bill depends, what is not in it, and until when it holds."""
    voice, found = scene.voice, dated(bill.quotes, scene)
    said = voice.replies
    if bill.depends:
        kinds = voice.words.comma.join(said.depends[kind] for kind in bill.depends)
        found.append(said.depends_on.format(kinds=kinds))
    if bill.full_price:
        found.append(said.full_price)
    if bill.uncounted:
        meters = voice.words.comma.join(voice.words.meters[meter] for meter in bill.uncounted)
        found.append(said.uncounted.format(meters=meters))
    return found


def workload_words(workload: Workload, voice: Voice) -> str:
    """`300M in, 50M out, 60 % cached, 32k at once`; amounts as the language counts: `3亿`."""
    said = voice.replies
    parts = [said.workload_in.format(tokens=size(workload.input, said.amounts))]
    parts.append(said.workload_out.format(tokens=size(workload.output, said.amounts)))
    if workload.cached:
        share = voice.words.percent.format(value=voice.number(workload.cached * 100, "#,##0.##"))
        parts.append(said.workload_cached.format(share=share))
    if workload.length:
        parts.append(said.workload_length.format(tokens=size(Decimal(workload.length))))
    return voice.words.comma.join(parts)
