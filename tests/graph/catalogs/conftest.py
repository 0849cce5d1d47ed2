"""The real catalog files, read once for all tests of the importers."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.catalogs.identity import Identity, Resolver, load_resolver
from graph.catalogs.listing import CatalogReading
from graph.catalogs.models_dev import read_base_models, read_catalog, read_registry


@pytest.fixture(scope="session")
def catalogs(shared: Path) -> Path:
    """The folder of catalog files."""
    return shared / "catalogs"


@pytest.fixture(scope="session")
def reading(catalogs: Path) -> CatalogReading:
    """The whole models.dev file with what its tree states about identity."""
    base_models = read_base_models((catalogs / "models_dev.base_models.json").read_bytes())
    return read_catalog((catalogs / "models_dev.api.json").read_bytes(), base_models)


@pytest.fixture(scope="session")
def resolver() -> Resolver:
    """The resolver with the shipped decisions."""
    return load_resolver()


@pytest.fixture(scope="session")
def identities(reading: CatalogReading, resolver: Resolver) -> dict[tuple[str, str], Identity]:
    """The identity of every listing by (provider, model id)."""
    return {(item.provider, item.model_id): resolver.resolve(item) for item in reading.listings}


@pytest.fixture(scope="session")
def registry_names(catalogs: Path) -> list[str]:
    """Every ``lab/model`` of the curated registry."""
    return sorted(read_registry((catalogs / "models_dev.models.json").read_bytes()))


@dataclass(frozen=True, slots=True)
class Expected:
    """One hand-checked listing."""

    provider: str
    model_id: str
    lab: str
    canonical: str


@pytest.fixture(scope="session")
def hand_checked(catalogs: Path) -> list[Expected]:
    """The hand-checked models.dev listings of both files."""
    rows: list[Expected] = []
    for name in ("identity.sample.csv", "mini.expected.csv"):
        with (catalogs / name).open(encoding="utf-8", newline="") as handle:
            rows += [
                Expected(row["provider"], row["model_id"], row["lab"], row["canonical_model"])
                for row in csv.DictReader(handle)
                if row["catalog"] == "models.dev"
            ]
    return rows
