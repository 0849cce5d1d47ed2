"""Build the shipped market files from the curated tables and the catalogs, byte for byte alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pyoxigraph import Triple

from graph.catalogs.channels import resolve_catalogs
from graph.catalogs.history import count_intervals
from graph.catalogs.identity import load_resolver
from graph.catalogs.models_dev import read_history, read_registry
from graph.catalogs.ownership import KnownAsset, describe_ownership, read_ownership_csv
from graph.catalogs.platform_triples import describe_platforms, describe_table_source
from graph.catalogs.platforms import Platform, add_evidence, read_platform_csv, table_of
from graph.catalogs.quads import describe_market, source_of
from graph.catalogs.readers import CatalogSnapshot, read_catalog
from graph.catalogs.records import CatalogMarket
from graph.catalogs.registry import describe_registry
from graph.catalogs.turtle import write_turtle
from graph.errors import FileMissing, Finding


@dataclass(frozen=True, slots=True)
class Edition:
    """One copy of a catalog that is shipped: where it lies, what it is, and the file made of it."""

    catalog: str
    input: str
    output: str
    snapshot: date
    version: str
    what: str


#: The first that lists a model describes it. Where a file carries no date, the day is the one on
#: which the copy was received.
EDITIONS = (
    Edition(
        "models.dev",
        "models_dev.api.json",
        "catalog.ttl",
        date(2026, 7, 2),
        "f3fc692",
        "Models and where they were listed from 2025-06-04 on: models.dev at commit f3fc692 of "
        "2026-07-02\nwith its history. MIT licensed, Copyright (c) 2025 models.dev.",
    ),
    Edition(
        "litellm",
        "litellm.json",
        "litellm.ttl",
        date(2026, 11, 12),
        "1.109.1",
        "Models and where they are listed: the price map of LiteLLM 1.109.1 of 2026-11-12.\n"
        "MIT licensed, Copyright (c) 2023 Berri AI.",
    ),
    Edition(
        "github-copilot",
        "github_copilot.json",
        "copilot.ttl",
        date(2026, 11, 22),
        "024f6b0",
        "Models inside GitHub Copilot and who hosts them: the tables of github/docs.\n"
        "CC BY 4.0, (c) GitHub; seen on 2026-11-22.",
    ),
    Edition(
        "codex",
        "codex_models.json",
        "codex.ttl",
        date(2026, 11, 22),
        "main",
        "Models inside Codex: the model list of openai/codex, seen on 2026-11-22.\n"
        "Apache-2.0, Copyright 2025 OpenAI.",
    ),
)
#: The state of the source tree that the platform table and the listings were taken from.
SNAPSHOT = EDITIONS[0].snapshot

HEADING = (
    "{what}\n"
    "Made by `captivity build-market` from curated tables and open catalogs: edit those, not this."
)
OWNERSHIP = "Who controls whom: stakes, claims about control and distribution, and their sources."
PLATFORMS = "Platforms, what business each is in, who operates it, and how the catalogs name it."
REGISTRY = "Which models the models.dev registry describes: the core of the market."
GROUPS = ("src-", "listing/", "weights/")


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
    snapshots = read_editions(catalogs)
    platforms = add_evidence(
        read_platform_csv(read_input(catalogs / "platforms.csv")), list_pages(snapshots)
    )
    market = resolve_catalogs(snapshots, load_resolver(), table_of(platforms))
    facts = read_ownership_csv(read_input(catalogs / "ownership.csv"))
    known = {name: KnownAsset(a.label, a.developer) for name, a in market.assets.items()}
    ownership = [*describe_ownership(facts, platforms, known), *describe_table_source(SNAPSHOT)]
    triples = {
        "ownership.ttl": (ownership, OWNERSHIP),
        "platforms.ttl": (describe_platforms(platforms, SNAPSHOT), PLATFORMS),
        **describe_editions(market, snapshots),
        "registry.ttl": (describe_core(market, snapshots[0]), REGISTRY),
    }
    files = {
        name: write_turtle(found, HEADING.format(what=what), GROUPS)
        for name, (found, what) in triples.items()
    }
    return BuiltMarket(
        files,
        count_tables(platforms, len(facts))
        | count_listings(market, snapshots)
        | {f"triples in {name}": len(set(found)) for name, (found, _) in triples.items()}
        | {"bytes in all files": sum(map(len, files.values()))},
        tuple(finding for snapshot in snapshots for finding in snapshot.findings),
    )


def read_editions(catalogs: Path) -> list[CatalogSnapshot]:
    """Every catalog of the folder, models.dev with its history and its registry."""
    base_models = catalogs / "models_dev.base_models.json"
    first, *others = (
        read_catalog(
            edition.catalog,
            catalogs / edition.input,
            base_models=base_models if edition.catalog == "models.dev" else None,
            snapshot=edition.snapshot,
            version=edition.version,
        )
        for edition in EDITIONS
    )
    first = replace(
        first,
        intervals=tuple(read_history(read_input(catalogs / "models_dev.history.csv"))),
        registry=read_registry(read_input(catalogs / "models_dev.models.json")),
    )
    return [first, *others]


def split_market(market: CatalogMarket, catalog: str) -> CatalogMarket:
    """The part of the market that one catalog lists."""
    return market.only(lambda channel: channel.listing.catalog == catalog)


def describe_editions(
    market: CatalogMarket, snapshots: Sequence[CatalogSnapshot]
) -> dict[str, tuple[list[Triple], str]]:
    """The triples and the heading of each catalog file; a model stands in the first that has it."""
    described: set[str] = set()
    files = {}
    for edition, snapshot in zip(EDITIONS, snapshots, strict=True):
        part = split_market(market, snapshot.catalog)
        files[edition.output] = (
            describe_market(part, source_of(snapshot), described, market.assets),
            edition.what,
        )
        described |= part.assets.keys()
    return files


def list_pages(snapshots: Sequence[CatalogSnapshot]) -> dict[str, str]:
    """The page that a catalog names for each provider, by catalog key."""
    return {
        f"{snapshot.catalog}:{provider.key}": provider.url
        for snapshot in snapshots
        for provider in snapshot.providers
    }


def describe_core(market: CatalogMarket, snapshot: CatalogSnapshot) -> list[Triple]:
    """The registry of the snapshot, as far as its models are listed anywhere."""
    slugs = {name: asset.slug for name, asset in market.assets.items()}
    source = source_of(snapshot).slug
    return describe_registry(snapshot.registry or (), slugs, source, snapshot.snapshot_date)


def count_tables(platforms: Sequence[Platform], facts: int) -> dict[str, int]:
    """The figures of the curated tables."""
    checked = Counter(platform.checked for platform in platforms)
    return {
        "ownership facts": facts,
        "catalog providers mapped": sum(len(platform.keys) for platform in platforms),
        "platforms mapped": len(platforms),
        "platforms unverified": checked[False],
    }


def count_listings(market: CatalogMarket, snapshots: Sequence[CatalogSnapshot]) -> dict[str, int]:
    """The figures of all catalogs together, then of each, named ``catalog: figure``."""
    return dict([*market.count().items(), *count_each(market, snapshots)])


def count_each(
    market: CatalogMarket, snapshots: Sequence[CatalogSnapshot]
) -> Iterator[tuple[str, int]]:
    """Yield the figures of each catalog."""
    for snapshot in snapshots:
        counts = {"entries": len(snapshot.listings)}
        counts["entries that are no model"] = len(snapshot.listings) - len(snapshot.models)
        counts["entries hidden from users"] = sum(item.hidden for item in snapshot.models)
        if snapshot.intervals:
            counts |= count_intervals(snapshot.intervals)
        counts |= split_market(market, snapshot.catalog).count()
        yield from ((f"{snapshot.catalog}: {what}", count) for what, count in counts.items())


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
