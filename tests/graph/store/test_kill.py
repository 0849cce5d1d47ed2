"""Kills and power cuts during adds, replaces and undos: nothing acknowledged is lost or half."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from kill_run import Record, faults_of
from power_cut import CALLS, copy_after_cut

ROOT = Path(__file__).resolve().parents[3]
SUPPORT = ROOT / "tests" / "support"
KILLS = 30


@pytest.mark.timeout(1_200)
def test_thirty_kills_lose_nothing_acknowledged_and_leave_nothing_half(tmp_path: Path) -> None:
    """The full count is run by ``python tests/support/kill_run.py --kills 200``."""
    run = subprocess.run(
        [sys.executable, str(SUPPORT / "kill_run.py"), "--kills", str(KILLS), "--large", "0.15"],
        stdout=subprocess.PIPE,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    figures = json.loads(run.stdout)
    assert figures["faults"] == []
    assert (run.returncode, figures["kills"]) == (0, KILLS)
    assert figures["acknowledged"] > 0


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("seed", "large", "wait"), [(1, 0.0, 4), (2, 0.0, 9), (3, 1.0, 2)])
def test_power_cut_loses_nothing_acknowledged(
    tmp_path: Path, seed: int, large: float, wait: int
) -> None:
    """The disk as it is without what was never synced, at the moment after an acknowledgement."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed (Debian: strace)")
    store, record = tmp_path / "store", Record()
    child = [sys.executable, str(SUPPORT / "kill_child.py"), str(store), str(seed), str(large)]
    process = subprocess.Popen(
        [strace, "-f", "-y", "-s", "1", "-o", str(tmp_path / "trace"), "-e", CALLS, *child],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        acknowledged = 0
        for line in process.stdout:
            record.take(line.decode())
            acknowledged += record.phase == "done"
            if acknowledged == wait:
                break
    finally:
        os.killpg(process.pid, 9)
        rest = process.stdout.read()
        process.stdout.close()
        process.wait()
    for line in rest.splitlines():
        record.take(line.decode())
    (after := tmp_path / "after").mkdir()
    assert copy_after_cut(tmp_path / "trace", store, after / "store") > 0
    assert faults_of(after, record) == []
    assert acknowledged == wait
