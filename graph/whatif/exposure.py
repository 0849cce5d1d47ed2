"""What a vendor, an assistant or a buyer loses if one owner refuses, for every owner.

A vendor is asked about the assets that it, or what it controls, developed; an assistant about its
supply, the assets that can be had through it; a buyer about a list of assets. An owner who refuses
takes every road on which it stands: an asset is lost when that is all of them, and keeps another
road when it is only some.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from graph.errors import UnknownEntity
from graph.market.columns import slug_of
from graph.market.gates import Owners
from graph.market.kinds import is_kind
from graph.market.market import Family, Market
from graph.market.names import NameIndex
from graph.metrics.captivity import fraction_text
from graph.metrics.words import say_list, say_number
from graph.whatif.told import VIEWED

VENDOR, ASSISTANT, BUYER = "vendor", "assistant", "buyer"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What one owner's refusal does: assets ``lost``, and assets that keep another road.

    ``is_own`` says that the owner is the group of the subject itself.
    """

    owner: str
    is_own: bool
    lost: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exposure:
    """Every owner on whom a subject depends, the one who can take most first.

    Attributes
    ----------
    kind, subject
        ``"vendor"``, ``"assistant"`` or ``"buyer"``, and the IRIs that it was asked about.
    live, closed
        The assets with a live road, and those without any, sorted by IRI.
    """

    kind: str
    subject: tuple[str, ...]
    live: tuple[str, ...]
    closed: tuple[str, ...]
    refusals: tuple[Refusal, ...]

    def share_lost(self, refusal: Refusal) -> Fraction | None:
        """The share of the live assets that are lost, in [0, 1]; None when none is live."""
        return Fraction(len(refusal.lost), len(self.live)) if self.live else None

    def share_touched(self, refusal: Refusal) -> Fraction | None:
        """The share of the live assets that lose any road, in [0, 1]; None when none is live."""
        touched = len(refusal.lost) + len(refusal.kept)
        return Fraction(touched, len(self.live)) if self.live else None


def find_exposure(market: Market, index: NameIndex, names: Sequence[str]) -> Exposure:
    """The exposure of whatever the names are of.

    Raises
    ------
    UnknownEntity
        A name fits nothing, or one of several is no asset.
    """
    found = [index.resolve(name) for name in names]
    entities = market.records.entities
    kinds = [entities[iri].kinds if iri in entities else frozenset[str]() for iri in found]
    if len(found) == 1:
        if is_kind(kinds[0], "Organization"):
            return expose_vendor(market, found[0])
        if is_kind(kinds[0], "Assistant") and assets_through(market, found[0]):
            return expose_assistant(market, found[0])
    for iri, kind in zip(found, kinds, strict=True):
        if not is_kind(kind, "Asset"):
            raise UnknownEntity(
                "Neither a vendor, an assistant nor an asset",
                slug_of(iri),
                "Give one vendor or assistant, or the assets that a buyer uses.",
            )
    return expose_buyer(market, found)


def expose_vendor(market: Market, organisation: str) -> Exposure:
    """What the developer of assets loses if one owner refuses; also what it controls developed."""
    controls = market.ownership.controls
    assets = [
        entity.iri
        for entity in market.records.entities.values()
        if any(controls(organisation, maker) for maker in entity.developers)
    ]
    own = market.ownership.ultimate_owners(organisation)
    return _expose(VENDOR, (organisation,), assets, market.families, own)


def expose_assistant(market: Market, assistant: str) -> Exposure:
    """What an assistant loses of its supply, the assets whose live roads lead through it."""
    families: defaultdict[str, set[Owners]] = defaultdict(set)
    for asset in assets_through(market, assistant):
        for route in market.routes.get(asset, ()):
            if route.channel.platform == assistant:
                families[asset].add(route.owners)
    entity = market.records.entities.get(assistant)
    parties = (entity.operators if entity is not None else ()) or (assistant,)
    own = frozenset[str]().union(*map(market.ownership.ultimate_owners, parties))
    found = {asset: frozenset(family) for asset, family in families.items()}
    return _expose(ASSISTANT, (assistant,), found, found, own)


