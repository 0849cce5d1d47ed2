"""Why a captivity is what it is: each channel, role, chain of stakes, claim and source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.market.columns import slug_of
from graph.market.gates import Gate, Route
from graph.market.kinds import is_kind
from graph.market.market import LeftOut, Market
from graph.market.ownership import votes_of
from graph.market.records import Channel, Claim, Source, Stake
from graph.metrics.captivity import Score, score_asset
from graph.metrics.claims import index_claims
from graph.metrics.consequences import say_apart, say_doubt, say_shut_out, say_way_out
from graph.metrics.end_to_end import trace_assistant
from graph.metrics.gatesets import GateSet
from graph.metrics.report import write_report
from graph.metrics.uncertainty import interval_row
from graph.metrics.words import say_reason, say_score


@dataclass(frozen=True, slots=True)
class Explanation:
    """The score of one asset with everything that makes it."""

    market: Market
    score: Score
    summary: str
    reason: str
    channels: tuple[dict[str, Any], ...]
    left_out: tuple[dict[str, Any], ...]

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain JSON values.

        The keys of :meth:`graph.metrics.captivity.Score.to_row` and ``floor``, then the sentences
        ``summary``, ``reason``, ``shut_out``, ``apart``, ``way_out`` and ``doubt``,
        ``end_to_end`` (of an assistant, what :meth:`graph.metrics.end_to_end.EndToEnd.to_dict`
        gives, else None), ``channels`` (each with ``is_essential``, ``gates``, their ``owners`` and
        ``chain`` of stakes, ``claims`` and ``sources``) and ``left_out`` (channels that do not
        count, with ``code`` and ``reason``). A channel is essential when no other can be closed by
        fewer of the owners who can close it.
        """
        return {
            **self.score.to_row(self.market),
            **interval_row(self.market, self.score.asset),
            "floor": str(self.market.floor),
            "summary": self.summary,
            "reason": self.reason,
            "shut_out": say_shut_out(self.market, self.score),
            "apart": say_apart(self.score),
            "way_out": say_way_out(self.market, self.score),
            "doubt": say_doubt(self.market, self.score),
            "end_to_end": self._describe_both_sides(),
            "channels": list(self.channels),
            "left_out": list(self.left_out),
        }

    def to_text(self, *, show_all: bool = False) -> str:
        """The essential as a report to read, or every listing and claim; no newline at the end."""
        return write_report(self.to_dict(), show_all=show_all)

    def _describe_both_sides(self) -> dict[str, Any] | None:
        entity = self.market.records.entities.get(self.score.asset)
        if entity is None or not is_kind(entity.kinds, "Assistant"):
            return None
        return trace_assistant(self.market, self.score.asset).to_dict(self.market)


def explain_asset(market: Market, asset: str) -> Explanation:
    """The captivity of one asset, explained.

    Parameters
    ----------
    market
        The market on the day and in the view asked for.
    asset
        The IRI of the asset.
    """
    score = score_asset(market, asset)
    evidence = _Evidence(market, frozenset(score.gate_sets))
    return Explanation(
        market=market,
        score=score,
        summary=say_score(market, score),
        reason=say_reason(market, score),
        channels=tuple(evidence.describe_route(r) for r in market.routes.get(asset, ())),
        left_out=tuple(evidence.describe_left_out(c) for c in market.left_out.get(asset, ())),
    )


class _Evidence:
    """Describes records as plain values, with the claims and sources about each."""

    def __init__(self, market: Market, essential: frozenset[GateSet]) -> None:
        self.market = market
        self.claims = index_claims(market.records)
        self.essential = essential

    def describe_route(self, route: Route) -> dict[str, Any]:
        return {
            **self._describe_channel(route.channel),
            "is_essential": route.owners in self.essential,
            "owners": self._names(route.owners),
            "gates": [self._describe_gate(gate, route.owners) for gate in route.gates],
            **self._evidence(route.channel.iri, route.channel.sources),
        }

    def describe_left_out(self, left_out: LeftOut) -> dict[str, Any]:
        return {
            **self._describe_channel(left_out.channel),
            "code": left_out.code,
            "reason": left_out.reason,
            **self._evidence(left_out.channel.iri, left_out.channel.sources),
        }

    def _describe_channel(self, channel: Channel) -> dict[str, Any]:
        return {
            **self._name(channel.iri),
            "platform": self._name(channel.platform),
            "listing_id": channel.listing_id,
            "seller": None if channel.seller is None else self._name(channel.seller),
            "access_mode": channel.access_mode,
            "stage": channel.stage,
            "exclusivity": channel.exclusivity,
            "valid_from": _day(channel.valid_from),
            "valid_to": _day(channel.valid_to),
            "precision": channel.precision,
            "confidence": str(channel.asserted),
            "denied": str(channel.denied),
        }

    def _describe_gate(self, gate: Gate, counted: frozenset[str]) -> dict[str, Any]:
        return {
            "role": gate.role,
            "thing": None if gate.thing is None else self._name(gate.thing),
            "party": self._name(gate.party),
            "is_known": gate.is_known,
            "through": None if gate.through is None else self._name(gate.through),
            "owners": [
                {
                    **self._name(owner),
                    "counts": owner in counted,
                    "group": self._names(self.market.ownership.group_of(owner)),
                    "chain": [
                        self._describe_stake(stake)
                        for stake in self.market.ownership.chain(gate.party, owner)
                    ],
                }
                for owner in sorted(gate.owners)
            ],
        }

    def _describe_stake(self, stake: Stake) -> dict[str, Any]:
        return {
            **self._name(stake.iri),
            "holder": self._name(stake.holder),
            "issuer": self._name(stake.issuer),
            "votes": str(votes_of(stake)),
            "confers_control": stake.confers_control,
            "valid_from": _day(stake.valid_from),
            "valid_to": _day(stake.valid_to),
            **self._evidence(stake.iri, stake.sources),
        }

    def _evidence(self, iri: str, own_sources: tuple[str, ...]) -> dict[str, Any]:
        claims = self.claims.get(iri, ())
        cited = dict.fromkeys(own_sources)
        cited.update(dict.fromkeys(source for claim in claims for source in claim.sources))
        return {
            "claims": [_describe_claim(claim) for claim in claims],
            "sources": [self._describe_source(source) for source in cited],
        }

    def _describe_source(self, iri: str) -> dict[str, Any]:
        source = self.market.records.sources.get(iri) or Source(iri, slug_of(iri))
        return {
            "name": slug_of(iri),
            "iri": iri,
            "title": source.title,
            "url": source.url,
            "issued": _day(source.issued),
        }

    def _name(self, iri: str) -> dict[str, Any]:
        return {"name": slug_of(iri), "iri": iri, "label": self.market.label(iri)}

    def _names(self, iris: Iterable[str]) -> list[dict[str, Any]]:
        return [self._name(iri) for iri in sorted(iris)]


def _describe_claim(claim: Claim) -> Mapping[str, Any]:
    return {
        "name": slug_of(claim.iri),
        "iri": claim.iri,
        "statement": claim.statement,
        "kind": claim.kind.removesuffix("Kind"),
        "polarity": claim.polarity,
        "confidence": str(claim.confidence),
        "locator": claim.locator,
        "recorded_on": _day(claim.recorded_on),
        "sources": list(claim.sources),
        "note": claim.note,
    }


def _day(day: object) -> str | None:
    return None if day is None else str(day)
