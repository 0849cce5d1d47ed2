"""``as-of``: a graph of the channels that are live on a day, added to what a query sees.

The graph holds every statement about each channel that counts on the day. Its name is
``https://w3id.org/captivity/id/as-of/2026-06-02``, and in a query ``:as-of`` stands for it. The
engine cannot be handed data with a query, so a copy of the snapshot (links to its files) is given
the graph once, and workers of its own answer from there.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from types import TracebackType
from typing import Protocol

from pyoxigraph import DefaultGraph, NamedNode, Quad

from graph.errors import InvalidQuery, NotAllowed
from graph.market.columns import Readable
from graph.market.compile import compile_market
from graph.market.records import MarketRecords
from graph.store.daycopy import DayCopy
from graph.store.embedded import EmbeddedStore
from graph.store.memory import MemoryStore
from graph.store.port import QueryAnswer, QueryRequest
from graph.store.tokens import Token, tokenize
from graph.terms import ID_BASE

AS_OF = f"{ID_BASE}as-of"
#: The default graph of the store under a name, where the dataset of a query has to be spelt out.
UNNAMED = f"{AS_OF}/unnamed"
DAYS_KEPT = 3

GetRecords = Callable[[], MarketRecords]


class Askable(Readable, Protocol):
    """The part of a store that is asked here."""

    def query(self, request: QueryRequest) -> QueryAnswer:
        """Answer a SPARQL query."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a query may take and how much memory."""

    timeout_s: float = 30.0
    memory_mb: int = 2048


class DayGraphs:
    """Answers queries on a store with the graph of a day; keeps the copies of the last few days."""

    def __init__(self, store: Askable, get_records: GetRecords, limits: Limits = Limits()) -> None:
        self._store = store
        self._get_records = get_records
        self._limits = limits
        self._copies: OrderedDict[tuple[int, date], DayCopy] = OrderedDict()
        self._turn = threading.Lock()

    def ask(self, request: QueryRequest, day: date | None) -> QueryAnswer:
        """Answer a query, with the graph of the day where one is given.

        Raises
        ------
        InvalidQuery
            The query asks for the graph of a day and no day is given.
        NotAllowed
            The store is elsewhere, where no graph can be added to it.
        """
        if day is None and mentions_day(request.text):
            raise InvalidQuery(
                "The query asks for the graph of a day", ":as-of", "Give as-of=YYYY-MM-DD."
            )
        if day is None or not sees_graphs(request.text):
            return self._store.query(request)
        # A copy of a store elsewhere would do for questions of ours, but would run anybody's query
        # in this very process.
        if isinstance(self._store, MemoryStore):
            return self._ask_memory(self._store, request, day)
        if not isinstance(self._store, EmbeddedStore):
            raise NotAllowed(
                "No graph of a day can be added to a store elsewhere",
                advice="Use ?date and the dates of the channels, as the named questions do.",
            )
        copy = self._copy(self._store, day)
        return copy.query(spell_out(request, day, copy.graphs))

    def on(self, day: date | None) -> OnDay:
        """The store as it is asked about one day."""
        return OnDay(self, day)

    def close(self) -> None:
        """End the workers and remove the copies."""
        with self._turn:
            for copy in self._copies.values():
                copy.close()
            self._copies.clear()

    def __enter__(self) -> DayGraphs:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _copy(self, store: EmbeddedStore, day: date) -> DayCopy:
        with self._turn:
            key = (store.revision, day)
            if key not in self._copies:
                quads = list(live_quads(store, self._get_records(), day))
                self._copies[key] = DayCopy(store, quads, self._limits)
            self._copies.move_to_end(key)
            while len(self._copies) > DAYS_KEPT:
                self._copies.popitem(last=False)[1].close()
            return self._copies[key]

    def _ask_memory(self, store: MemoryStore, request: QueryRequest, day: date) -> QueryAnswer:
        quads = [*store.match(), *live_quads(store, self._get_records(), day)]
        graphs = {q.graph_name.value for q in store.match() if isinstance(q.graph_name, NamedNode)}
        with MemoryStore(quads) as other:
            return other.query(spell_out(request, day, sorted(graphs)))


