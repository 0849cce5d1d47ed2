"""What adding a file did, or would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from graph.errors import Finding

#: How many of the loads that hold some of the statements are named.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class LoadReport:
    """The outcome of one file.

    ``status`` is ``"added"``, ``"replaced"``, ``"already-loaded"`` (same bytes, nothing done),
    ``"redone"`` or ``"preview"``; ``replaced`` is the id of the load that went or would go.
    ``triples`` counts what its graph holds, lifted channels included; ``new`` of them were in no
    graph before and ``already_known`` were; ``known_in`` maps the ids of the loads that hold some
    of them to how many.
    """

    status: str
    load_id: str
    name: str
    sha256: str
    triples: int
    new: int
    already_known: int
    known_in: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[Finding, ...] = ()
    replaced: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values, for JSON."""
        return asdict(self) | {"warnings": [asdict(finding) for finding in self.warnings]}

    def to_text(self) -> str:
        """The report as one sentence."""
        if self.status == "already-loaded":
            return f"{self.name} is already loaded as {self.load_id}: nothing to do."
        verb = "Would add" if self.status == "preview" else "Added"
        known = f", {self.already_known:,} already known" if self.already_known else ""
        if self.known_in:
            holders = [
                f"{count:,} in {load}" for load, count in list(self.known_in.items())[:SHOWN]
            ]
            known += f" ({', '.join(holders)})"
        place = f" in place of {self.replaced}" if self.replaced else ""
        return f"{verb} {self.name} as {self.load_id}{place}: {self.triples:,} triples{known}."
