"""Load the files of a folder as they appear and change, each with its report beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import (
    CaptivityError,
    ReadOnlyStore,
    ShapesViolated,
    StoreUnavailable,
    UnknownLoad,
)
from graph.ingest.add import add_document
from graph.ingest.beside import OWN, Outcome, read_report, write_reports
from graph.ingest.folder import Look, look_around, look_at
from graph.ingest.ledger import find_by_digest
from graph.ingest.limits import FileLimits
from graph.ingest.loads import find_load, undo_load
from graph.ingest.parse import read_bytes
from graph.ingest.report import LoadReport

if TYPE_CHECKING:
    from graph.ingest.ledger import Load
    from graph.store.port import Store

#: These are the store's troubles, not the file's: the file is tried again.
NOT_THE_FILE = (StoreUnavailable, ReadOnlyStore)


class Watch:
    """What is known of the files of one folder between two passes.

    Parameters
    ----------
    folder : Path
        The folder; folders in it are not entered.
    open_store : callable
        Opens the store for writing. It is open only while a pass has something to load, so that
        others can write in between.
    who : str
        Who adds the files, for the ledger.
    limits : FileLimits
        How large a file may be.
    """

    def __init__(
        self,
        folder: Path,
        open_store: Callable[[], AbstractContextManager[Store]],
        who: str,
        limits: FileLimits,
    ) -> None:
        self.folder = folder
        self._open_store = open_store
        self._who = who
        self._limits = limits
        #: What each file looked like when it was dealt with, and what came of it.
        self._done: dict[Path, Look] = {}
        self._outcomes: dict[Path, Outcome] = {}
        self._before: dict[Path, Look] = {}

    def look(self) -> list[Path]:
        """The files to load now: new or changed, and the same as at the last look.

        Raises
        ------
        FileMissing
            The folder is not there or cannot be read.
        """
        now = look_around(self.folder)
        self._done = {path: look for path, look in self._done.items() if path in now}
        waiting = [path for path, look in now.items() if self._done.get(path) != look]
        settled = [path for path in waiting if self._before.get(path) == now[path]]
        self._before = now
        return [path for path in settled if not self._is_known(path, now[path])]

    @property
    def unsettled(self) -> list[Path]:
        """The files that were seen at the last look and are not dealt with yet."""
        return [path for path, look in self._before.items() if self._done.get(path) != look]

    def load(
        self, paths: Sequence[Path], *, is_stopping: Callable[[], bool] = lambda: False
    ) -> Iterator[tuple[Path, Outcome]]:
        """Load these files and yield what became of each; a bad one does not stop the others.

        A file that breaks a rule is tried again once another brought something: files may refer to
        one another and come in any order.

        Raises
        ------
        StoreLocked, StoreFull, StoreUnwritable, StoreUnavailable
            The store cannot take them now; those not yet yielded stay to be loaded.
        """
        if not paths:
            return
        with self._open_store() as store:
            waiting = list(paths)
            while waiting and not is_stopping():
                is_new = False
                for path in waiting:
                    if is_stopping():
                        return
                    before = self._outcomes.get(path)
                    outcome = self._deal_with(store, path)
                    is_new |= outcome.status in OWN
                    if not _is_same_refusal(before, outcome) or path in paths:
                        yield path, outcome
                paths = ()
                waiting = self._broken_rules() if is_new else []

    def _deal_with(self, store: Store, path: Path) -> Outcome:
        look = look_at(path)
        outcome = self._outcomes[path] = self._load_one(store, path)
        # Written to meanwhile: what is there now is for the next pass.
        if look is not None and look_at(path) == look:
            self._done[path] = look
        return outcome

    def _broken_rules(self) -> list[Path]:
        """The files that are there and were refused because of what the store holds or lacks."""
        return [
            path for path in self._done if isinstance(self._outcomes[path].error, ShapesViolated)
        ]

    def _is_known(self, path: Path, look: Look) -> bool:
        """Whether the report beside the file, or the last pass, tells of this very content."""
        outcome = self._outcomes.get(path)
        if outcome is None:
            outcome = read_report(path)
            if outcome is None or outcome.status == "refused":
                # A new start tries again what the last one refused.
                return False
            self._outcomes[path] = outcome
        try:
            content = read_bytes(path, self._limits.max_mb)
        except CaptivityError:
            return False
        if outcome.sha256 != hashlib.sha256(content).hexdigest():
            return False
        self._done[path] = look
        return True

    def _load_one(self, store: Store, path: Path) -> Outcome:
        earlier = self._outcomes.get(path) or read_report(path)
        kept = _own_load(store, path, earlier)
        digest = ""
        try:
            content = read_bytes(path, self._limits.max_mb)
            digest = hashlib.sha256(content).hexdigest()
            old = None if kept is None or self._is_shared(path, kept) else kept
            report = self._put(store, path, content, old)
        except NOT_THE_FILE:
            raise
        except CaptivityError as error:
            load_id = kept.load_id if kept else ""
            return Outcome(path.name, "refused", digest, load_id, kept is not None, error=error)
        is_ours = report.status in OWN or (kept is not None and kept.load_id == report.load_id)
        gone = old.load_id if old and report.load_id != old.load_id else ""
        return Outcome(path.name, report.status, digest, report.load_id, is_ours, gone, report)

    def _put(self, store: Store, path: Path, content: bytes, old: Load | None) -> LoadReport:
        """Add the content in the place of the earlier load of the file, in one transaction."""
        known = find_by_digest(store, hashlib.sha256(content).hexdigest())
        if old is not None and known is not None and known.load_id != old.load_id:
            # Somebody else added the new content: only the old has to go.
            undo_load(store, old.load_id, self._who)
            old = None
        return add_document(
            store,
            path.name,
            content,
            who=self._who,
            limits=self._limits,
            replaces=old.load_id if old else None,
        )

    def _is_shared(self, path: Path, load: Load) -> bool:
        """Whether another file of the folder stands for the same load."""
        return any(
            outcome.load_id == load.load_id
            for other, outcome in self._outcomes.items()
            if other != path and other in self._before
        )


def _own_load(store: Store, path: Path, earlier: Outcome | None) -> Load | None:
    """The load that the watch made of an earlier content of the file, if it is still there."""
    if earlier is None or not earlier.own or not earlier.load_id:
        return None
    try:
        load = find_load(store, earlier.load_id)
    except UnknownLoad:
        return None
    # The report is only a file: it may not have us take out what another file brought.
    return load if load.name == path.name and load.load_id == earlier.load_id else None


def _is_same_refusal(before: Outcome | None, now: Outcome) -> bool:
    """Whether a file was refused before for the same reason."""
    if before is None or before.error is None or now.error is None:
        return False
    return before.error.message == now.error.message and (
        before.error.findings == now.error.findings
    )


def tell(path: Path, outcome: Outcome) -> str | None:
    """Write the reports beside the file; what to say when that cannot be done."""
    try:
        write_reports(path, outcome)
    except OSError as error:
        return f"The report beside {path.name} cannot be written ({error.strerror})."
    return None
