"""Every check of a store, one after the other, each with its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from graph.checks.access_paths import check_indexes
from graph.checks.bookkeeping import check_journal
from graph.checks.kept_files import check_count, check_digests, check_statements
from graph.errors import Finding
from graph.ingest.loads import list_loads
from graph.ingest.validate import validate_all
from graph.progress import track
from graph.store.port import Store
from graph.store.sources import layout_of

Check = Callable[[], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Checked:
    """One finding and the check that made it."""

    check: str
    finding: Finding

    def to_dict(self) -> dict[str, Any]:
        """The finding as plain values, for JSON."""
        return {"check": self.check, **asdict(self.finding)}


def check_store(store: Store, *, quick: bool = False) -> list[Checked]:
    """What is wrong with a store; nothing is changed.

    ``quick`` leaves out what takes long: the statements of each file, the shapes, and the indexes
    that are asked once for each subject and object.

    Raises
    ------
    StoreUnavailable
        The store keeps no files or no journal.
    """
    checks = list(_checks(store, quick))
    found: list[Checked] = []
    for name, check in track(checks, "Checking"):
        found += [Checked(name, finding) for finding in check()]
    return found


def _checks(store: Store, quick: bool) -> Iterator[tuple[str, Check]]:
    layout = layout_of(store)
    loads = list_loads(store)
    yield "sources", lambda: check_digests(layout)
    yield "counts", lambda: (f for load in loads for f in check_count(store, layout, load))
    if not quick:
        for load in loads:
            yield "statements", lambda load=load: check_statements(store, layout, load)  # type: ignore[misc]
    yield "indexes", lambda: check_indexes(store, quick=quick)
    yield "journal", lambda: check_journal(store)
    if not quick:
        yield "shapes", lambda: validate_all(store)
