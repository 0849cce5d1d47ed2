"""What a page says of a record: a channel, a stake, a claim or a source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from graph.market.records import Channel, Claim, Source, Stake
from graph.metrics.explain import explain_asset
from graph.whatif.edits import CloseChannel
from graph.whatif.language import write_edit
from web.entity.asset import list_roles
from web.entity.claims import describe_claim
from web.entity.control import describe_stake
from web.entity.nodes import describe_source, name_node, name_nodes
from web.entity.rows import score_row
from web.state import State, group_by
from web.viewpoint import Viewpoint

#: Records listed of those that a source supports; all are counted.
CITED_SHOWN = 20


def describe_record(state: State, at: Viewpoint, iri: str) -> dict[str, Any]:
    """The part of a page that a record has: ``channel``, ``stake``, ``claim`` or ``source``."""
    records = state.records()
    if (channel := records.channels.get(iri)) is not None:
        return {"channel": _channel(state, at, channel)}
    if (stake := records.stakes.get(iri)) is not None:
        return {"stake": _stake(state, at, stake)}
    if (claim := records.claims.get(iri)) is not None:
        return {"claim": describe_claim(state, claim)}
    if (source := records.sources.get(iri)) is not None:
        return {"source": _source(state, source)}
    return {}


def record_kinds(state: State, iri: str) -> list[str]:
    """The kind of a record; empty for what is none."""
    records = state.records()
    tables: Mapping[str, Mapping[str, object]] = {
        "Channel": records.channels,
        "Claim": records.claims,
        "Stake": records.stakes,
        "Source": records.sources,
    }
    return [kind for kind, table in tables.items() if iri in table]


def _channel(state: State, at: Viewpoint, channel: Channel) -> dict[str, Any]:
    """The channel as its asset's explanation has it, and the captivity of that asset.

    ``counts`` says whether it is live and counted on the day; if not, ``reason`` says why.
    """
    explanation = explain_asset(state.market(at), channel.asset)
    rows = [row for row in explanation.channels if row["iri"] == channel.iri]
    others = [row for row in explanation.left_out if row["iri"] == channel.iri]
    found = {**(rows or others)[0]} if rows or others else {}
    return {
        **found,
        "counts": bool(rows),
        "roles": list_roles(found.get("gates", ())),
        "asset": name_node(state, channel.asset),
        "billers": name_nodes(state, channel.billers),
        "hosts": name_nodes(state, channel.hosts),
        "surfaces": name_nodes(state, channel.surfaces),
        "upstream": name_nodes(state, channel.upstream),
        "procured_under": name_nodes(state, channel.procured_under),
        "score": score_row(state, explanation.score),
        "reason_of_asset": explanation.reason,
        "closing": write_edit(CloseChannel(channel.iri)),
    }


def _stake(state: State, at: Viewpoint, stake: Stake) -> dict[str, Any]:
    ownership = state.market(at).ownership
    return {
        **describe_stake(state, at, stake),
        "gives_control": ownership.controls(stake.holder, stake.issuer),
        "owners": name_nodes(state, sorted(ownership.ultimate_owners(stake.issuer))),
    }


def _source(state: State, source: Source) -> dict[str, Any]:
    """A source with what rests on it: claims, stakes, and channels by platform."""
    claims, channels, stakes = cited_by(state)
    on_it = channels.get(source.iri, [])
    by_platform = Counter(channel.platform for channel in on_it).most_common(CITED_SHOWN)
    return {
        **describe_source(state, source.iri),
        "supports": [
            describe_claim(state, claim) for claim in claims.get(source.iri, [])[: CITED_SHOWN * 3]
        ],
        "supports_count": len(claims.get(source.iri, [])),
        "stakes": name_nodes(state, (stake.iri for stake in stakes.get(source.iri, []))),
        "channels": name_nodes(state, (channel.iri for channel in on_it[:CITED_SHOWN])),
        "channel_count": len(on_it),
        "platforms": [
            {**name_node(state, platform), "count": count} for platform, count in by_platform
        ],
        "platform_count": len({channel.platform for channel in on_it}),
    }


Cited = tuple[Mapping[str, list[Claim]], Mapping[str, list[Channel]], Mapping[str, list[Stake]]]


def cited_by(state: State) -> Cited:
    """Source -> the claims, channels and stakes that name it."""
    records = state.records()

    def build() -> Cited:
        claims = sorted(records.claims.values(), key=lambda c: (-c.confidence, c.iri))
        return (
            group_by((source, claim) for claim in claims for source in claim.sources),
            group_by(
                (s, channel) for channel in records.channels.values() for s in channel.sources
            ),
            group_by((s, item) for item in records.stakes.values() for s in item.sources),
        )

    return state.kept("cited", build)
