"""The report beside a watched file: what became of it, for people and for the next start."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph.errors import CaptivityError
from graph.ingest.report import LoadReport

#: The load of the file is ours to replace when the file changes.
OWN = frozenset({"added", "replaced"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one content of one file.

    ``status`` is ``"added"``, ``"replaced"`` (its earlier load was taken out), ``"already-loaded"``
    (by somebody else) or ``"refused"``. ``load_id`` is the load that stands for the file now: for a
    refused change that of the earlier content. ``own`` is whether the watch added it.
    """

    file: str
    status: str
    sha256: str
    load_id: str = ""
    own: bool = False
    replaced: str = ""
    report: LoadReport | None = None
    error: CaptivityError | None = None
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))

    def to_dict(self) -> dict[str, Any]:
        """The outcome as plain values, for JSON."""
        return {
            "file": self.file,
            "status": self.status,
            "sha256": self.sha256,
            "load_id": self.load_id,
            "own": self.own,
            "replaced": self.replaced,
            "at": self.at,
            "report": self.report.to_dict() if self.report else None,
            "problem": self.error.to_problem() if self.error else None,
        }

    def to_text(self) -> str:
        """The outcome in lines."""
        lines = [self.summary]
        if self.replaced and self.status == "already-loaded":
            lines.append(f"Its earlier load {self.replaced} was taken out in its place.")
        if self.error and self.load_id:
            lines.append(f"What it said before is still loaded as {self.load_id}.")
        findings = (
            self.error.findings if self.error else self.report.warnings if self.report else ()
        )
        lines += [f"{finding.severity}: {finding}" for finding in findings]
        return "\n".join([*lines, f"({self.at})", ""])

    @property
    def summary(self) -> str:
        """The outcome in one sentence."""
        if self.error is not None:
            return f"{self.file} was refused: {self.error.message} [{self.error.code}]"
        return self.report.to_text() if self.report else f"{self.file}: {self.status}"


def report_paths(path: Path) -> tuple[Path, Path]:
    """The places of the two reports of a file: for machines, for people.

    >>> [place.name for place in report_paths(Path("news.ttl"))]
    ['news.ttl.report.json', 'news.ttl.report.txt']
    """
    return path.with_name(f"{path.name}.report.json"), path.with_name(f"{path.name}.report.txt")


def write_reports(path: Path, outcome: Outcome) -> None:
    """Write both reports, each wholly or not at all.

    Raises
    ------
    OSError
        The folder cannot be written.
    """
    for_machines, for_people = report_paths(path)
    _replace(for_people, outcome.to_text())
    _replace(for_machines, json.dumps(outcome.to_dict(), indent=2, ensure_ascii=False) + "\n")


def read_report(path: Path) -> Outcome | None:
    """What the report beside a file says of it; None where there is none that can be read."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads(report_paths(path)[0].read_text(encoding="utf-8"))
        status, digest, load_id = (str(kept[name]) for name in ("status", "sha256", "load_id"))
        return Outcome(path.name, status, digest, load_id, kept["own"] is True, at=str(kept["at"]))
    return None


def _replace(place: Path, text: str) -> None:
    draft = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
