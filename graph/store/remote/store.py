"""The remote store: a SPARQL endpoint behind the interface that the embedded store has."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from graph.errors import ReadOnlyStore, StoreLocked
from graph.settings import Settings
from graph.store.canonical import write_canonical
from graph.store.port import QueryAnswer, QueryRequest, Term
from graph.store.remote.address import VIRTUOSO, find_addresses
from graph.store.remote.asking import answer
from graph.store.remote.change import RemoteChange, apply_change, group_quads, sweep
from graph.store.remote.client import RemoteClient
from graph.store.remote.kinds import Capabilities, find_most_rows, greet, kind_of
from graph.store.remote.reading import RemoteReader
from graph.store.remote.server import CAPTIVITY, commit_at_server, find_root
from graph.store.remote.staging import send_update
from graph.store.remote.state import RemoteState, read_state
from graph.store.remote.texts import SEEDING, STATE_GRAPH, begin_state, write_groups

if TYPE_CHECKING:
    from graph.store.memory import MemoryStore

#: For how long what we know of a remote is taken to be so, and its graphs are not counted anew.
FRESH_S = 1.0
COUNTED_S = 60.0
ATTEMPTS = 3


class RemoteStore:
    """A store behind a SPARQL endpoint; use it as a context manager.

    See :class:`graph.store.port.Store`. Single look-ups are asked of the remote; after some of
    them, and for whatever reads a whole graph, a copy of that state is made in this process.
    """

    def __init__(self, settings: Settings, *, write: bool) -> None:
        self._settings = settings
        self._client = RemoteClient(settings)
        self._is_writable = write
        self._writing = threading.RLock()
        self._reading = threading.RLock()
        self._state: RemoteState | None = None
        self._seen_at = self._counted_at = float("-inf")
        self._pinned: str | None = None
        self._named: dict[int, str] = {}
        self._source: tuple[str, bytes] = ("", b"")
        try:
            server = greet(self._client, find_addresses(settings, "").query)
            kind = kind_of(server)
            self._root = "" if kind else find_root(self._client, settings.store)
        except BaseException:
            self._client.close()
            raise
        self._addresses = find_addresses(settings, kind)
        self._reader = RemoteReader(self._client, self._addresses, has_numbers=bool(self._root))
        self.capabilities = Capabilities(
            kind=CAPTIVITY if self._root else kind,
            server=server,
            has_graph_store=bool(self._addresses.graphs or self._root),
            counts_copies=kind == VIRTUOSO,
        )

    @property
    def revision(self) -> int:
        """The number of changes made through Captivity.

        Where others write too, or Captivity never did, a number made from what is there: equal
        ones still mean equal content, but they have no order.
        """
        state = self._current()
        other = int(state.fingerprint[:12], 16)
        if state.revision is None:
            return other
        first = self._named.setdefault(state.revision, state.fingerprint)
        return state.revision if first == state.fingerprint else other

    @property
    def is_writable(self) -> bool:
        """Whether changes can be committed through this handle."""
        return self._is_writable

    def __len__(self) -> int:
        """The number of quads."""
        return self._current().total

    def match(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that fit the pattern; None fits everything."""
        with self._reading:
            state = self._current()
            return self._reader.match(state, subject, predicate, object, graph_name)

    def query(self, request: QueryRequest) -> QueryAnswer:
        """Answer a SPARQL query at the remote; see :func:`graph.store.remote.asking.answer`."""
        graphs = sorted(self._current().counts)
        return answer(
            self._client,
            self._addresses,
            request,
            graphs,
            self._find_most_rows,
            self._settings.query_timeout_s,
        )

    def local_copy(self) -> MemoryStore:
        """Everything, to be asked in this process by our own engine: for questions of ours alone.

        Engines differ in what they answer to the same SPARQL; one that we wrote is to have one
        answer. A user's own query goes to the remote.
        """
        from graph.store.memory import MemoryStore

        return MemoryStore(self.match())

    def warm(self) -> None:
        """See what is there, so that the first page need not wait for it."""
        self._current()

    @contextmanager
    def exclusive(self) -> Iterator[bool]:
        """The right to look and then commit; a commit of somebody else in between makes it fail."""
        with self._writing:
            before = self._pinned
            if before is None:
                self._forget()
                self._pinned = self._current().commit
            try:
                yield True
            finally:
                self._pinned = before

    def keep_source(self, content: bytes) -> str:
        """The SHA-256 in hex; a remote keeps no original bytes."""
        digest = hashlib.sha256(content).hexdigest()
        if self._root:
            # A server of ours is sent the file itself, by the commit that follows.
            self._source = (digest, content)
        return digest

    def commit(
        self,
        additions: Iterable[Quad],
        removed_graphs: Iterable[NamedNode] = (),
        removals: Iterable[Quad] = (),
        note: Mapping[str, str] | None = None,
    ) -> int:
        """Apply one change such that no reader through Captivity sees half of it.

        Raises
        ------
        ReadOnlyStore, RemoteRefused
            The store was opened for reading, or the remote takes no changes from us.
        StoreLocked
            Somebody else changed it meanwhile.
        StoreFull, StoreUnavailable, DataRejected, InputTooLarge
            The remote did not take it; nothing of it is to be seen.
        """
        if not self._is_writable:
            raise ReadOnlyStore(
                "The store is open for reading only", self._addresses.query, "Open it to write."
            )
        if self._root:
            return self._commit_at_server(dict(note or {}))
        added, removed = group_quads(additions), group_quads(removals)
        gone = tuple(removed_graphs)
        with self._writing:
            for attempt in range(1, ATTEMPTS + 1):
                state = self._begin()
                change = RemoteChange(state, added, removed, gone, dict(note or {}))
                try:
                    after = apply_change(self._client, self._addresses, change)
                except StoreLocked:
                    if self._pinned is not None or attempt == ATTEMPTS:
                        raise
                    continue
                if self._pinned is not None:
                    self._pinned = after.commit
                self._forget()
                return self.revision
        raise StoreLocked("Others change the remote store all the time", self._addresses.update)

    def _commit_at_server(self, note: Mapping[str, str]) -> int:
        with self._writing:
            digest, content = self._source
            mine = content if digest and digest == note.get("sha256") else None
            commit_at_server(self._client, self._root, note, mine)
            self._source = ("", b"")
            self._forget()
            return self.revision

    def dump(self) -> bytes:
        """Every quad as canonical N-Quads, sorted: equal dumps mean equal stores."""
        return write_canonical(self.match())

    def derived_file(self, name: str) -> Path:
        """The file for something worked out from this state of the remote.

        Raises
        ------
        OSError
            The folder cannot be made.
        """
        return self._reader.file(self._current(), name)

    @property
    def needs_market(self) -> bool:
        """Whether nothing is there yet, or the first market has not been sent to its end."""
        state = self._current()
        return not self._root and (state.is_seeding or not state.counts)

    @contextmanager
    def seeding(self) -> Iterator[None]:
        """Mark the remote as not filled yet until this is done; also opened for reading."""
        mark = write_groups({STATE_GRAPH: [Triple(STATE_GRAPH, SEEDING, Literal(True))]})
        before, self._is_writable = self._is_writable, True
        try:
            send_update(self._client, self._addresses, f"INSERT DATA {{ {mark} }}")
            yield
            send_update(self._client, self._addresses, f"DELETE DATA {{ {mark} }}")
        finally:
            self._is_writable = before
            self._forget()

    def close(self) -> None:
        """Close the connections; closing twice is harmless."""
        self._client.close()

    def __enter__(self) -> RemoteStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _current(self) -> RemoteState:
        """The state, asked for anew when what we know is old."""
        with self._reading:
            now = time.monotonic()
            if self._state is None or now - self._seen_at > FRESH_S:
                is_counted = now - self._counted_at < COUNTED_S
                known = self._state if is_counted else None
                state = read_state(self._client, self._addresses, known)
                if state is not known:
                    self._counted_at = now
                self._state, self._seen_at = state, now
            return self._state

    def _find_most_rows(self) -> int | None:
        """After how many rows this kind of remote cuts off; asked once, when it matters."""
        if self.capabilities.kind == VIRTUOSO and self.capabilities.most_rows is None:
            found = find_most_rows(self._client, self._addresses.query)
            self.capabilities = replace(self.capabilities, most_rows=found)
        return self.capabilities.most_rows

    def _forget(self) -> None:
        self._seen_at = self._counted_at = float("-inf")

    def _begin(self) -> RemoteState:
        """The state to change, with a revision and without what others left unfinished."""
        self._forget()
        state = self._current()
        if state.revision is None:
            send_update(self._client, self._addresses, begin_state())
            self._forget()
            state = self._current()
        if state.hidden:
            sweep(self._client, self._addresses)
        if self._pinned not in (None, state.commit):
            raise StoreLocked(
                "Somebody else changed the remote store meanwhile",
                self._addresses.update,
                "Try again.",
            )
        return state


def open_remote(settings: Settings, *, write: bool) -> RemoteStore:
    """The remote store that the settings name.

    Raises
    ------
    RemoteUnreachable, RemoteMisbehaved, RemoteRefused, QueryTimeout
        There is no SPARQL endpoint, or it does not answer us.
    """
    return RemoteStore(settings, write=write)