@dataclass(frozen=True, slots=True)
class OnDay:
    """A store with the graph of one day."""

    days: DayGraphs
    day: date | None

    def query(self, request: QueryRequest) -> QueryAnswer:
        """Answer a query; see :meth:`DayGraphs.ask`."""
        return self.days.ask(request, self.day)


def answer_on(
    store: Askable, request: QueryRequest, day: date, get_records: GetRecords
) -> QueryAnswer:
    """The answer to one query that may ask for the graph of the day, read to its end if it does."""
    if not mentions_day(request.text):
        return store.query(request)
    with DayGraphs(store, get_records) as days:
        answer = days.ask(request, day)
        return replace(answer, chunks=iter([answer.read()]))


def live_quads(store: Askable, records: MarketRecords, day: date) -> Iterator[Quad]:
    """Yield every statement about a channel that counts on the day, in the graph of the day.

    A channel counts when it is open, supported by its claims, not set aside, and what it needs
    upstream is live: the rule of every other number here.
    """
    graph = day_graph(day)
    market = compile_market(records, day)
    live = sorted({route.channel.iri for routes in market.routes.values() for route in routes})
    for iri in live:
        said = {quad.triple for quad in store.match(NamedNode(iri))}
        yield from (Quad(t.subject, t.predicate, t.object, graph) for t in said)
    for quad in unnamed_quads(store):
        yield Quad(quad.subject, quad.predicate, quad.object, NamedNode(UNNAMED))


def unnamed_quads(store: Askable) -> Iterable[Quad]:
    """The quads of the default graph itself."""
    return store.match(None, None, None, DefaultGraph())  # type: ignore[arg-type]


def day_graph(day: date) -> NamedNode:
    """The name of the graph of a day.

    >>> day_graph(date(2026, 6, 2)).value
    'https://w3id.org/captivity/id/as-of/2026-06-02'
    """
    return NamedNode(f"{AS_OF}/{day.isoformat()}")


def spell_out(request: QueryRequest, day: date, graphs: Iterable[str]) -> QueryRequest:
    """The request for the copy: the short name replaced, and the dataset said.

    The default graph is what it is without the graph of the day, or a channel would count twice.
    """
    text = name_day(request.text, day)
    is_said = request.default_graphs or request.named_graphs or _has_keyword(text, "FROM")
    if is_said:
        return replace(request, text=text)
    known = [iri for iri in graphs if not iri.startswith(f"{AS_OF}/")]
    named = (*known, day_graph(day).value)
    return replace(request, text=text, default_graphs=(*known, UNNAMED), named_graphs=named)


def name_day(text: str, day: date) -> str:
    """The query with the graph of the day in the place of its short name.

    >>> name_day("SELECT * { GRAPH :as-of { ?c ?p ?o } }", date(2026, 6, 2))
    'SELECT * { GRAPH <https://w3id.org/captivity/id/as-of/2026-06-02> { ?c ?p ?o } }'
    """
    pieces, done = [], 0
    for token in tokenize(text):
        if _is_short(token):
            pieces += [text[done : token.start], str(day_graph(day))]
            done = token.start + len(token.text)
    return "".join([*pieces, text[done:]])


def mentions_day(text: str) -> bool:
    """Whether a query uses the short name of the graph of a day."""
    return "as-of" in text and any(_is_short(token) for token in tokenize(text))


def sees_graphs(text: str) -> bool:
    """Whether a query looks into named graphs, so that the graph of a day may matter to it."""
    # The substring first: most queries are spared the tokenizer.
    upper = text.upper()
    if "\\U" in upper:
        return True
    return ("GRAPH" in upper or "FROM" in upper) and any(
        token.keyword in ("GRAPH", "FROM") for token in tokenize(text)
    )


def _is_short(token: Token) -> bool:
    return token.text == ":as-of" or token.text == f"<{AS_OF}>"


def _has_keyword(text: str, word: str) -> bool:
    return any(token.keyword == word for token in tokenize(text))
