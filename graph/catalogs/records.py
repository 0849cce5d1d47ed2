"""The market that catalogs describe: models, and one dated channel for every listing interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from graph.catalogs.identity import UNRESOLVED, Identity
from graph.catalogs.listing import Listing
from graph.catalogs.organisations import Organisation
from graph.catalogs.platforms import Platform

#: Models that hand-written files already name under a flat slug.
KNOWN_ASSETS = {"microsoft/mai-code-1-flash": "mai-code-1-flash"}
#: The stage of a listing whose end the catalog states, whatever else it says.
ENDED = "Withdrawn"


@dataclass(frozen=True, slots=True)
class CatalogAsset:
    """One model with everything that the listings of it agree on.

    ``first_seen`` is the first day on which any listing of it holds, with its ``precision``.
    ``modality`` is a name of the ontology's code list.
    """

    canonical: str
    label: str
    developer: Organisation
    modality: str = "Text"
    released: date | None = None
    is_open: bool = False
    weights_url: str | None = None
    first_seen: date | None = None
    precision: str = "FirstListed"

    @property
    def slug(self) -> str:
        """The slug of the model."""
        return asset_slug(self.canonical)


def asset_slug(canonical: str) -> str:
    """The slug of the model of that canonical name."""
    return KNOWN_ASSETS.get(canonical, canonical)


Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class CatalogChannel:
    """One listing over one period as a channel.

    ``stage``, ``access_mode``, ``set_aside`` and ``precision`` are names of the code lists,
    ``host`` the slug of a cloud; ``alternative`` repeats it where the catalog names several hosts.
    The period is half-open. ``is_detailed`` is false for a listing of which only the id is known,
    because it ended before the file was written. ``replaces`` is the slug of the channel of which
    this one is the sequel or the correction, ``upstream`` that of the channel that answers for
    this one. ``seller`` and ``biller`` are slugs of organisations
    that are described elsewhere, None where they are the operator of the platform.
    """

    slug: str
    listing: Listing
    identity: Identity
    platform: Platform
    access_mode: str
    stage: str
    set_aside: str | None
    valid_from: date | None
    valid_to: date | None = None
    precision: str | None = "FirstListed"
    host: str | None = None
    is_detailed: bool = True
    replaces: str | None = None
    upstream: str | None = None
    seller: str | None = None
    biller: str | None = None
    alternative: str = ""

    @property
    def key(self) -> Key:
        """What stays the same over time: provider, model id, and which of several hosts."""
        return self.listing.provider, self.listing.model_id, self.alternative

    @property
    def is_open(self) -> bool:
        """Whether the listing still stands."""
        return self.valid_to is None


@dataclass(frozen=True, slots=True)
class CatalogMarket:
    """What one or more catalogs say about the market, resolved."""

    assets: Mapping[str, CatalogAsset]
    channels: tuple[CatalogChannel, ...]
    new_platforms: tuple[Platform, ...]

    def only(self, keep: Callable[[CatalogChannel], bool]) -> CatalogMarket:
        """The market of these channels alone, with the models and platforms that they need."""
        return self.holding(tuple(channel for channel in self.channels if keep(channel)))

    def holding(self, channels: tuple[CatalogChannel, ...]) -> CatalogMarket:
        """These channels with the models and platforms that they need."""
        models = {channel.identity.canonical for channel in channels}
        platforms = {channel.platform.slug for channel in channels}
        return CatalogMarket(
            {name: asset for name, asset in self.assets.items() if name in models},
            channels,
            tuple(platform for platform in self.new_platforms if platform.slug in platforms),
        )

    def count(self) -> dict[str, int]:
        """The figures of the report, in the order in which to print them.

        Those about identity are of the listings that still stand.
        """
        standing = [channel for channel in self.channels if channel.is_open]
        methods = Counter(channel.identity.method for channel in standing)
        return {
            "providers": len({channel.listing.provider for channel in self.channels}),
            "platforms": len({channel.platform.slug for channel in self.channels}),
            "new platforms": len(self.new_platforms),
            "listings": len({channel.key[:2] for channel in standing}),
            "channels": len(self.channels),
            "channels that ended": len(self.channels) - len(standing),
            "models": len(self.assets),
            "labs": len({asset.developer.slug for asset in self.assets.values()}),
            "models with open weights": sum(a.is_open for a in self.assets.values()),
            **{
                f"resolved by {method}": methods[method]
                for method in sorted(methods)
                if method != UNRESOLVED
            },
            "unresolved": methods[UNRESOLVED],
            "set aside": sum(channel.set_aside is not None for channel in standing),
        }
