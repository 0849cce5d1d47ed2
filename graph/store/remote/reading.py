"""Reading a remote by pattern: single look-ups asked there, the rest from a copy made here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, NamedNode, Quad

from graph.errors import InputTooLarge
from graph.store.port import Term
from graph.store.remote.address import Addresses
from graph.store.remote.blanks import name_blank, unname_blank
from graph.store.remote.client import RemoteClient
from graph.store.remote.copy import LocalCopy, normalise
from graph.store.remote.pull import pull_graph
from graph.store.remote.state import RemoteState, ask_rows
from graph.store.remote.texts import pattern

#: Look-ups at one state after which a copy of the whole is cheaper than the next ones.
LOOKUPS = 60
#: A look-up with more rows than this is no look-up.
LOOKUP_ROWS = 500
#: The most quads of which a copy is made.
MOST_COPIED = 5_000_000
#: Copies of how many states are kept in files.
KEPT = 4
FINGERPRINT = 24


class RemoteReader:
    """What one handle has read of a remote; its user sees to it that one thread reads at a time."""

    def __init__(self, client: RemoteClient, addresses: Addresses, *, has_numbers: bool) -> None:
        self._client = client
        self._addresses = addresses
        self._has_numbers = has_numbers
        self._copy = LocalCopy("")
        self._asked_at, self._lookups = "", 0

    def match(
        self,
        state: RemoteState,
        subject: NamedNode | BlankNode | None,
        predicate: NamedNode | None,
        object: Term | None,
        graph_name: NamedNode | None,
    ) -> Iterator[Quad]:
        """Yield the quads of this state that fit the pattern."""
        if graph_name is not None:
            self._hold(state, [graph_name.value])
        elif self._is_lookup(state, subject, object):
            if (found := self._look_up(state, subject, predicate, object)) is not None:
                return iter(found)
            self._hold_all(state)
        else:
            self._hold_all(state)
        return self._copy.match(subject, predicate, object, graph_name)

    def file(self, state: RemoteState, name: str) -> Path:
        """The file for something worked out from this state; files of old states go.

        Raises
        ------
        OSError
            The folder cannot be made, or the state has no number that would tell it from others.
        """
        from platformdirs import user_cache_path

        if state.revision is None and not self._has_numbers:
            raise OSError("nothing is kept of a remote whose changes have no number")

        digest = hashlib.sha256(self._addresses.query.encode()).hexdigest()[:16]
        folder = user_cache_path("captivity") / "remote" / digest
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        states = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)
        others = dict.fromkeys(path.name[:FINGERPRINT] for path in states)
        others.pop(state.fingerprint, None)
        for path in states:
            if path.name[:FINGERPRINT] in list(others)[: -KEPT + 1]:
                path.unlink(missing_ok=True)
        return folder / f"{state.fingerprint}-{name}"

    def _is_lookup(
        self, state: RemoteState, subject: NamedNode | BlankNode | None, object: Term | None
    ) -> bool:
        if self._holds_all(state) or (subject is None and object is None):
            return False
        # Others' blank nodes have names that hold within one copy only.
        if state.revision is None and any(isinstance(t, BlankNode) for t in (subject, object)):
            return False
        if self._asked_at != state.fingerprint:
            self._asked_at, self._lookups = state.fingerprint, 0
        self._lookups += 1
        return self._lookups <= LOOKUPS

    def _look_up(
        self,
        state: RemoteState,
        subject: NamedNode | BlankNode | None,
        predicate: NamedNode | None,
        object: Term | None,
    ) -> list[Quad] | None:
        """The few quads that fit; None if they are many."""
        names = {"s": subject, "p": predicate, "o": object}
        written = {key: None if t is None else name_blank(t) for key, t in names.items()}
        text, variables = pattern(written["s"], predicate, written["o"])
        query = f"SELECT ?g {variables} WHERE {{ GRAPH ?g {{ {text} }} }} LIMIT {LOOKUP_ROWS}"
        rows = ask_rows(self._client, self._addresses, query)
        if len(rows) >= LOOKUP_ROWS:
            return None
        found = []
        for row in rows:
            graph = row["g"]
            if not isinstance(graph, NamedNode) or graph.value not in state.counts:
                continue
            free = [key for key in "spo" if names[key] is None]
            if any(isinstance(row[key], BlankNode) for key in free):
                return None
            terms: dict[str, Any] = {**names, **{key: unname_blank(row[key]) for key in free}}
            found.append(Quad(terms["s"], terms["p"], terms["o"], graph))
        return normalise(found)

    def _holds_all(self, state: RemoteState) -> bool:
        return self._copy.fingerprint == state.fingerprint and self._copy.graphs >= set(
            state.counts
        )

    def _hold_all(self, state: RemoteState) -> None:
        """Have a copy of everything, from the file of an earlier process if there is one."""
        if self._holds_all(state):
            return
        if state.total > MOST_COPIED:
            raise InputTooLarge(
                f"The remote store is too large to be read whole: {state.total:,} quads",
                self._addresses.query,
                f"Ask it in SPARQL; the limit is {MOST_COPIED:,}.",
            )
        path = None
        with suppress(OSError):
            path = self.file(state, "copy.nq")
        fresh = LocalCopy(state.fingerprint)
        if path is not None and fresh.load(path, state.counts):
            self._copy = fresh
            return
        self._hold(state, sorted(state.counts))
        if path is not None:
            self._copy.save(path)

    def _hold(self, state: RemoteState, graphs: Iterable[str]) -> None:
        """Have a copy of these graphs."""
        if self._copy.fingerprint != state.fingerprint:
            self._copy = LocalCopy(state.fingerprint)
        for name in graphs:
            if name in self._copy.graphs or name not in state.counts:
                continue
            node, count = NamedNode(name), state.counts[name]
            self._copy.add(name, pull_graph(self._client, self._addresses, node, count))
