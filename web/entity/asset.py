"""What a page says of a model or assistant: the number, the game, its roads by owner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from graph.metrics.captivity import Score
from graph.metrics.consequences import say_apart, say_shut_out
from graph.metrics.explain import explain_asset
from graph.metrics.roads import group_roads
from graph.whatif.edits import CloseRoads
from graph.whatif.language import write_edit
from web.entity.exits import list_exits
from web.entity.history import trace_history
from web.entity.nodes import name_nodes
from web.state import State
from web.viewpoint import Viewpoint

#: With more roads than this, only the first of each group stand open.
OPEN_ROADS = 12
OPEN_OF_GROUP = 2
#: How a gate is called in a table, by the phrase that says what its party does.
ROLES = {
    "operates the platform": "operator",
    "operates the cloud under the platform": "cloud below",
    "bills": "biller",
    "bills as operator of the platform": "biller",
    "hosts the inference": "host",
    "operates the cloud under the host": "cloud below the host",
    "operates the surface": "surface",
    "stands upstream": "upstream",
    "operates the cloud upstream": "cloud upstream",
}
#: Reasons that differ in a day from channel to channel, without the day.
LEFT_OUT = {
    "closed": "closed by then",
    "not-yet-open": "not open yet",
    "stage": "not open to developers",
}


def describe_asset(state: State, at: Viewpoint, iri: str) -> dict[str, Any]:
    """The captivity of an asset and why, its history, and what would free it.

    ``captivity`` is what :meth:`graph.metrics.explain.Explanation.to_dict` gives, with
    ``veto_owners``, ``groups`` (the roads by the owners who can close them), ``game`` (sentences)
    and ``left_out_reasons`` (reason, count).
    """
    explanation = explain_asset(state.market(at), iri)
    told = explanation.to_dict()
    score = explanation.score
    groups = sorted(group_roads(told["channels"]), key=lambda group: not group.is_essential)
    is_long = len(told["channels"]) > OPEN_ROADS
    channels = [
        {
            **channel,
            "group": number,
            "is_folded": is_long and place >= OPEN_OF_GROUP,
            "roles": list_roles(channel["gates"]),
            "closing": write_edit(CloseRoads(iri, channel["platform"]["iri"])),
        }
        for number, group in enumerate(groups)
        for place, channel in enumerate(group.channels)
    ]
    captivity = {
        **told,
        "channels": channels,
        "groups": [
            {
                "owners": name_nodes(state, (o["iri"] for o in group.channels[0]["owners"])),
                "count": len(group.channels),
                "is_essential": group.is_essential,
            }
            for group in groups
        ],
        "veto_owners": name_nodes(state, score.veto),
        # Of a captive asset the reason has said already who can shut it out.
        "game": [] if score.veto else _say_game(state, at, score),
        "left_out_reasons": _count_reasons(told["left_out"]),
    }
    return {
        "captivity": captivity,
        "history": trace_history(state, at, iri),
        "exits": list_exits(state, at, iri),
    }


def _say_game(state: State, at: Viewpoint, score: Score) -> list[str]:
    return list(filter(None, (say_shut_out(state.market(at), score), say_apart(score))))


def list_roles(gates: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Who stands on a road and what they do there: one entry for each party, roles in order."""
    found: dict[str, dict[str, Any]] = {}
    for gate in gates:
        entry = found.setdefault(
            gate["party"]["iri"],
            {
                "party": gate["party"],
                "is_known": gate["is_known"],
                "roles": [],
                "owners": [owner for owner in gate["owners"] if owner["counts"]],
                "through": gate["through"],
            },
        )
        role = ROLES.get(gate["role"], gate["role"])
        said = f"{role} upstream" if gate["through"] and "upstream" not in role else role
        if said not in entry["roles"]:
            entry["roles"].append(said)
    return list(found.values())


def _count_reasons(left_out: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    counts = Counter(LEFT_OUT.get(channel["code"], channel["reason"]) for channel in left_out)
    return [{"reason": reason, "count": count} for reason, count in counts.most_common()]
