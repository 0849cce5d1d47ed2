"""Platforms and organisations side by side, by the numbers that their own pages have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from web.compare_measures import ONLY_HERE, ORGANISATION_MEASURES, PLATFORM_MEASURES, Measure
from web.entity.organisation import describe_pair, find_dependences, rank_owners
from web.entity.rows import LISTED, pick_scores, score_row
from web.entity.sides import ORGANISATION, PLATFORM
from web.entity_view import view_entity
from web.state import State
from web.viewpoint import Viewpoint

Told = dict[str, Any]
PEERS = 5


def compare_platforms(state: State, at: Viewpoint, iris: Sequence[str]) -> Told:
    """The platforms as columns, what all of them have, and what each shares with each.

    ``only_here`` has for each platform the assets that none of the others compared has; ``overlap``
    has a row for each with the number of assets that it shares with each, itself too.
    """
    carried = [frozenset(state.carried(at).get(iri, ())) for iri in iris]
    alone = [
        _assets(state, at, own.difference(*carried[:place], *carried[place + 1 :]))
        for place, own in enumerate(carried)
    ]
    return {
        **_head(state, at, PLATFORM),
        "measures": _meanings((*PLATFORM_MEASURES, ONLY_HERE)),
        "platforms": [
            column | {ONLY_HERE.key: told["count"]}
            for column, told in zip(
                _columns(state, at, iris, PLATFORM_MEASURES), alone, strict=True
            )
        ],
        "only_here": alone,
        "shared": _assets(state, at, frozenset.intersection(*carried) if carried else ()),
        "overlap": [[len(own & other) for other in carried] for own in carried],
    }


def compare_organisations(state: State, at: Viewpoint, iris: Sequence[str]) -> Told:
    """The organisations as columns, who could shut whose assets, and the stakes between them.

    ``dependence`` has a row for each as vendor, with what it would lose to each as owner, itself
    too; ``shared`` are the assets that each of them can shut alone.
    """
    finder = find_dependences(state, at)
    held = [{s.asset for s in state.scores(at) if iri in s.veto} for iri in iris]
    return {
        **_head(state, at, ORGANISATION),
        "measures": _meanings(ORGANISATION_MEASURES),
        "organisations": _columns(state, at, iris, ORGANISATION_MEASURES),
        "shared": _assets(state, at, set.intersection(*held) if held else ()),
        "dependence": [
            [describe_pair(state, finder.find(vendor, owner)) for owner in iris] for vendor in iris
        ],
        "stakes": _stakes_between(state, at, iris),
    }


def find_peers(state: State, at: Viewpoint, kind: str, iri: str) -> list[str]:
    """Whom to set beside one: platforms that share most assets with it, or the strongest owners."""
    if kind == ORGANISATION:
        return [owner for owner in rank_owners(state, at) if owner != iri][:PEERS]
    if kind != PLATFORM:
        return []
    carried = state.carried(at)
    own = frozenset(carried.get(iri, ()))
    shared = {other: len(own.intersection(assets)) for other, assets in carried.items()}
    fitting = [other for other, count in shared.items() if count and other != iri]
    return sorted(fitting, key=lambda other: (-shared[other], other))[:PEERS]


def _head(state: State, at: Viewpoint, kind: str) -> Told:
    live = find_dependences(state, at).population
    return {
        "as_of": at.as_of.isoformat(),
        "view": str(at.view),
        "resale": at.resale,
        "kind": kind,
        "population": {
            "name": live.name,
            "definition": live.definition,
            "size": len(live.assets),
        },
    }


def _meanings(measures: Iterable[Measure]) -> dict[str, str]:
    return {measure.key: measure.meaning for measure in measures}


def _columns(
    state: State, at: Viewpoint, iris: Iterable[str], measures: Sequence[Measure]
) -> list[Told]:
    """Each thing with its values and, by the same keys, the addresses of the reasons."""
    pages = [view_entity(state, at, iri) for iri in iris]
    return [
        {key: page[key] for key in ("iri", "label", "group")}
        | {measure.key: measure.take(page) for measure in measures}
        | {"why": {m.key: why for m in measures if (why := m.reason(page, at))}}
        for page in pages
    ]


def _assets(state: State, at: Viewpoint, iris: Iterable[str]) -> Told:
    scores = pick_scores(state, at, iris)
    return {
        "count": len(scores),
        "captive_count": sum(bool(score.veto) for score in scores),
        "assets": [score_row(state, score) for score in scores[:LISTED]],
    }


def _stakes_between(state: State, at: Viewpoint, iris: Sequence[str]) -> list[Told]:
    """The stakes of one of them in another, whether they hold on the day or not, each once."""
    stakes = (stake for iri in iris for stake in view_entity(state, at, iri)["stakes"])
    between = {
        stake["iri"]: stake
        for stake in stakes
        if {stake["holder"]["iri"], stake["issuer"]["iri"]} <= set(iris)
    }
    return list(between.values())
