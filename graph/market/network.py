"""The NetworkX view of a market: the rules by which records become typed nodes and edges.

Nodes carry ``kind``, ``label`` and ``iri``; edges ``relation`` and ``iri``, the channel or stake
that they come from (for a plain property of an entity: the entity). All attributes are plain
texts, so GraphML and GEXF can write them.

===========  ==================  ==========================================
relation     from -> to          one edge for each
===========  ==================  ==========================================
offers       asset -> channel    live channel
through      channel -> platform live channel
billedBy     channel -> biller   live channel with a named biller
hostedOn     channel -> cloud    live channel with a named host
surface      channel -> surface  live channel with a named surface
upstream     channel -> channel  upstream channel that is live
gatedBy      channel -> owner    ultimate owner in the gate set
developedBy  asset -> vendor     developer of an asset with a live channel
operatedBy   thing -> operator   platform, cloud or surface in use
runsOn       platform -> cloud   cloud under a platform in use
controlledBy issuer -> holder    stake that gives control on the day
===========  ==================  ==========================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from graph.market.columns import slug_of
from graph.market.gates import Route
from graph.market.kinds import main_kind
from graph.market.ownership import Ownership
from graph.market.records import MarketRecords

if TYPE_CHECKING:
    import networkx as nx

#: (from, to, relation, IRI of the record behind it)
Edge = tuple[str, str, str, str]


def build_network(
    records: MarketRecords,
    ownership: Ownership,
    routes: Mapping[str, tuple[Route, ...]],
    as_of: date,
) -> nx.MultiDiGraph[str]:
    """The network of everything in use on the day; edge keys are ``relation`` plus the IRI.

    Examples
    --------
    ``nx.ancestors(network, owner)`` is everything that an owner's refusal touches.
    """
    import networkx as nx

    network: nx.MultiDiGraph[str] = nx.MultiDiGraph(as_of=as_of.isoformat())
    channels = {route.channel.iri: route.channel for found in routes.values() for route in found}
    edges = [*_channel_edges(routes), *_control_edges(ownership)]
    edges += _entity_edges(records, {node for edge in edges for node in edge[:2]})
    for start, end, relation, iri in edges:
        network.add_edge(start, end, key=f"{relation} {iri}", relation=relation, iri=iri)
    for node, attributes in network.nodes(data=True):
        if (channel := channels.get(node)) is not None:
            attributes.update(kind="Channel", label=channel.label, iri=node)
            attributes.update(access_mode=channel.access_mode, stage=channel.stage)
        else:
            entity = records.entities.get(node)
            kind = main_kind(entity.kinds) if entity else "Organization"
            attributes.update(kind=kind, label=entity.label if entity else slug_of(node), iri=node)
    return network


def _channel_edges(routes: Mapping[str, tuple[Route, ...]]) -> Iterator[Edge]:
    live = {route.channel.iri for found in routes.values() for route in found}
    for found in routes.values():
        for route in found:
            channel = route.channel
            iri = channel.iri
            yield channel.asset, iri, "offers", iri
            yield iri, channel.platform, "through", iri
            for relation, nodes in (
                ("billedBy", channel.billers),
                ("hostedOn", channel.hosts),
                ("surface", channel.surfaces),
            ):
                yield from ((iri, node, relation, iri) for node in nodes)
            yield from ((iri, up, "upstream", iri) for up in channel.upstream if up in live)
            yield from ((iri, owner, "gatedBy", iri) for owner in sorted(route.owners))


def _control_edges(ownership: Ownership) -> Iterator[Edge]:
    stakes = {
        stake.iri: stake
        for reached in ownership.reach.values()
        for made_by in reached.values()
        for stake in made_by
    }
    for stake in stakes.values():
        yield stake.issuer, stake.holder, "controlledBy", stake.iri


def _entity_edges(records: MarketRecords, used: set[str]) -> Iterator[Edge]:
    waiting, seen = sorted(used), set(used)
    while waiting:
        entity = records.entities.get(waiting.pop())
        if entity is None:
            continue
        for relation, nodes in (
            ("developedBy", entity.developers),
            ("operatedBy", entity.operators),
            ("runsOn", entity.runs_on),
        ):
            for node in nodes:
                yield entity.iri, node, relation, entity.iri
                if node not in seen:
                    seen.add(node)
                    waiting.append(node)
