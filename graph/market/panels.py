"""Fixed panels of catalog providers: a trend counts the same sellers on every day.

A catalog grows, and every seller that it adds looks like a new road for old models. On a panel
only the offers change. Dates are first and last listings, "what the catalog knew".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from graph.market.ownership import Ownership, close_ownership
from graph.market.records import Channel, MarketRecords
from graph.market.support import supported_stakes
from graph.suggest import require_known
from graph.terms import ID_BASE

__all__ = ["PANELS", "Panel", "TrendPoint", "count_owners_over_time", "find_panel"]


@dataclass(frozen=True, slots=True)
class Panel:
    """Providers of one catalog, written ``<catalog>/<provider>`` as in the IRI of a listing.

    An empty tuple of providers stands for all of them: no panel, kept for comparison.
    """

    name: str
    definition: str
    providers: tuple[str, ...]

    def holds(self, channel: Channel) -> bool:
        """Whether the channel is a listing of the panel that no catalog importer set aside."""
        found = provider_of(channel.iri)
        if found is None or channel.set_aside is not None:
            return False
        return not self.providers or found in self.providers


EIGHT = tuple(
    f"models.dev/{provider}"
    for provider in (
        "amazon-bedrock",
        "anthropic",
        "azure",
        "github-copilot",
        "google",
        "google-vertex",
        "openai",
        "xai",
    )
)

PANELS: Mapping[str, Panel] = {
    panel.name: panel
    for panel in (
        Panel(
            "eight",
            "Eight models.dev providers, all listed since 2025-06-23: the own services of "
            "Anthropic, Google, OpenAI and xAI, and Amazon Bedrock, Azure, GitHub Copilot, "
            "Vertex AI.",
            EIGHT,
        ),
        Panel("all", "Every catalog provider that is not set aside: no fixed panel.", ()),
    )
}


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """Owners per model of one lab on one day: ``pairs`` (model, owner) over ``models``."""

    day: date
    models: int
    pairs: int

    @property
    def owners_per_model(self) -> Fraction | None:
        """The mean number of distinct owners through whom a model is listed; None of no model."""
        return Fraction(self.pairs, self.models) if self.models else None


def provider_of(iri: str) -> str | None:
    """The catalog and provider of a listing, as ``<catalog>/<provider>``; None of no listing.

    >>> provider_of("https://w3id.org/captivity/id/listing/models.dev/openai/gpt-5.5")
    'models.dev/openai'
    """
    parts = iri.removeprefix(f"{ID_BASE}listing/").split("/", 2)
    return "/".join(parts[:2]) if iri.startswith(f"{ID_BASE}listing/") else None


def find_panel(name: str) -> Panel:
    """The panel of that name.

    Raises
    ------
    UnknownEntity
        There is none; the message says which was meant.
    """
    return require_known(name, PANELS, "panel")


def count_owners_over_time(
    records: MarketRecords, panel: Panel, developer: str, days: Iterable[date]
) -> list[TrendPoint]:
    """Owners per model of one developer on each day, on the panel alone.

    Parameters
    ----------
    records
        The records of all dates.
    panel
        Which listings count.
    developer
        The IRI of the organisation that developed the models.
    days
        The days to look at; a point comes for each, in this order.
    """
    made = {e.iri for e in records.entities.values() if developer in e.developers}
    channels = [c for c in records.channels.values() if c.asset in made and panel.holds(c)]
    stakes = supported_stakes(records)
    return [_count_on(day, channels, records, close_ownership(stakes, day)) for day in days]


def _count_on(
    day: date, channels: Iterable[Channel], records: MarketRecords, ownership: Ownership
) -> TrendPoint:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for channel in channels:
        if channel.is_live(day):
            platform = records.entities.get(channel.platform)
            parties = (platform.operators if platform else ()) or (channel.platform,)
            owners[channel.asset].update(*map(ownership.ultimate_owners, parties))
    return TrendPoint(day, len(owners), sum(map(len, owners.values())))
