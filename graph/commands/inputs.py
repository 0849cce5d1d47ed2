"""The files that a command is given, ``-`` for stdin, and who gives them."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from graph.errors import Finding

STDIN_NAME = "stdin.ttl"
SHOWN = 20

input_format_option: Callable[[Any], Any] = click.option(
    "--input-format",
    metavar="FORMAT",
    help="The format of the files where their names do not tell: turtle, trig, ntriples, nquads, "
    "jsonld, rdfxml.",
)


@dataclass(frozen=True, slots=True)
class Input:
    """The name and the bytes of one file."""

    name: str
    content: bytes


def read_inputs(files: Sequence[str], max_mb: int) -> list[Input]:
    """Every file, read before anything is done with the first.

    Raises
    ------
    FileMissing, InputTooLarge
        One of them is not there, cannot be read or is too large.
    """
    from graph.ingest.parse import MEBIBYTE, read_bytes, require_size

    inputs = []
    for file in files:
        if file == "-":
            content = sys.stdin.buffer.read(max_mb * MEBIBYTE + 1)
            inputs.append(Input(STDIN_NAME, require_size("stdin", content, max_mb)))
        else:
            inputs.append(Input(file, read_bytes(Path(file), max_mb)))
    return inputs


def current_user() -> str:
    """The name of the user of this process; ``unknown`` where the system has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"


def print_findings(name: str, findings: Iterable[Finding]) -> None:
    """Say on stderr what is to be said about a file, the first of many only."""
    shown = list(findings)
    for finding in shown[:SHOWN]:
        click.echo(f"{name}: {finding.severity}: {finding}", err=True)
    if len(shown) > SHOWN:
        rest = len(shown) - SHOWN
        click.echo(f"{name}: and {rest:,} more; `captivity validate` lists all.", err=True)
