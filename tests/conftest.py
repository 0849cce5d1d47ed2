"""Fixtures that several packages share: real stores, the shipped market, the data beside us."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from shipped_market import copy_store, prepare_market
from virtuoso import PACKAGE, Virtuoso, is_installed, run_virtuoso
from xdist.scheduler import LoadScopeScheduling

#: Tests that share nothing and take long: any process may run any of them.
LOOSE = (
    "tests/graph/market/test_arrays",
    "tests/graph/market/test_influence",
    "tests/graph/metrics/axioms/",
    "tests/graph/metrics/test_layered",
    "tests/graph/metrics/test_structure",
)
ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


class Scheduling(LoadScopeScheduling):
    """Whole files beside one another, because a store, a server or a browser is made for a file.

    Those of :data:`LOOSE` go one by one at the end, and fill whatever process has nothing to do.
    """

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith(LOOSE) else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling | None:
    """Deal the tests out to the processes of a run as ``--dist loadfile`` says, but evenly."""
    return Scheduling(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data beside the repository; outside CI its absence skips the test."""
    if not SHARED.is_dir():
        message = "the reference data folder ../shared is missing beside the repository"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return SHARED


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    """A Virtuoso that cuts answers off early; scripts/test installs it where it is missing."""
    if not is_installed():
        message = f"Debian's {PACKAGE} is not installed: run scripts/test"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with run_virtuoso(tmp_path_factory.mktemp("virtuoso"), rows=5_000) as server:
        yield server


@pytest.fixture(scope="session")
def new_market(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """A maker of stores that hold the shipped market, each a copy that may be written to."""
    base = tmp_path_factory.getbasetemp()
    # The processes of one run have their folders beside one another.
    common = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    prepared = prepare_market(common / "shipped-market")
    return lambda: copy_store(prepared, tmp_path_factory.mktemp("market") / "store")
