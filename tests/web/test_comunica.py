"""Comunica from npm asks the running server: run by ``scripts/test -m comunica``.

Not with the others, because its installation alone takes half a minute and a registry.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from own_server import run_own_server

RUN = Path(__file__).resolve().parents[2] / "benchmarks" / "comunica" / "run"


@pytest.mark.comunica
@pytest.mark.timeout(600)
def test_comunica_reads_rows_truths_and_triples(new_market: Callable[[], Path]) -> None:
    if shutil.which("npm") is None:
        pytest.fail("npm is not installed: run scripts/test -m comunica")
    with run_own_server(new_market()) as endpoint:
        done = subprocess.run([str(RUN), endpoint], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = [line.partition(" in ")[0] for line in done.stdout.splitlines()]
    assert [line.partition(":")[0] for line in found] == ["rows", "again", "ask", "construct"]
    assert found[2] == "ask: true"
