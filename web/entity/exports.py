"""The page of an entity for other tools: its table as CSV, its surroundings as GraphML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph.errors import UnknownFormat
from graph.market.network import build_network
from graph.network_export import export_network
from web.state import State
from web.viewpoint import Viewpoint

if TYPE_CHECKING:
    from graph.market.gates import Route

CHANNEL_COLUMNS = (
    "platform", "channel", "counts", "why_not", "access_mode", "stage", "valid_from", "valid_to",
    "roles", "owners", "confidence", "denied", "sources",
)  # fmt: skip
ASSET_COLUMNS = (
    "label", "iri", "kind", "vendors", "captivity", "type", "veto", "owners", "platforms",
    "channels",
)  # fmt: skip
Row = dict[str, Any]


def list_table(page: Mapping[str, Any]) -> tuple[Sequence[Row], Sequence[str]]:
    """The main table of a page with its columns: the channels, else the assets that it lists.

    Raises
    ------
    UnknownFormat
        The page has no such table.
    """
    if has_roads(page):
        captivity = page["captivity"]
        rows = [_channel(channel, counts=True) for channel in captivity["channels"]]
        rows += [_channel(channel, counts=False) for channel in captivity["left_out"]]
        return rows, CHANNEL_COLUMNS
    for name in ("carries", "can_shut", "develops"):
        if page.get(name):
            return [_asset(row) for row in page[name]], ASSET_COLUMNS
    raise _none(page, "table")


def has_roads(page: Mapping[str, Any]) -> bool:
    """Whether the page is about the roads of an asset; an assistant may only carry others."""
    return "captivity" in page and bool(page["captivity"]["channels"] or not page.get("carries"))


def _channel(channel: Mapping[str, Any], *, counts: bool) -> Row:
    roles = (
        f"{', '.join(entry['roles'])}: {entry['party']['label']}"
        for entry in channel.get("roles", ())
    )
    return {
        **{name: channel[name] for name in CHANNEL_COLUMNS if name in channel},
        "platform": channel["platform"]["label"],
        "channel": channel["iri"],
        "counts": "yes" if counts else "no",
        "why_not": channel.get("reason", ""),
        "roles": "; ".join(roles),
        "owners": "; ".join(owner["label"] for owner in channel.get("owners", ())),
        "sources": " ".join(source["url"] or source["iri"] for source in channel["sources"]),
    }


def _asset(row: Mapping[str, Any]) -> Row:
    joined = {name: "; ".join(node["label"] for node in row[name]) for name in ("vendors", "veto")}
    return {**{name: row[name] for name in ASSET_COLUMNS}, **joined}


def write_network(state: State, at: Viewpoint, page: Mapping[str, Any]) -> str:
    """The roads around an entity on the day, as GraphML: what is on them and who can close them.

    Of an asset its own roads; of a platform those through it; of an organisation those that it can
    close, alone or with others.

    Raises
    ------
    UnknownFormat
        No live road has to do with it.
    """
    market = state.market(at)
    routes = _find_routes(state, at, page)
    if not routes:
        raise _none(page, "network")
    network = build_network(market.records, market.ownership, routes, market.as_of)
    import networkx as nx

    # The stakes of all the others have nothing to do with these roads.
    near = set[str]().union(*(nx.descendants(network, asset) | {asset} for asset in routes))
    return export_network(network.subgraph(near | {page["iri"]} & set(network)).copy(), "graphml")


def _find_routes(
    state: State, at: Viewpoint, page: Mapping[str, Any]
) -> dict[str, tuple[Route, ...]]:
    market, iri = state.market(at), page["iri"]
    if has_roads(page):
        return {iri: market.routes[iri]} if iri in market.routes else {}
    if "carries" in page:
        carried = state.carried(at).get(iri, ())
        return {
            asset: tuple(r for r in market.routes[asset] if r.channel.platform == iri)
            for asset in carried
        }
    if "can_shut" in page:
        own = {asset: tuple(r for r in market.routes[asset] if iri in r.owners)
               for asset, family in market.families.items()
               if any(iri in gates for gates in family)}  # fmt: skip
        return {asset: found for asset, found in own.items() if found}
    return {}


def _none(page: Mapping[str, Any], what: str) -> UnknownFormat:
    return UnknownFormat(
        f"There is no {what} of this", str(page["label"]), "Ask for its JSON or Turtle form."
    )
