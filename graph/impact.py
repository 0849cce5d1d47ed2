"""What adding some statements would move: numbers, veto owners, verdicts; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from pyoxigraph import NamedNode, Quad

from graph.ingest.examine import Without
from graph.ingest.ledger import load_quads
from graph.ingest.prepare import Prepared
from graph.market.columns import Readable
from graph.market.compile import compile_market
from graph.market.market import Market
from graph.market.overlay import Overlay
from graph.market.read import read_records
from graph.market.records import Hypothesis, MarketRecords
from graph.metrics.verdict import judge_hypothesis
from graph.whatif.compare import Comparison, compare
from graph.whatif.edits import LoadFile
from graph.whatif.patch import recompile
from graph.whatif.scenario import Outcome, Step, find_changed
from graph.whatif.told import tell_comparison

#: The most statements of a file whose impact is worked out.
MOST = 200_000


@dataclass(frozen=True, slots=True)
class VerdictMove:
    """A hypothesis whose verdict would be another: each a pair of before and after."""

    hypothesis: str
    label: str
    literal: tuple[str, str]
    owner_closed: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Impact:
    """Every number that would move, and every verdict."""

    comparison: Comparison
    verdicts: tuple[VerdictMove, ...]

    def to_dict(self) -> dict[str, Any]:
        """The impact as plain JSON values.

        The keys of :func:`graph.whatif.told.tell_comparison` but for ``edits``, and ``verdicts``.
        """
        told = tell_comparison(self.comparison)
        del told["edits"]
        return told | {
            "verdicts": [
                {
                    "hypothesis": move.hypothesis,
                    "label": move.label,
                    "literal": list(move.literal),
                    "owner_closed": list(move.owner_closed),
                }
                for move in self.verdicts
            ]
        }

    def to_lines(self) -> list[str]:
        """The impact in words, a line for each thing that moves, a summary first."""
        told = tell_comparison(self.comparison)
        lines = [told["summary"]]
        lines += [f"  {asset['words']}" for asset in told["moved"]]
        lines += [
            f"  {move.label}: literal {move.literal[0]} -> {move.literal[1]}, "
            f"owner-closed {move.owner_closed[0]} -> {move.owner_closed[1]}"
            for move in self.verdicts
        ]
        return lines


def preview_impact(market: Market, store: Readable, found: Prepared) -> Impact | None:
    """What a file that may be added would move; None of a very large one, which takes long."""
    if len(found.quads) > MOST:
        return None
    replaced = found.replaced
    if replaced is None and found.found.known == found.found.triples:
        # Nothing new, nothing moves; reading the store over takes a second or two.
        return find_impact(market, store, (), found.load.name, market.records)
    base = store if replaced is None else WithoutLoad(store, replaced.graph)
    return find_impact(market, base, [*found.quads, *load_quads(found.load)], found.load.name)


class WithoutLoad(Without):
    """A store as it looks without one load, to read records from."""

    def __init__(self, store: Readable, graph: NamedNode) -> None:
        super().__init__(store, graph)
        self.revision = store.revision


def find_impact(
    market: Market,
    store: Readable,
    quads: Iterable[Quad],
    name: str = "the file",
    records: MarketRecords | None = None,
) -> Impact:
    """What the statements would move on the day and in the view of a market.

    Parameters
    ----------
    market
        The market before, compiled from what the store says.
    store
        The store, which is only read.
    quads
        The statements, lifted channels included, each in the graph where it would stand.
    name
        What to call the statements.
    records
        What the store and the statements say together, where it is known already.
    """
    if records is None:
        overlay = Overlay(store)
        overlay.lay(quads)
        records = read_records(overlay)
    after = recompile(market, records)
    step = Step(LoadFile(name), after, find_changed(market, after))
    return Impact(compare(Outcome(market, (step,))), tuple(_verdicts(market, after)))


def _verdicts(before: Market, after: Market) -> Iterator[VerdictMove]:
    for iri, hypothesis in after.records.hypotheses.items():
        old = _judge(before, before.records.hypotheses.get(iri))
        new = _judge(after, hypothesis)
        if old != new:
            yield VerdictMove(iri, hypothesis.label, (old[0], new[0]), (old[1], new[1]))


def _judge(market: Market, hypothesis: Hypothesis | None) -> tuple[str, str]:
    if hypothesis is None:
        return "not there", "not there"

    def compile_on(records: MarketRecords, day: date) -> Market:
        return compile_market(records, day, view=market.view, floor=market.floor)

    verdict = judge_hypothesis(market.records, hypothesis, market.as_of, compile_on)
    return str(verdict.literal), str(verdict.owner_closed)
