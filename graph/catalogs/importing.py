"""One catalog file, read, resolved and turned into the Turtle of one load."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode, Triple

from graph.catalogs.channels import CatalogMarket, resolve_catalog
from graph.catalogs.identity import load_resolver
from graph.catalogs.listing import CatalogReading
from graph.catalogs.models_dev import (
    CATALOG,
    read_base_models,
    read_catalog,
    read_history,
    read_registry,
)
from graph.catalogs.platforms import PlatformTable
from graph.catalogs.quads import CatalogSource, describe_market
from graph.catalogs.turtle import resource, write_turtle
from graph.errors import CatalogRejected, Finding

HOME = "https://github.com/anomalyco/models.dev"
HEADING = "Listings of {catalog} as of {snapshot}, imported by captivity."

#: Whether a node is in the store already.
Known = Callable[[NamedNode], bool]


@dataclass(frozen=True, slots=True)
class CatalogFiles:
    """The content of the catalog and of the files beside it, those that were given."""

    catalog: bytes
    name: str = "api.json"
    base_models: bytes | None = None
    registry: bytes | None = None
    history: bytes | None = None


@dataclass(frozen=True, slots=True)
class CatalogImport:
    """What an import would load: the market, its triples, and what was wrong with the file."""

    market: CatalogMarket
    triples: tuple[Triple, ...]
    source: CatalogSource
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        """The file name of the load."""
        return f"{self.source.catalog}-{self.source.snapshot.isoformat()}.ttl"

    def without(self, is_known: Known) -> tuple[Triple, ...]:
        """What the store does not know yet, with what new listings refer to; else nothing.

        Listings that the store has stay as they are, however this file describes them.
        """
        new = self.market.only(lambda channel: not is_known(resource(channel.slug)))
        if not new.channels:
            return ()
        triples = describe_market(new, self.source)
        subjects = {triple.subject for triple in triples}
        known = {node for node in subjects if isinstance(node, NamedNode) and is_known(node)}
        return tuple(triple for triple in triples if triple.subject not in known)

    def to_turtle(self, triples: Iterable[Triple]) -> bytes:
        """These triples as the file of the load."""
        heading = HEADING.format(catalog=self.source.catalog, snapshot=self.source.snapshot)
        return write_turtle(triples, heading, ("src-", "listing/", "weights/"))


def import_models_dev(
    files: CatalogFiles, table: PlatformTable, snapshot: date, *, keep_going: bool = False
) -> CatalogImport:
    """Everything that a models.dev file says about the market on that day.

    Raises
    ------
    CatalogRejected
        An entry is broken and ``keep_going`` is false, or the file as a whole is no catalog.
    """
    base_models = read_base_models(files.base_models) if files.base_models else None
    reading = read_catalog(files.catalog, base_models, files.name)
    if reading.violations and not keep_going:
        raise reject(reading, files.name)
    market = resolve_catalog(
        reading,
        load_resolver(),
        table,
        read_registry(files.registry) if files.registry else None,
        read_history(files.history) if files.history else (),
        snapshot,
    )
    digest = hashlib.sha256(files.catalog).hexdigest()
    source = CatalogSource(CATALOG, snapshot, HOME, f"sha256:{digest}")
    return CatalogImport(market, tuple(describe_market(market, source)), source, reading.findings)


def reject(reading: CatalogReading, name: str) -> CatalogRejected:
    """The refusal of a catalog with broken entries, one finding for each."""
    count = len(reading.violations)
    return CatalogRejected(
        f"The catalog has {count} broken {'entry' if count == 1 else 'entries'}",
        name,
        f"Nothing was loaded. Correct it, or load the {len(reading.listings)} listings that can be "
        "read with --keep-going.",
        findings=reading.violations,
    )
