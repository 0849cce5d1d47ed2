"""What of the market a reader wants to see: kinds, owners, access, stages, a population.

A filter chooses what is shown, never what is true: the captivity of a model is that of the whole
market on the day, whatever of its roads are in sight. What counts as a road at all (the day, the
perspective, resale, the confidence) is the viewpoint's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass

from graph.market.columns import slug_of
from graph.market.gates import OPEN_WEIGHTS, Route
from graph.market.kinds import is_kind
from graph.market.market import Market
from graph.market.populations import POPULATIONS
from graph.market.records import LIVE_STAGES
from graph.terms import ID_BASE
from web.choices import one_of

KINDS = ("Model", "Assistant", "ModelFamily")
ACCESS_MODES = ("RawAPI", "Embedded", "ManagedAgent", OPEN_WEIGHTS, "AccessUnstated")
STAGES = tuple(sorted(LIVE_STAGES))
#: Models that one owner can shut out, and all others.
ROADS = ("captive", "open")

Shown = Mapping[str, tuple[Route, ...]]


@dataclass(frozen=True, slots=True)
class Filters:
    """The choices of an address; an empty one chooses nothing out.

    ``kind``, ``access`` and ``stage`` are local names of the vocabulary, ``owner`` and ``vendor``
    IRIs, ``population`` the name of one, ``roads`` is ``"captive"`` or ``"open"``.
    """

    kind: str = ""
    population: str = ""
    owner: str = ""
    vendor: str = ""
    access: str = ""
    stage: str = ""
    roads: str = ""

    def args(self) -> dict[str, str]:
        """The part of an address that restores them; entities by their slugs."""
        return {name: slug_of(value) for name, value in asdict(self).items() if value}

    def fits_asset(self, market: Market, asset: str, *, is_captive: bool) -> bool:
        """Whether the asset is of the kind, vendor and captivity asked for."""
        entity = market.records.entities.get(asset)
        if self.kind and not (entity and is_kind(entity.kinds, self.kind)):
            return False
        if self.vendor and not (entity and self.vendor in entity.developers):
            return False
        return not self.roads or (self.roads == "captive") == is_captive

    def fits_route(self, route: Route) -> bool:
        """Whether the channel is of the access mode and stage, and the owner can close it."""
        return (
            self.access in ("", route.channel.access_mode)
            and self.stage in ("", route.channel.stage)
            and (not self.owner or self.owner in route.owners)
        )


def read_filters(args: Mapping[str, str]) -> Filters:
    """The filters of an address.

    Raises
    ------
    InvalidInput
        A kind, population, access mode, stage or sort of road that there is not.
    """
    return Filters(
        kind=one_of("kind", args.get("kind", ""), ("", *KINDS)),
        population=one_of("population", args.get("population", ""), ("", *POPULATIONS)),
        owner=full_iri(args.get("owner", "")),
        vendor=full_iri(args.get("vendor", "")),
        access=one_of("access mode", args.get("access", ""), ("", *ACCESS_MODES)),
        stage=one_of("stage", args.get("stage", ""), ("", *STAGES)),
        roads=one_of("sort of road", args.get("roads", ""), ("", *ROADS)),
    )


def full_iri(name: str) -> str:
    """The IRI behind a slug; an IRI and the empty text stay what they are.

    >>> full_iri("openai"), full_iri("https://example.org/x")
    ('https://w3id.org/captivity/id/openai', 'https://example.org/x')
    """
    return name if not name or "://" in name else ID_BASE + name


def select_routes(
    market: Market, filters: Filters, captive: Collection[str], members: Collection[str] | None
) -> Shown:
    """Asset -> its live channels that fit the filters; assets without any are left out.

    Parameters
    ----------
    market
        The market of the viewpoint.
    filters
        What the reader chose.
    captive
        The assets that some owner can shut out.
    members
        The population; None for everything.
    """
    found: dict[str, tuple[Route, ...]] = {}
    for asset, routes in market.routes.items():
        if members is not None and asset not in members:
            continue
        if filters.fits_asset(market, asset, is_captive=asset in captive) and (
            kept := tuple(route for route in routes if filters.fits_route(route))
        ):
            found[asset] = kept
    return found
