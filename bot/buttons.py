"""What the buttons under an alert ask for, as their callback data says it. Pure.

Callback data holds 64 bytes (core.telegram.org/bots/api#inlinekeyboardbutton): a verb, a colon and
the name of what it is about. Ours are short: an id has 23 characters, a vendor's slug fewer.
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

Verb = Literal["mute", "wrong", "approve", "reject", "evidence"]
VERBS: Final[tuple[Verb, ...]] = get_args(Verb)
LONGEST: Final = 64


@dataclass(frozen=True, slots=True)
class Press:
    """One pressed button.

    `mute` is about a vendor, by its slug; `wrong` about an event, or about an alert of which
    somebody has yet to say which event is meant; `approve` and `reject` about a held matter, by
    the id that `pricewar quarantine` knows; `evidence` about an event.
    """

    verb: Verb
    about: str

    @property
    def data(self) -> str:
        """The callback data. Raises ValueError where a button cannot carry it."""
        data = f"{self.verb}:{self.about}"
        if len(data.encode()) > LONGEST:
            raise ValueError(f"more than {LONGEST} bytes: {data}")
        return data


def press(data: str) -> Press | None:
    """What was pressed; None where the data is of another kind of button."""
    verb, colon, about = data.partition(":")
    known = next((one for one in VERBS if one == verb), None)
    return Press(known, about) if known and colon and about else None
