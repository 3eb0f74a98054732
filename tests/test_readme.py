"""The README says what the code does."""

import importlib.util
from pathlib import Path

_spec = importlib.util.spec_from_file_location("readme", Path(__file__).with_name("readme.py"))
assert _spec is not None
assert _spec.loader is not None
readme = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(readme)


def test_the_tables_of_the_readme_are_those_of_the_code() -> None:
    """A vendor or a command that is new stands in the README (`make readme` writes it)."""
    text = readme.README.read_text("utf8")
    assert readme.filled(text) == text
