"""A Captivity server of the tests' own: a real process on a folder, on a port of loopback."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

STOPS_IN_S = 20.0


@dataclass(frozen=True, slots=True)
class Running:
    """A server under way, and the address of its SPARQL endpoint."""

    process: subprocess.Popen[str]
    endpoint: str

    def stop(self) -> None:
        """Have it end in order, or end it when it takes too long."""
        self.process.terminate()
        try:
            self.process.wait(STOPS_IN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def descendants(self) -> set[int]:
        """The processes below it, all the way down."""
        return set(_iter_below(self.process.pid))

    def resident_mb(self) -> int:
        """The memory that it holds itself, in MiB."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGESIZE") // 2**20


def start_own_server(store: str | Path, **settings: float) -> Running:
    """A server on a store, ready to answer, with settings by their names."""
    program = "import sys; from web.cli import main; sys.exit(main())"
    given = {f"CAPTIVITY_{name.upper()}": f"{value:g}" for name, value in settings.items()}
    process = subprocess.Popen(
        [sys.executable, "-c", program, "--store", str(store), "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "", **given},
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    return Running(process, line.split()[3].rstrip("/") + "/sparql")


@contextlib.contextmanager
def run_own_server(folder: Path) -> Iterator[str]:
    """The address of the SPARQL endpoint of a server on the store in this folder."""
    running = start_own_server(folder)
    try:
        yield running.endpoint
    finally:
        running.stop()


def _iter_below(pid: int) -> Iterator[int]:
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found = [int(word) for word in path.read_text().split()]
        except OSError:
            continue
        for child in found:
            yield child
            yield from _iter_below(child)
