"""Every acknowledged change of a store, from its journal, and bringing a load back."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from graph.errors import InvalidInput, UnknownLoad
from graph.ingest.add import commit_prepared
from graph.ingest.ledger import Load, find_by_digest, read_loads
from graph.ingest.limits import DEFAULT_LIMITS, FileLimits
from graph.ingest.loads import find_load
from graph.ingest.prepare import Prepared, prepared
from graph.ingest.report import LoadReport
from graph.store.journal import read_entries
from graph.store.port import Store
from graph.store.sources import layout_of, read_source
from graph.suggest import did_you_mean


@dataclass(frozen=True, slots=True)
class Change:
    """One acknowledged change.

    ``event`` is ``"add"``, ``"undo"``, ``"redo"``, ``"replace"`` (``replaced`` names the load that
    went), ``"recovered"`` (what a crash left was taken as it was), ``"compact"``, ``"restored"``.
    """

    revision: int
    at: str
    event: str
    load: str
    name: str
    who: str
    sha256: str
    replaced: str
    gone: Load | None

    def to_dict(self) -> dict[str, Any]:
        """The change as plain values, for JSON."""
        return asdict(self) | {"gone": self.gone.to_dict() if self.gone else None}


def read_log(store: Store) -> list[Change]:
    """Every acknowledged change up to the revision of the store, oldest first.

    Raises
    ------
    StoreUnavailable
        The store keeps no journal.
    """
    entries = read_entries(layout_of(store).journal)
    changes = [_change(entry) for entry in entries if int(entry["revision"]) <= store.revision]
    return sorted(changes, key=lambda change: change.revision)


def find_gone(store: Store) -> dict[str, Load]:
    """Id -> description of each load that was there and is not; the last one that went last."""
    there = {load.load_id for load in read_loads(store)}
    gone: dict[str, Load] = {}
    for change in read_log(store):
        if change.gone is not None and change.gone.load_id not in there:
            gone.pop(change.gone.load_id, None)
            gone[change.gone.load_id] = change.gone
    return gone


def redo_load(
    store: Store, load_id: str, who: str = "unknown", limits: FileLimits = DEFAULT_LIMITS
) -> LoadReport:
    """Add a load that was taken out again, from its kept bytes, under its id and wholly.

    The shapes were asked when it was added first; `captivity check` asks them again.

    Parameters
    ----------
    load_id : str
        Its id, its file name, or the beginning of one.
    who : str
        Who asks for it, for the journal; the load stays that of whoever added it.

    Raises
    ------
    InvalidInput
        It is in the store.
    UnknownLoad
        It never was there.
    FileMissing
        Its bytes are not kept any more, or are damaged.
    ReadOnlyStore, StoreFull, StoreUnavailable
        The store cannot be changed; it is as it was.
    """
    with store.exclusive():
        load = _find_gone(store, load_id.strip())
        content = read_source(layout_of(store), load.sha256, load.load_id)
        _require_absent(store, load)
        with prepared(
            store, load.name, content, format=load.form or None, who=who, check=False,
            limits=limits.to_admit(content), described=load,
        ) as found:  # fmt: skip
            assert isinstance(found, Prepared)  # noqa: S101 - its bytes were looked for above
            commit_prepared(store, found, "redo")
            return LoadReport(
                "redone", load.load_id, load.name, load.sha256, found.load.triples,
                found.load.triples - found.found.known, found.found.known,
                warnings=found.warnings,
            )  # fmt: skip


def _find_gone(store: Store, wanted: str) -> Load:
    gone = find_gone(store)
    if wanted in gone:
        return gone[wanted]
    for load in read_loads(store):
        if wanted in (load.load_id, load.name, load.sha256):
            raise _is_there(load)
    close = [load for load in gone.values() if wanted and _begins(load, wanted)]
    if len(close) == 1:
        return close[0]
    if close:
        names = ", ".join(load.load_id for load in close)
        raise UnknownLoad("More than one load that is gone is called so", wanted, f"One of {names}")
    advice = did_you_mean(wanted, list(gone)) or "`captivity log` shows what was there."
    raise UnknownLoad("No load of that name was taken out", wanted, advice)


def _begins(load: Load, wanted: str) -> bool:
    return any(text.startswith(wanted) for text in (load.load_id, load.name, load.sha256))


def _require_absent(store: Store, load: Load) -> None:
    same = find_by_digest(store, load.sha256)
    if same is not None:
        raise _is_there(same)


def _is_there(load: Load) -> InvalidInput:
    return InvalidInput("The load is in the store already", load.load_id, "There is nothing to do.")


def _change(entry: dict[str, Any]) -> Change:
    texts = {
        key: str(entry.get(key, ""))
        for key in ("at", "event", "load", "name", "who", "sha256", "replaced")
    }
    gone: Load | None = None
    with suppress(KeyError, TypeError, ValueError):
        if texts["event"] == "undo" and "gone" not in entry:
            # An older journal said only the id: the bytes and the name are enough.
            gone = Load.from_dict({**texts, "load_id": entry["load"], "who": "unknown"})
        elif "gone" in entry:
            gone = Load.from_dict(entry["gone"])
    return Change(int(entry["revision"]), gone=gone, **texts)


def find_original(store: Store, load_id: str) -> bytes:
    """The bytes of a load as they were added, be it in the store or taken out.

    Raises
    ------
    UnknownLoad, FileMissing
    """
    try:
        load = find_load(store, load_id)
    except UnknownLoad:
        gone = find_gone(store)
        if load_id not in gone:
            raise
        load = gone[load_id]
    return read_source(layout_of(store), load.sha256, load.load_id)
