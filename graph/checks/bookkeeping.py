"""The journal against the ledger: what was acknowledged is there, and what is there was said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from graph.errors import Finding
from graph.ingest.history import Change, read_log
from graph.ingest.ledger import read_loads
from graph.store.port import Store

RESTORE = "Restore a backup, or add the file again."


def check_journal(store: Store) -> Iterator[Finding]:
    """Yield a finding for each load that only one of journal and ledger knows.

    After a crash that was recovered from, the database may be one change ahead of the journal:
    then a difference is a warning.
    """
    changes = read_log(store)
    recovered = any(change.event == "recovered" for change in changes)
    severity = "warning" if recovered else "violation"
    acknowledged = replay(changes)
    there = {load.load_id: load for load in read_loads(store)}
    for load_id in sorted(acknowledged.keys() - there.keys()):
        rule = "the journal says that it was added, and it is not there"
        yield Finding(severity, load_id, rule, fix=RESTORE)
    for load_id in sorted(there.keys() - acknowledged.keys()):
        rule = "it is there, and the journal does not say that it was added"
        yield Finding(severity, load_id, rule, fix="Undo it if you do not know it.")
    for load_id in sorted(there.keys() & acknowledged.keys()):
        if there[load_id].sha256 != acknowledged[load_id]:
            rule = "journal and ledger name different bytes for it"
            yield Finding("violation", load_id, rule, fix=RESTORE)
    yield from _check_order(store, changes)


def replay(changes: Sequence[Change]) -> dict[str, str]:
    """Id -> digest of the loads that should be there after these changes."""
    there: dict[str, str] = {}
    for change in changes:
        if change.event == "undo":
            there.pop(change.load, None)
        elif change.load:
            there.pop(change.replaced, None)
            there[change.load] = change.sha256
    return there


def _check_order(store: Store, changes: Sequence[Change]) -> Iterator[Finding]:
    # A recovery says which revision it went back to: that is no change of its own.
    counted = [change for change in changes if change.event != "recovered"]
    for before, after in pairwise(counted):
        if after.revision == before.revision:
            rule = "two changes have the same revision"
            yield Finding("violation", "journal", rule, str(after.revision), fix=RESTORE)
    last = changes[-1].revision if changes else 0
    if last < store.revision:
        yield Finding(
            "warning",
            "journal",
            "the newest revision is not in it",
            str(store.revision),
            fix="If a server is writing, check again; else the next writer puts it in.",
        )