def expose_buyer(market: Market, assets: Iterable[str]) -> Exposure:
    """What somebody who uses these assets loses if one owner refuses."""
    wanted = tuple(dict.fromkeys(assets))
    return _expose(BUYER, wanted, wanted, market.families, frozenset())


def assets_through(market: Market, platform: str) -> list[str]:
    """The assets with a live channel through the platform that counts, sorted by IRI."""
    import numpy as np

    number = market.table.codes["platform"].get(platform)
    if number is None:
        return []
    columns = market.table.columns
    rows = np.flatnonzero(market.live.counted & (columns.platform == number))
    return sorted({market.table.channels[row].asset for row in rows.tolist()})


def _expose(
    kind: str,
    subject: tuple[str, ...],
    assets: Iterable[str],
    families: Mapping[str, Family],
    own: Owners,
) -> Exposure:
    lost: defaultdict[str, list[str]] = defaultdict(list)
    kept: defaultdict[str, list[str]] = defaultdict(list)
    live = sorted(asset for asset in assets if asset in families)
    for asset in live:
        veto = frozenset.intersection(*families[asset])
        for owner in frozenset[str]().union(*families[asset]):
            (lost if owner in veto else kept)[owner].append(asset)
    refusals = [
        Refusal(owner, owner in own, tuple(lost[owner]), tuple(kept[owner]))
        for owner in lost.keys() | kept.keys()
    ]
    refusals.sort(key=lambda one: (-len(one.lost), -len(one.kept), one.owner))
    closed = tuple(sorted(asset for asset in assets if asset not in families))
    return Exposure(kind, subject, tuple(live), closed, tuple(refusals))


def tell_exposure(market: Market, found: Exposure) -> dict[str, Any]:
    """The exposure as plain JSON values: shares are of the live assets, as fractions."""
    return {
        "kind": found.kind,
        "subject": [slug_of(one) for one in found.subject],
        "labels": [market.label(one) for one in found.subject],
        "as_of": market.as_of.isoformat(),
        "view": str(market.view),
        "live": [slug_of(asset) for asset in found.live],
        "no_channel": [slug_of(asset) for asset in found.closed],
        "owners": [_tell_refusal(market, found, one) for one in found.refusals],
        "summary": say_exposure(market, found),
    }


def _tell_refusal(market: Market, found: Exposure, one: Refusal) -> dict[str, Any]:
    return {
        "owner": slug_of(one.owner),
        "label": market.label(one.owner),
        "own": one.is_own,
        "lost_count": len(one.lost),
        "share_lost": fraction_text(found.share_lost(one)),
        "kept_count": len(one.kept),
        "share_touched": fraction_text(found.share_touched(one)),
        "lost": [slug_of(asset) for asset in one.lost],
        "kept": [slug_of(asset) for asset in one.kept],
    }


def say_exposure(market: Market, found: Exposure) -> str:
    """Who can take most, in a sentence or two, with the day, the view and the number of assets."""
    names = say_list([market.label(one) for one in found.subject])
    what = {
        VENDOR: f"{names}, which developed",
        ASSISTANT: f"{names}, through which can be had",
        BUYER: "A buyer of",
    }[found.kind]
    where = f"on {market.as_of}{VIEWED[market.view]}"
    if not found.live:
        none = f"{names}: no asset with a live road {where}"
        return f"{none}, so there is nothing to lose that the graph knows of."
    count = say_number(len(found.live), "asset")
    told = f"{what} {count} with a live road {where}: "
    others = [one for one in found.refusals if not one.is_own]
    worst = [one for one in others if one.lost and len(one.lost) == len(others[0].lost)]
    if not worst:
        return f"{told}nobody else can take any of them alone."
    owners = say_list([market.label(one.owner) for one in worst], "or")
    lost = say_number(len(worst[0].lost))
    share = found.share_lost(worst[0])
    return f"{told}if {owners} refuses, {lost} of them ({share}) cannot be had any more."
