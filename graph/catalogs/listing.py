"""What every catalog importer yields: providers, listings and what was wrong with the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.errors import Finding

#: The kind of a listing that is no model: a search, a guardrail, a tier of prices.
NO_MODEL = "none"


@dataclass(frozen=True, slots=True)
class Provider:
    """One seller as a catalog names it."""

    key: str
    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One model id that one provider offers.

    ``status`` is the catalog's own word (``"deprecated"``, ``"beta"``, ``"alpha"``) or empty.
    ``base_model`` is the catalog's statement of which model it is, where it makes one.
    ``released`` is the catalog's release date of the model, None when it has no usable one;
    ``retires`` the day on which this listing ends or ended. ``kind`` says what the model makes
    (``text``, ``image``, ``embedding`` ...), ``none`` that the listing is no model. ``surfaces``
    are the clients of a product in which the model is offered, ``hosts`` who runs it for the
    seller, ``plans`` the plans that include it. ``in_api`` says whether it can also be called;
    None where the catalog does not say. ``hidden`` listings are not shown to users of the product.
    """

    catalog: str
    provider: str
    model_id: str
    name: str = ""
    status: str = ""
    open_weights: bool | None = None
    released: date | None = None
    base_model: str | None = None
    kind: str = "text"
    retires: date | None = None
    source_url: str = ""
    surfaces: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    in_api: bool | None = None
    hidden: bool = False

    @property
    def is_model(self) -> bool:
        """Whether the listing is a model at all, and not a search or a price tier."""
        return self.kind != NO_MODEL

    @property
    def entry(self) -> str:
        """How a report names this listing."""
        return f"{self.provider} {self.model_id}"


@dataclass(frozen=True, slots=True)
class Interval:
    """One period, half-open, over which a catalog listed a model id; no end means still listed."""

    provider: str
    model_id: str
    first_listed: date
    last_listed: date | None


@dataclass(frozen=True, slots=True)
class RegistryModel:
    """One model of a catalog's curated registry."""

    key: str
    name: str
    open_weights: bool | None = None
    released: date | None = None
    weights_url: str | None = None


@dataclass(frozen=True, slots=True)
class CatalogReading:
    """A whole catalog file: what could be read and a finding for every entry that could not.

    Listings whose only fault is a date are kept without the date.
    """

    providers: tuple[Provider, ...]
    listings: tuple[Listing, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def violations(self) -> tuple[Finding, ...]:
        """The findings that stop an import unless the user asks to keep going."""
        return tuple(finding for finding in self.findings if finding.severity == "violation")
