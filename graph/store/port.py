"""What every store can do, embedded or remote: the one interface the rest of the project sees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

Term = NamedNode | BlankNode | Literal


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """One SPARQL query and how it is to be answered.

    ``formats`` maps the kind of query to the media type wanted for its result:
    ``"select"``, ``"ask"`` (both SPARQL results formats) and ``"graph"`` (an RDF format).
    With no ``default_graphs`` and no ``named_graphs`` the default graph is the union of all graphs.
    ``bindings`` are put in as terms, never as text.
    ``client`` says who asks, so that one cannot take the place of all others; ``is_cancelled`` is
    asked several times a second while the query runs, from another thread, and ends it when true.
    """

    text: str
    formats: Mapping[str, str] = field(
        default_factory=lambda: {
            "select": "application/sparql-results+json",
            "ask": "application/sparql-results+json",
            "graph": "text/turtle",
        }
    )
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    bindings: Mapping[str, Term] = field(default_factory=dict)
    timeout_s: float | None = None
    client: str = ""
    is_cancelled: Callable[[], bool] | None = None


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """The serialised result of one query: its kind, its media type and its bytes in chunks."""

    kind: str
    media_type: str
    chunks: Iterator[bytes]

    def read(self) -> bytes:
        """The whole result at once."""
        return b"".join(self.chunks)


class Store(Protocol):
    """A set of named graphs with one writer and any number of readers."""

    @property
    def revision(self) -> int:
        """The number of changes acknowledged so far; equal revisions mean equal content."""
        ...

    def __len__(self) -> int:
        """The number of quads."""
        ...

    def match(
        self,
        subject: NamedNode | BlankNode | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that fit the pattern; None fits everything."""
        ...

    def query(self, request: QueryRequest) -> QueryAnswer:
        """Answer a SPARQL query.

        Raises
        ------
        InvalidQuery, QueryTooLarge
            The text does not parse or is refused.
        QueryTimeout, QueryFailed
            It was stopped at its deadline or ran out of memory.
        """
        ...

    def exclusive(self) -> AbstractContextManager[bool]:
        """The right to look and then commit without another commit in between."""
        ...

    def keep_source(self, content: bytes) -> str:
        """Keep the original bytes of a load where the store can; return their SHA-256 in hex."""
        ...

    def commit(
        self,
        additions: Iterable[Quad],
        removed_graphs: Iterable[NamedNode] = (),
        removals: Iterable[Quad] = (),
        note: Mapping[str, Any] | None = None,
    ) -> int:
        """Apply one change wholly or not at all, synced to disk, and return the new revision.

        The ``note`` goes into the history of changes where the store keeps one.
        """
        ...

    def dump(self) -> bytes:
        """Every quad as canonical N-Quads, sorted: equal dumps mean equal stores."""
        ...

    def close(self) -> None:
        """Flush and let go of every resource."""
        ...


class OpenedStore(Store, AbstractContextManager["OpenedStore"], Protocol):
    """A store as somebody holds it open: closed at the end of a ``with``."""

    @property
    def is_writable(self) -> bool:
        """Whether changes can be committed through this handle."""
        ...

    def warm(self) -> None:
        """Do now what the first query would have to wait for."""
        ...


class BegunQuery(Protocol):
    """A query under way: there is something of its answer when its descriptor can be read."""

    def fileno(self) -> int:
        """The descriptor to wait for."""
        ...

    def is_whole(self) -> bool:
        """Whether all of the answer has come, so that taking and reading it waits for nothing."""
        ...

    def take(self) -> QueryAnswer | None:
        """The answer, as soon as its kind is known; None where it has to be asked for again."""
        ...

    def close(self) -> None:
        """Stop the query, unless its answer was taken."""
        ...


@runtime_checkable
class BeginsQueries(Protocol):
    """A store that can be asked without waiting for its answer."""

    def begin(self, request: QueryRequest) -> BegunQuery | None:
        """A query under way; None where one would have to wait before it begins."""
        ...


@runtime_checkable
class GivesCopies(Protocol):
    """A store elsewhere of which a copy can be had here."""

    def local_copy(self) -> Any:
        """Everything as a store in memory."""
        ...
