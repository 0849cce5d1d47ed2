"""Fixtures that several packages share: real stores, the shipped market, the data beside us."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

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
