"""Everything a page says of one node, as plain JSON values: the page and the API show the same."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.market.columns import slug_of
from graph.market.kinds import is_kind, main_kind
from graph.market.records import Claim, Entity, MarketRecords, Stake, holds_on
from graph.metrics.captivity import Score
from graph.terms import short_name
from web.describe import mentions_of, statements_of
from web.kinds import group_of
from web.state import State
from web.viewpoint import Viewpoint

MENTIONS_SHOWN = 40
CLAIMS_SHOWN = 60


def view_entity(state: State, at: Viewpoint, iri: str) -> dict[str, Any]:
    """What the graph says of a node, and what follows from it on that day.

    Always ``iri``, ``slug``, ``label``, ``kinds``, ``group``, ``claims``, ``statements`` and
    ``mentions``; by kind also ``captivity``, ``carries``, ``develops``, ``operates``,
    ``can_shut``, ``stakes`` and ``owners``.
    """
    records = state.records()
    entity = records.entities.get(iri)
    page: dict[str, Any] = {
        "iri": iri,
        "slug": slug_of(iri),
        "label": name_node(state, iri)["label"],
        "kinds": sorted(entity.kinds) if entity else _other_kinds(records, iri),
        "alt_labels": list(entity.alt_labels) if entity else [],
        "as_of": at.as_of.isoformat(),
        "view": at.view.value,
        "claims": _claims(state, iri),
        **_raw(state, iri),
    }
    page["kind"], page["group"] = main_kind(frozenset(page["kinds"])), group_of(page["kinds"])
    if entity is not None:
        page |= _roles(state, at, entity)
    return page


def name_node(state: State, iri: str) -> dict[str, str]:
    """A node as a link: its IRI, its label, and the group that sets its shape."""
    records = state.records()
    if (entity := records.entities.get(iri)) is not None:
        return {"iri": iri, "label": entity.label, "group": group_of(entity.kinds)}
    label = slug_of(iri)
    if iri in records.channels:
        label = records.channels[iri].label
    elif iri in records.sources:
        label = records.sources[iri].title
    elif iri in records.claims:
        label = records.claims[iri].statement or label
    elif iri in records.stakes:
        stake = records.stakes[iri]
        label = f"{state.names().label(stake.holder)} in {state.names().label(stake.issuer)}"
    return {"iri": iri, "label": label, "group": "other"}


def label_node(state: State, iri: str) -> str:
    """What to call a node in a table: its label if it is one of ours, else its short name."""
    label = name_node(state, iri)["label"]
    return short_name(iri) if label == slug_of(iri) else label


def _roles(state: State, at: Viewpoint, entity: Entity) -> dict[str, Any]:
    """The parts that depend on what kind of thing it is."""
    market = state.market(at)
    found: dict[str, Any] = {
        "developers": [name_node(state, iri) for iri in entity.developers],
        "runs_on": [name_node(state, iri) for iri in entity.runs_on],
    }
    parties = entity.operators
    found["operators"] = [name_node(state, iri) for iri in parties]
    if is_kind(entity.kinds, "Asset"):
        from graph.metrics.explain import explain_asset

        explanation = explain_asset(market, entity.iri)
        veto = [name_node(state, iri) for iri in explanation.score.veto]
        found["captivity"] = {**explanation.to_dict(), "veto_owners": veto}
    if is_kind(entity.kinds, "Platform") or entity.iri in state.carried(at):
        found["carries"] = _carried(state, at, entity.iri)
    if is_kind(entity.kinds, "Organization"):
        found |= _organisation(state, at, entity.iri)
        parties = (entity.iri,)
    owners = frozenset[str]().union(*map(market.ownership.ultimate_owners, parties))
    found["owners"] = [name_node(state, iri) for iri in sorted(owners)]
    return found


def _organisation(state: State, at: Viewpoint, iri: str) -> dict[str, Any]:
    records, market = state.records(), state.market(at)
    controlled = {iri, *market.ownership.reach.get(iri, {})}
    return {
        "develops": _scored(
            state, at, (e.iri for e in records.entities.values() if controlled & {*e.developers})
        ),
        "can_shut": _scored(state, at, (s.asset for s in state.scores(at) if iri in s.veto)),
        "operates": [
            name_node(state, e.iri)
            for e in _by_label(records)
            if not controlled.isdisjoint(e.operators)
        ],
        "stakes": [
            _stake(state, at, stake)
            for stake in sorted(records.stakes.values(), key=lambda s: s.iri)
            if iri in (stake.holder, stake.issuer)
        ],
    }


def _carried(state: State, at: Viewpoint, platform: str) -> list[dict[str, Any]]:
    """The assets that a live channel brings through the platform."""
    return _scored(state, at, state.carried(at).get(platform, ()))


def _scored(state: State, at: Viewpoint, assets: Iterable[str]) -> list[dict[str, Any]]:
    """Assets with their captivity, most captive first; each once."""
    wanted = set(assets)
    return [score_row(state, score) for score in state.scores(at) if score.asset in wanted]


def score_row(state: State, score: Score) -> dict[str, Any]:
    """One asset as a row of a table of captivities."""
    entity = state.records().entities.get(score.asset)
    return {
        "iri": score.asset,
        "label": score.label,
        "group": "asset",
        "kind": main_kind(entity.kinds) if entity else "Asset",
        "vendors": [name_node(state, iri) for iri in (entity.developers if entity else ())],
        "captivity": None if score.captivity is None else str(score.captivity),
        "value": None if score.captivity is None else float(score.captivity),
        "bounds": None if score.bounds is None else [str(bound) for bound in score.bounds],
        "escape": None if score.escape is None else str(score.escape),
        "cut": score.cut,
        "routes": score.routes,
        "type": str(score.type),
        "veto": [name_node(state, iri) for iri in score.veto],
        "channels": score.channel_count,
        "platforms": score.platform_count,
        "owners": score.owner_count,
    }


def _stake(state: State, at: Viewpoint, stake: Stake) -> dict[str, Any]:
    return {
        "iri": stake.iri,
        "holder": name_node(state, stake.holder),
        "issuer": name_node(state, stake.issuer),
        "voting": _span(stake.voting_min, stake.voting_max),
        "economic": _span(stake.economic_min, stake.economic_max),
        "confers_control": stake.confers_control,
        "valid_from": _text(stake.valid_from),
        "valid_to": _text(stake.valid_to),
        "holds": holds_on(at.as_of, stake.valid_from, stake.valid_to),
        "sources": _sources_about(state, stake.iri),
    }


def _sources_about(state: State, iri: str) -> list[dict[str, Any]]:
    cited = {source for claim in state.claims_about().get(iri, ()) for source in claim.sources}
    return [_source(state, source) for source in sorted(cited)]


def _source(state: State, iri: str) -> dict[str, Any]:
    source = state.records().sources.get(iri)
    url = source.url if source else None
    return {"iri": iri, "title": source.title if source else slug_of(iri), "url": url}


def _claims(state: State, iri: str) -> list[dict[str, Any]]:
    """The claims about a node and about its channels, strongest first, each once."""
    records = state.records()
    about = state.claims_about()
    near = [iri, *(c.iri for c in state.channels_of().get(iri, ()))]
    if iri in records.claims:
        near += [iri for iri in records.claims[iri].contests]
    found = {claim.iri: claim for node in near for claim in about.get(node, ())}
    ordered = sorted(found.values(), key=lambda c: (-c.confidence, c.iri))
    return [_claim(state, claim) for claim in ordered[:CLAIMS_SHOWN]]


def _claim(state: State, claim: Claim) -> dict[str, Any]:
    records = state.records()
    return {
        "iri": claim.iri,
        "statement": claim.statement,
        "kind": claim.kind.removesuffix("Kind"),
        "denies": claim.polarity == "Denies",
        "confidence": str(claim.confidence),
        "locator": claim.locator,
        "recorded_on": _text(claim.recorded_on),
        "note": claim.note,
        "sources": [_source(state, iri) for iri in claim.sources],
        "contests": [
            {"iri": other, "statement": records.claims[other].statement,
             "confidence": str(records.claims[other].confidence),
             "sources": [_source(state, iri) for iri in records.claims[other].sources]}
            for other in claim.contests
            if other in records.claims
        ],
    }  # fmt: skip


def _raw(state: State, iri: str) -> dict[str, Any]:
    """The statements as they stand in the graph, and who mentions the node."""
    mentions = list(islice(mentions_of(state.store, iri), MENTIONS_SHOWN + 1))
    return {
        "statements": [
            {"predicate": t.predicate.value, **_node(t.object)}
            for t in statements_of(state.store, iri)
        ],
        "mentions": [
            {"predicate": t.predicate.value, **_node(t.subject)} for t in mentions[:MENTIONS_SHOWN]
        ],
        "more_mentions": len(mentions) > MENTIONS_SHOWN,
    }


def _node(node: object) -> dict[str, str]:
    if isinstance(node, NamedNode):
        return {"iri": node.value}
    if isinstance(node, Literal):
        return {"text": node.value, "language": node.language or ""}
    return {"text": f"_:{node.value}" if isinstance(node, BlankNode) else str(node)}


def _other_kinds(records: MarketRecords, iri: str) -> list[str]:
    tables = {"Channel": records.channels, "Claim": records.claims, "Stake": records.stakes,
              "Source": records.sources}  # fmt: skip
    return [kind for kind, table in tables.items() if iri in table]


def _by_label(records: MarketRecords) -> list[Entity]:
    return sorted(records.entities.values(), key=lambda e: (e.label.casefold(), e.iri))


def _span(low: object, high: object) -> str | None:
    if low is None and high is None:
        return None
    return _text(low) if low == high or high is None else f"{_text(low) or '?'} to {high}"


def _text(value: object) -> str | None:
    return None if value is None else str(value)
