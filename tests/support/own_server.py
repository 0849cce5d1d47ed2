"""A Captivity server of the tests' own: a real process on a folder, on a port of loopback."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

STOPS_IN_S = 20.0


@contextlib.contextmanager
def run_own_server(folder: Path) -> Iterator[str]:
    """The address of the SPARQL endpoint of a server on the store in this folder."""
    program = "import sys; from web.cli import main; sys.exit(main())"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "--store", str(folder), "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": ""},
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield line.split()[3].rstrip("/") + "/sparql"
    finally:
        process.terminate()
        try:
            process.wait(STOPS_IN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
