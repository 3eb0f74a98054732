"""What all tests share: the captured pages, and how Hypothesis looks for counter-examples."""

import os
from pathlib import Path

import market as markets
import pytest
from hypothesis import HealthCheck, settings

from scrapers import render

PAGES = Path(__file__).resolve().parents[2] / "shared" / "pages"
NO_PAGES = "the captured pages (../shared/pages) are not on this machine"
NO_BROWSER = "there is no browser to run pages in"
NO_NODE = "there is no Node with the packages of docs/examples (npm ci there)"

# No deadline: how long an example takes says more about the machine than about the code.
settings.register_profile(
    "pricewar",
    deadline=None,
    derandomize="CI" in os.environ,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("pricewar")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy of the environment stands before this machine."""
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture(scope="session")
def pages() -> Path:
    """The captured pages, a folder each source; where they are missing the test is skipped."""
    if not PAGES.is_dir():
        pytest.skip(NO_PAGES)
    return PAGES


@pytest.fixture(scope="session")
def market(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store into which captured pages were read within the last days; to be copied."""
    return markets.read(pages, tmp_path_factory.mktemp("market"))


@pytest.fixture(scope="session")
def war(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that has seen the price war of May 2024; to be copied."""
    return markets.fight(tmp_path_factory.mktemp("war"))


@pytest.fixture(scope="session")
def chromium() -> None:
    """A browser to run pages in; where there is none the test is skipped."""
    if wanted := render.missing():
        pytest.skip(f"{NO_BROWSER}: {wanted}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests lacked what they run on, so that a green run does not hide it."""
    skipped = terminalreporter.stats.get("skipped", [])
    for lacking in (NO_PAGES, NO_BROWSER, NO_NODE):
        missed = sum(lacking in str(report.longrepr) for report in skipped)
        if missed:
            terminalreporter.section("NOT TESTED", yellow=True)
            terminalreporter.line(f"tests skipped: {missed}, because {lacking}", yellow=True)
