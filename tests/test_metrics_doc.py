"""docs/metrics.md names commands that exist, all axioms, and all twelve misleading practices."""

from __future__ import annotations

import re
from pathlib import Path

from graph.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
METRICS = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")


def test_commands_named_exist() -> None:
    named = set(re.findall(r"`captivity ([a-z-]+)", METRICS))
    table = METRICS.split("## Every metric")[1].split("### Where")[0]
    for cell in re.findall(r"\| ([^|]+) \|$", table, re.MULTILINE)[1:]:
        named |= {word.split()[0] for word in re.findall(r"`([a-z][^`]*)`", cell)}
    # Keys of the JSON stand beside the command that prints them.
    assert named - set(COMMANDS) == {"hhi", "effective_number", "interval", "end_to_end"}


def test_every_axiom_is_stated() -> None:
    stated = METRICS.split("## What must always hold")[1].split("## What misleads")[0]
    assert set(re.findall(r"A\d+", stated)) == {f"A{number}" for number in range(1, 20)}


def test_every_misleading_practice_is_told_and_tested() -> None:
    told = METRICS.split("## What misleads")[1]
    numbers = {str(number) for number in range(1, 13)}
    assert set(re.findall(r"^(\d+)\. ", told, re.MULTILINE)) == numbers
    tests = (ROOT / "tests" / "graph" / "metrics" / "misleading").glob("test_*.py")
    found = {n for path in tests for n in re.findall(r"def test_(\d+)_", path.read_text("utf-8"))}
    assert found == numbers


def test_paths_named_exist() -> None:
    for path in re.findall(r"`(tests/[^`]+)`", METRICS):
        assert (ROOT / path).exists(), path
