"""Fixtures that several packages share: real stores, the shipped market, the data beside us."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from virtuoso import PACKAGE, Virtuoso, is_installed, run_virtuoso

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


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
