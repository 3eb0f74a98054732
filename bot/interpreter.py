"""CPython's two habits that keep people waiting while a page is read, set for a service.

A full collection of garbage stops every thread, and a thread that computes gives way to one that
waits only at intervals (`gc`, `sys.setswitchinterval`). Both are the whole process's.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# A big page makes a million objects, which go with the last name for them. With the usual
# (700, 10, 10) they cause full collections on their way: 0.1 to 0.3 s of silence for everybody.
# So rare, one of them is one question in some thousands; memory has not grown from it.
COLLECT: Final = (10_000, 10, 1_000)
# Seconds; usually 0.005. An answer lets go of the interpreter at each of its statements.
TURN: Final = 0.0005


@contextmanager
def taking_turns() -> Iterator[None]:
    """Within this, collections are rare, leave out what is loaded by now, and turns are short."""
    usual, turn = gc.get_threshold(), sys.getswitchinterval()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT)
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(turn)
        gc.set_threshold(*usual)
        gc.unfreeze()
