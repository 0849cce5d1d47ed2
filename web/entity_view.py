"""Everything a page says of one node, as plain JSON values: the page and the API show the same."""

from __future__ import annotations

from typing import Any

from graph.market.columns import slug_of
from graph.market.kinds import is_kind, main_kind
from graph.market.records import Entity
from web.entity.asset import describe_asset
from web.entity.claims import CLAIMS_SHOWN, describe_claim, find_claims, pair_contests
from web.entity.control import find_owners, trace_control
from web.entity.nodes import name_node, name_nodes
from web.entity.organisation import describe_organisation
from web.entity.platform import describe_ground, describe_platform
from web.entity.record import describe_record, record_kinds
from web.entity.sides import ASSET, ORGANISATION, PLATFORM, find_sides
from web.entity.statements import list_statements
from web.entity.words import say_what
from web.kinds import group_of
from web.state import State
from web.viewpoint import Viewpoint


def view_entity(state: State, at: Viewpoint, iri: str) -> dict[str, Any]:
    """What the graph says of a node, and what follows from it on that day; kept per revision.

    Always ``iri``, ``slug``, ``label``, ``kinds``, ``kind``, ``group``, ``what`` (a sentence),
    ``claims``, ``contests`` (pairs of claims), ``statements`` and ``mentions``. By kind what
    :func:`web.entity.asset.describe_asset`, :func:`web.entity.platform.describe_platform`,
    :func:`web.entity.organisation.describe_organisation` and
    :func:`web.entity.record.describe_record` give; of entities ``control`` too.
    """
    return state.kept(("entity", at, iri), lambda: _view(state, at, iri))


def _view(state: State, at: Viewpoint, iri: str) -> dict[str, Any]:
    entity = state.records().entities.get(iri)
    kinds = sorted(entity.kinds) if entity else record_kinds(state, iri)
    page: dict[str, Any] = {
        "iri": iri,
        "slug": slug_of(iri),
        "label": name_node(state, iri)["label"],
        "kinds": kinds,
        "kind": main_kind(frozenset(kinds)),
        "group": group_of(kinds),
        "alt_labels": list(entity.alt_labels) if entity else [],
        "as_of": at.as_of.isoformat(),
        "view": at.view.value,
        "resale": at.resale,
        **_claims(state, iri),
        **list_statements(state, iri),
        **describe_record(state, at, iri),
    }
    if entity is not None:
        page |= _describe_entity(state, at, entity)
    page["what"] = say_what(page)
    return page


def _describe_entity(state: State, at: Viewpoint, entity: Entity) -> dict[str, Any]:
    """What an entity has, whatever its kind, and the parts that depend on that."""
    iri = entity.iri
    sides = find_sides(state, at, iri)
    found: dict[str, Any] = {
        "developers": name_nodes(state, entity.developers),
        "operators": name_nodes(state, entity.operators),
        "runs_on": name_nodes(state, entity.runs_on),
        "owners": name_nodes(state, sorted(find_owners(state, at, entity))),
        "control": trace_control(state, at, _things(state, at, entity, is_asset=ASSET in sides)),
    }
    if ASSET in sides:
        found |= describe_asset(state, at, iri)
    if PLATFORM in sides:
        found |= describe_platform(state, at, iri)
    if is_kind(entity.kinds, "Cloud"):
        found |= describe_ground(state, iri)
    if ORGANISATION in sides:
        found |= describe_organisation(state, at, iri)
    return found


def _things(state: State, at: Viewpoint, entity: Entity, *, is_asset: bool) -> list[str]:
    """Behind whom to look: the thing itself, its developers, the platforms of its roads."""
    if not is_asset:
        return [entity.iri]
    platforms = [r.channel.platform for r in state.market(at).routes.get(entity.iri, ())]
    return [*entity.developers, *dict.fromkeys(platforms)]


def _claims(state: State, iri: str) -> dict[str, Any]:
    """The claims about the node and about its channels, and the contradictions among them."""
    records = state.records()
    found = find_claims(state, [iri, *(c.iri for c in state.channels_of().get(iri, ()))])
    own = [records.claims[iri]] if iri in records.claims else []
    return {
        "claims": [describe_claim(state, claim) for claim in found[:CLAIMS_SHOWN]],
        "claim_count": len(found),
        "contests": pair_contests(state, [*own, *found]),
    }
