"""Market records kept beside the revision they were read from, so that a start need not read again.

Reading looks up every term in the database; the kept copy is plain values and loads some ten times
as fast. It is a convenience only: whatever is wrong with it, the records are read anew.
"""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import os
import pickle
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from graph.market import columns, evidence, hypotheses, kinds, read, records
from graph.market.columns import Readable
from graph.market.read import read_records
from graph.market.records import (
    Channel,
    Claim,
    Entity,
    Hypothesis,
    MarketRecords,
    Source,
    Stake,
)

#: The only classes that a kept copy may name: a pickle from elsewhere must not run anything.
ALLOWED = frozenset({("datetime", "date"), ("decimal", "Decimal")})
#: The tables of market records, each from IRI to record.
TABLES: Mapping[str, type[Any]] = {
    "entities": Entity,
    "channels": Channel,
    "stakes": Stake,
    "claims": Claim,
    "sources": Source,
    "hypotheses": Hypothesis,
}
DAMAGED = (OSError, pickle.PickleError, EOFError, LookupError, ValueError, TypeError)


@runtime_checkable
class KeepsDerived(Protocol):
    """A store with a place for what is worked out from its present revision."""

    def derived_file(self, name: str) -> Path:
        """The file for a derived thing of that name at this revision; its folder is there."""
        ...


class _RecordsUnpickler(pickle.Unpickler):
    """Builds plain values, days and numbers, and refuses to name anything else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of market records")
        return super().find_class(module, name)


def load_records(store: Readable) -> MarketRecords:
    """Everything the store says of the market, from the copy kept at this revision if there is one.

    The copy is made on the first call; where it cannot be written, the next start reads again.
    """
    if not isinstance(store, KeepsDerived):
        return read_records(store)
    try:
        path = store.derived_file(f"records-{_fingerprint()}")
    except OSError:
        # A folder that we may read but not write.
        return read_records(store)
    with suppress(*DAMAGED):
        return _unpack(path, store.revision)
    found = read_records(store)
    with suppress(OSError):
        _keep(path, found)
    return found


def _keep(path: Path, found: MarketRecords) -> None:
    """Write the copy beside its place and move it there, so that nobody reads half of one.

    Records go as rows of their fields: that loads several times as fast as the objects would.
    """
    rows: dict[str, Any] = {
        name: [_values(kind)(record) for record in getattr(found, name).values()]
        for name, kind in TABLES.items()
    }
    rows["collections"] = {name: tuple(parts) for name, parts in found.collections.items()}
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        draft.write_bytes(pickle.dumps(rows, protocol=pickle.HIGHEST_PROTOCOL))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _unpack(path: Path, revision: int) -> MarketRecords:
    with path.open("rb") as file:
        rows = _RecordsUnpickler(file).load()
    tables = {
        name: {record.iri: record for record in itertools.starmap(kind, rows[name])}
        for name, kind in TABLES.items()
    }
    collections = {name: frozenset(parts) for name, parts in rows["collections"].items()}
    return MarketRecords(revision, **tables, collections=collections)


def _values(kind: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*(field.name for field in dataclasses.fields(kind)))


@cache
def _fingerprint() -> str:
    """A name for the way in which records are read: a change of that code makes old copies moot."""
    digest = hashlib.sha256()
    for module in (columns, evidence, hypotheses, kinds, read, records):
        if module.__file__:
            digest.update(Path(module.__file__).read_bytes())
    return digest.hexdigest()[:12]
