"""The table of captivities: filtered, sorted and cut into pages, all from the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.market.kinds import is_kind
from graph.metrics.captivity import CaptivityType, Score
from web.choices import one_of, read_page
from web.entity.rows import score_row
from web.populations import EVERYTHING, first_population, name_population, read_population
from web.state import State
from web.viewpoint import Viewpoint

PAGE_ROWS = 50
KINDS = ("Model", "Assistant", "ModelFamily")
CSV_COLUMNS = (
    "label", "iri", "kind", "vendor", "captivity", "escape", "cut", "routes", "type", "veto",
    "owners", "platforms", "channels",
)  # fmt: skip

Key = Callable[[Score], Any]
SORTS: Mapping[str, Key] = {
    "captivity": lambda s: (s.captivity is None, -(s.captivity or 0), s.label.casefold()),
    "freedom": lambda s: (s.captivity is None, s.captivity or 0, s.label.casefold()),
    "name": lambda s: (s.label.casefold(), s.asset),
    "channels": lambda s: (-s.channel_count, s.label.casefold()),
    "platforms": lambda s: (-s.platform_count, s.label.casefold()),
    "owners": lambda s: (-s.owner_count, s.label.casefold()),
    "cut": lambda s: (s.cut is None, s.cut or 0, s.label.casefold()),
    "routes": lambda s: (s.routes is None, s.routes or 0, s.label.casefold()),
}
#: What of an address picks out some assets of a population.
FILTERS = ("kind", "type", "vendor", "owner", "gate", "platform", "q")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader wants to see; every field stands in the address.

    ``owner`` can shut an asset alone, ``gate`` can shut one of its roads, ``platform`` has one.
    """

    kind: str = ""
    type: str = ""
    vendor: str = ""
    owner: str = ""
    gate: str = ""
    platform: str = ""
    text: str = ""
    population: str = ""
    sort: str = "captivity"
    page: int = 1

    def args(self) -> dict[str, str]:
        """The part of an address that restores the choice, without the page."""
        pairs = {"kind": self.kind, "type": self.type, "vendor": self.vendor,
                 "owner": self.owner, "gate": self.gate, "platform": self.platform,
                 "q": self.text, "population": self.population or EVERYTHING}  # fmt: skip
        kept = {name: value for name, value in pairs.items() if value}
        return kept | ({"sort": self.sort} if self.sort != "captivity" else {})


def read_choice(state: State, at: Viewpoint, args: Mapping[str, str]) -> Choice:
    """The choice that an address makes; one that picks out nothing looks at the first population.

    Raises
    ------
    InvalidInput
        A kind, type, order or page that there is not.
    """
    picks = any(args.get(name) for name in FILTERS) or "population" in args
    return Choice(
        kind=one_of("kind", args.get("kind", ""), ("", *KINDS)),
        type=one_of("type", args.get("type", ""), ("", *CaptivityType, "captive")),
        vendor=args.get("vendor", ""),
        owner=args.get("owner", ""),
        gate=args.get("gate", ""),
        platform=args.get("platform", ""),
        text=args.get("q", "").strip(),
        population=read_population(args.get("population", ""))
        if picks
        else first_population(state, at),
        sort=one_of("order", args.get("sort", "") or "captivity", tuple(SORTS)),
        page=read_page(args.get("page", "") or "1"),
    )


@dataclass(frozen=True, slots=True)
class Ranking:
    """The scores that fit a choice, in its order, and how all of them spread over the types.

    ``population`` is as :func:`web.populations.name_population` says, before any other filter.
    """

    choice: Choice
    scores: Sequence[Score]
    spread: Mapping[str, int]
    vendors: Sequence[tuple[str, str]]
    population: Mapping[str, Any]

    @property
    def pages(self) -> int:
        """The number of pages, at least one."""
        return max(1, -(-len(self.scores) // PAGE_ROWS))

    @property
    def shown(self) -> Sequence[Score]:
        """The scores of the chosen page."""
        return self.scores[(self.choice.page - 1) * PAGE_ROWS :][:PAGE_ROWS]


def make_ranking(state: State, at: Viewpoint, choice: Choice) -> Ranking:
    """The ranking of every asset that fits the choice; the spread is taken before the type."""
    scores = state.scores(at)
    if choice.population:
        members = state.members(at, choice.population)
        scores = [score for score in scores if score.asset in members]
    carried = frozenset(state.carried(at).get(choice.platform, ()))
    fitting = [
        score
        for score in scores
        if (not choice.platform or score.asset in carried) and _fits(state, choice, score)
    ]
    spread = {str(kind): 0 for kind in CaptivityType}
    for score in fitting:
        spread[str(score.type)] += 1
    wanted = [s for s in fitting if _has_type(choice.type, s)]
    if choice.sort != "captivity":
        wanted.sort(key=SORTS[choice.sort])
    named = name_population(state, at, choice.population)
    return Ranking(choice, wanted, spread, list_vendors(state, (s.asset for s in scores)), named)


def _has_type(wanted: str, score: Score) -> bool:
    return bool(score.veto) if wanted == "captive" else wanted in ("", str(score.type))


def _fits(state: State, choice: Choice, score: Score) -> bool:
    entity = state.records().entities.get(score.asset)
    if choice.kind and not (entity and is_kind(entity.kinds, choice.kind)):
        return False
    if choice.vendor and not (entity and choice.vendor in entity.developers):
        return False
    if choice.owner and choice.owner not in score.veto:
        return False
    if choice.gate and choice.gate not in score.owners:
        return False
    text = choice.text.casefold()
    return not text or text in score.label.casefold() or text in score.asset.casefold()


def list_vendors(state: State, assets: Iterable[str]) -> list[tuple[str, str]]:
    """Every developer of the assets as (IRI, label), by label."""
    entities = state.records().entities
    found = {iri for a in assets if a in entities for iri in entities[a].developers}
    names = state.names()
    return sorted(((iri, names.label(iri)) for iri in found), key=lambda v: (v[1].casefold(), v[0]))


def ranking_rows(state: State, scores: Iterable[Score]) -> list[dict[str, Any]]:
    """The scores as rows, as the page, the JSON and the API show them."""
    return [score_row(state, score) for score in scores]


def csv_rows(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with names in the place of links."""
    return [
        {**row, "vendor": [v["label"] for v in row["vendors"]],
         "veto": [v["label"] for v in row["veto"]]}
        for row in rows
    ]  # fmt: skip
