"""What a page says of an organisation: what it controls, can shut out and develops; its power."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from graph.market.kinds import is_kind
from graph.metrics.captivity import Score, fraction_text
from graph.metrics.closure import find_live
from graph.metrics.dependence import CATALOGUE_NOTE, Dependence, DependenceFinder
from graph.metrics.power_rows import owner_rows
from web.entity.control import describe_stake
from web.entity.nodes import name_node, name_nodes
from web.entity.rows import list_scores
from web.state import State
from web.viewpoint import Viewpoint

OPERATES_SHOWN = 60
PAIRS_SHOWN = 8


def describe_organisation(state: State, at: Viewpoint, iri: str) -> dict[str, Any]:
    """Everything that follows from an organisation on the day.

    ``can_shut`` and ``develops`` list the first assets, most captive first, with
    ``can_shut_count`` and ``develops_count``; ``can_shut_others_count`` are those of the first that
    are not of the second, ``develops_types`` counts the second by who holds them; ``power`` is None
    where it gates nothing.
    """
    records, market = state.records(), state.market(at)
    controlled = {iri, *market.ownership.reach.get(iri, {})}
    entities = records.entities
    shut = [score for score in state.scores(at) if iri in score.veto]
    made = [s for s in state.scores(at) if _is_made(state, s, controlled)]
    operates = [e.iri for e in entities.values() if not controlled.isdisjoint(e.operators)]
    operates.sort(key=lambda x: (entities[x].label.casefold(), x))
    stakes = [s for s in records.stakes.values() if iri in (s.holder, s.issuer)]
    return {
        "can_shut": list_scores(state, shut),
        "can_shut_count": len(shut),
        "can_shut_others_count": len({s.asset for s in shut} - {s.asset for s in made}),
        "develops": list_scores(state, made),
        "develops_count": len(made),
        "develops_live_count": sum(score.channel_count > 0 for score in made),
        "develops_types": dict(Counter(str(score.type) for score in made).most_common()),
        "controls": _controls(state, at, iri),
        "operates": name_nodes(state, operates[:OPERATES_SHOWN]),
        "operates_count": len(operates),
        "operates_platforms_count": sum(is_kind(entities[x].kinds, "Platform") for x in operates),
        "stakes": [
            describe_stake(state, at, stake) for stake in sorted(stakes, key=lambda s: s.iri)
        ],
        "power": find_power(state, at, iri),
        "dependence": _dependence(state, at, iri),
    }


def _is_made(state: State, score: Score, makers: set[str]) -> bool:
    entity = state.records().entities.get(score.asset)
    return entity is not None and not makers.isdisjoint(entity.developers)


def _controls(state: State, at: Viewpoint, iri: str) -> list[dict[str, Any]]:
    """Each organisation that it controls, with the stakes from it upward to this one."""
    ownership = state.market(at).ownership
    return [
        {
            "party": name_node(state, below),
            "owner": name_node(state, iri),
            "steps": [describe_stake(state, at, s) for s in ownership.chain(below, iri)],
        }
        for below in sorted(ownership.reach.get(iri, {}))
    ]


def rank_owners(state: State, at: Viewpoint) -> Mapping[str, dict[str, Any]]:
    """Owner -> its power over all assets with a live channel, most powerful first."""
    return state.kept(("power", at), lambda: _rank_owners(state, at))


def find_power(state: State, at: Viewpoint, iri: str) -> dict[str, Any] | None:
    """The power of an owner over all assets with a live channel; None where it gates none.

    ``shapley`` adds up over all owners to the share of assets that are gated; ``rank`` counts from
    1, of ``of`` owners; ``captive_count`` of ``live_count`` assets are lost if it refuses.
    """
    return rank_owners(state, at).get(iri)


def _rank_owners(state: State, at: Viewpoint) -> Mapping[str, dict[str, Any]]:
    market = state.market(at)
    rows = owner_rows(market, market.assets, None)
    return {
        row["owner_iri"]: {
            "rank": rank,
            "of": len(rows),
            **{key: row[key] for key in ("shapley", "banzhaf", "gatekeeper_share", "captive_count",
                                         "live_count", "sampled", "error")},
            "shapley_percent": f"{float(Fraction(row['shapley'])):.1%}",
            "banzhaf_percent": f"{float(Fraction(row['banzhaf'])):.1%}",
            "gatekeeper_percent": f"{float(Fraction(row['gatekeeper_share'])):.1%}",
        }
        for rank, row in enumerate(rows, start=1)
    }  # fmt: skip


def _dependence(state: State, at: Viewpoint, iri: str) -> dict[str, Any]:
    """The pairs in which it is the vendor, and those in which it owns the platforms."""
    finder = find_dependences(state, at)
    as_vendor = [finder.find(iri, owner) for owner in finder.find_owners(iri)]
    as_owner = [finder.find(vendor, iri) for vendor in finder.find_vendors(iri)]
    as_vendor.sort(key=lambda d: (-len(d.lost), -len(d.supplied), d.owner))
    as_owner.sort(key=lambda d: (-len(d.lost), -len(d.supplied), d.vendor))
    return {
        "on_owners": [describe_pair(state, d) for d in as_vendor[:PAIRS_SHOWN]],
        "on_owners_count": len(as_vendor),
        "of_vendors": [describe_pair(state, d) for d in as_owner[:PAIRS_SHOWN]],
        "of_vendors_count": len(as_owner),
        "note": CATALOGUE_NOTE,
    }


def find_dependences(state: State, at: Viewpoint) -> DependenceFinder:
    """What finds who depends on whom among all assets with a live channel."""
    market = state.market(at)
    return state.kept(("dependence", at), lambda: DependenceFinder(market, find_live(market, None)))


def describe_pair(state: State, found: Dependence) -> dict[str, Any]:
    """What a vendor and an owner would miss of each other, as counts of assets."""
    return {
        "vendor": name_node(state, found.vendor),
        "owner": name_node(state, found.owner),
        "lost": len(found.lost),
        "made": len(found.made),
        "supplied": len(found.supplied),
        "offered": len(found.offered),
        "asymmetry": fraction_text(found.asymmetry),
        "asymmetry_rounded": None if found.asymmetry is None else f"{float(found.asymmetry):+.2f}",
    }
