"""Build the shipped market files from the curated tables and the catalogs, byte for byte alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graph.catalogs.channels import CatalogMarket, resolve_catalog
from graph.catalogs.identity import load_resolver
from graph.catalogs.models_dev import CATALOG, read_base_models, read_catalog, read_history
from graph.catalogs.models_dev import read_registry as read_models
from graph.catalogs.ownership import KnownAsset, describe_ownership, read_ownership_csv
from graph.catalogs.platform_triples import describe_platforms, describe_table_source
from graph.catalogs.platforms import Platform, read_platform_csv, table_of
from graph.catalogs.quads import CatalogSource, describe_market
from graph.catalogs.turtle import write_turtle
from graph.errors import FileMissing, Finding

#: The state of the source tree that the shipped files were taken from.
SNAPSHOT = date(2026, 7, 2)
SOURCE = CatalogSource(CATALOG, SNAPSHOT, "https://github.com/anomalyco/models.dev", "f3fc692")

HEADING = (
    "{what}\n"
    "Made by `captivity build-market` from curated tables and open catalogs: edit those, not this."
)
OWNERSHIP = "Who controls whom: stakes, claims about control and distribution, and their sources."
PLATFORMS = "Platforms, what business each is in, who operates it, and how the catalogs name it."
LISTINGS = (
    "Models and where they are listed: models.dev at commit f3fc692 of 2026-07-02.\n"
    "models.dev is MIT licensed, Copyright (c) 2025 models.dev."
)


@dataclass(frozen=True, slots=True)
class BuiltMarket:
    """The files as bytes by name, the figures for the report, and what was odd in the input."""

    files: Mapping[str, bytes]
    counts: Mapping[str, int]
    findings: tuple[Finding, ...]


def build_market(catalogs: Path) -> BuiltMarket:
    """The shipped files made from the folder of catalogs.

    Raises
    ------
    FileMissing
        The folder lacks one of the files.
    CatalogRejected
        One of the files is broken.
    """
    platforms = read_platform_csv(read_input(catalogs / "platforms.csv"))
    base_models = read_base_models(read_input(catalogs / "models_dev.base_models.json"))
    reading = read_catalog(read_input(catalogs / "models_dev.api.json"), base_models)
    market = resolve_catalog(
        reading,
        load_resolver(),
        table_of(platforms),
        read_models(read_input(catalogs / "models_dev.models.json")),
        read_history(read_input(catalogs / "models_dev.history.csv")),
        SNAPSHOT,
    )
    facts = read_ownership_csv(read_input(catalogs / "ownership.csv"))
    known = {name: KnownAsset(a.label, a.developer) for name, a in market.assets.items()}
    ownership = [*describe_ownership(facts, platforms, known), *describe_table_source(SNAPSHOT)]
    triples = {
        "ownership.ttl": (ownership, OWNERSHIP),
        "platforms.ttl": (describe_platforms(platforms, SNAPSHOT), PLATFORMS),
        "catalog.ttl": (describe_market(market, SOURCE), LISTINGS),
    }
    files = {
        name: write_turtle(found, HEADING.format(what=what), ("src-", "listing/", "weights/"))
        for name, (found, what) in triples.items()
    }
    sizes = {f"triples in {name}": len(set(found)) for name, (found, _) in triples.items()}
    return BuiltMarket(files, count_market(platforms, len(facts), market) | sizes, reading.findings)


def count_market(platforms: list[Platform], facts: int, market: CatalogMarket) -> dict[str, int]:
    """The figures of the report."""
    checked = Counter(platform.checked for platform in platforms)
    return {
        "ownership facts": facts,
        "catalog providers mapped": sum(len(platform.keys) for platform in platforms),
        "platforms mapped": len(platforms),
        "platforms unverified": checked[False],
        **market.count(),
    }


def read_input(path: Path) -> bytes:
    """The content of one input file.

    Raises
    ------
    FileMissing
        It is not there or cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileMissing(
            "An input file is missing or cannot be read",
            str(path),
            "Give the folder that holds the catalog files.",
        ) from error
