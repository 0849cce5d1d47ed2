"""What a page says of a platform or cloud: what goes through it, and what only it offers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from graph.market.changes import Change, find_changes
from graph.metrics.captivity import Score
from web.entity.control import find_owners
from web.entity.nodes import name_node, name_nodes
from web.entity.rows import list_scores, pick_scores, score_row
from web.state import State, group_by
from web.viewpoint import Viewpoint

#: Assets named of each vendor, vendors listed, changes told.
NAMED = 4
VENDORS = 40
CHANGES = 15
GROUNDED = 60


def describe_platform(state: State, at: Viewpoint, iri: str) -> dict[str, Any]:
    """What a platform carries on the day, by vendor, and what only it carries.

    ``carries`` lists the first assets, most captive first, with ``carries_count``; ``vendors`` has
    a count for each; ``only_road`` are the assets that no other platform offers;
    ``captive_to_owner_count`` those that its own owner can shut out alone, here and elsewhere.
    """
    scores = pick_scores(state, at, state.carried(at).get(iri, ()))
    only = [score for score in scores if score.platform_count == 1]
    changes = find_own_changes(state, at, iri)
    vendors = count_vendors(state, scores)
    return {
        "carries": list_scores(state, scores),
        "carries_count": len(scores),
        "captive_count": sum(bool(score.veto) for score in scores),
        "captive_to_owner_count": count_held(state, at, iri, scores),
        **count_channels(state, at, iri),
        "set_aside_count": count_set_aside(state, at, iri),
        "vendors": vendors[:VENDORS],
        "vendor_count": len(vendors),
        "only_road": [score_row(state, score) for score in only[: NAMED * 5]],
        "only_road_count": len(only),
        "changes": [_change(state, change) for change in changes[:CHANGES]],
        "change_count": len(changes),
    }


def count_held(state: State, at: Viewpoint, iri: str, scores: Iterable[Score]) -> int:
    """How many of the assets an owner of the platform can shut out alone.

    A platform of which nobody names the operator is an owner of its own, as in the gate sets.
    """
    entity = state.records().entities.get(iri)
    owners = (find_owners(state, at, entity) if entity else frozenset()) or {iri}
    return sum(not owners.isdisjoint(score.veto) for score in scores)


def count_channels(state: State, at: Viewpoint, iri: str) -> dict[str, Any]:
    """The live channels through the platform, in all and by what they say of themselves."""
    routes = state.market(at).routes
    found = [
        route.channel
        for asset in state.carried(at).get(iri, ())
        for route in routes[asset]
        if route.channel.platform == iri
    ]
    return {
        "channel_count": len(found),
        "stages": dict(Counter(channel.stage for channel in found).most_common()),
        "access_modes": dict(Counter(channel.access_mode for channel in found).most_common()),
        "exclusivities": dict(Counter(channel.exclusivity for channel in found).most_common()),
    }


def count_set_aside(state: State, at: Viewpoint, iri: str) -> int:
    """The assets with a live channel through the platform that is set aside, and so left out."""
    if at.resale:
        return 0
    channels = state.records().channels.values()
    aside = (c for c in channels if c.platform == iri and c.set_aside is not None)
    return len({channel.asset for channel in aside if channel.is_live(at.as_of)})


def count_vendors(state: State, scores: list[Score]) -> list[dict[str, Any]]:
    """The vendors of some assets, those with most first, with some of the assets by name."""
    entities = state.records().entities
    by_vendor = group_by(
        ((*entities[score.asset].developers, "")[0], score)
        for score in scores
        if score.asset in entities
    )
    rows = [
        {
            "vendor": name_node(state, maker) if maker else None,
            "count": len(made),
            "captive_count": sum(bool(score.veto) for score in made),
            "assets": name_nodes(state, (score.asset for score in made[:NAMED])),
        }
        for maker, made in by_vendor.items()
    ]
    return sorted(rows, key=lambda row: (-int(row["count"]), str(row["vendor"])))


def find_own_changes(state: State, at: Viewpoint, iri: str) -> tuple[Change, ...]:
    """What opened, closed or changed on the platform up to the day, newest first."""
    records = state.records()
    own = {c.iri: c for c in records.channels.values() if c.platform == iri}
    entity = records.entities.get(iri)
    operators = frozenset(entity.operators if entity else ())
    stakes = {s.iri: s for s in records.stakes.values() if s.issuer in operators}
    narrow = replace(records, channels=own, stakes=stakes)
    end = min(at.as_of, date.max - timedelta(days=1)) + timedelta(days=1)
    first = date.min + timedelta(days=1)
    return find_changes(narrow, first, end, count_set_aside=at.resale).changes


def describe_ground(state: State, iri: str) -> dict[str, Any]:
    """The platforms that run on a cloud; the entry is empty for what nothing runs on."""
    entities = state.records().entities
    on_it = [e.iri for e in entities.values() if iri in e.runs_on]
    on_it.sort(key=lambda x: (entities[x].label.casefold(), x))
    return {"carries_platforms": name_nodes(state, on_it[:GROUNDED]),
            "carries_platforms_count": len(on_it)}  # fmt: skip


def _change(state: State, change: Change) -> dict[str, Any]:
    return {
        **change.to_row(),
        "about": name_node(state, change.asset or change.subject),
    }
