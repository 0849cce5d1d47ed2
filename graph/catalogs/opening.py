"""Open a catalog wherever it is: a file, a folder, a web address, or its public one by default."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from graph.catalogs.copilot_tables import gather_tables
from graph.catalogs.fetching import fetch, is_address
from graph.catalogs.json_files import parse_json, read_within_limit
from graph.catalogs.models_dev import read_history, read_registry
from graph.catalogs.readers import (
    CATALOGS,
    CatalogSnapshot,
    find_catalog,
    read_catalog,
    read_content,
)

#: The catalog that its publisher keeps as a folder of tables.
TABLED = "github-copilot"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a catalog is and what is known about it.

    ``where`` is a file, a folder or a web address; None stands for the catalog's public address.
    ``base_models``, ``registry`` and ``history`` are files beside a models.dev catalog.
    ``snapshot`` is the day of the copy (today if None), ``version`` its commit or release.
    """

    catalog: str
    where: str | None = None
    snapshot: date | None = None
    version: str | None = None
    base_models: Path | None = None
    registry: Path | None = None
    history: Path | None = None
    is_installed: bool = False


def open_catalog(place: Place) -> CatalogSnapshot:
    """Everything that the catalog lists, read but not yet resolved.

    Raises
    ------
    UnknownEntity, FileMissing, InputTooLarge, CatalogRejected
        There is no such catalog or file, or it is none.
    InvalidInput, CatalogUnreachable
        The web address is not https, or gives nothing.
    """
    where = place.where or find_catalog(place.catalog).url
    if place.catalog == TABLED and not place.is_installed and is_folder(where):
        return add_files(open_tables(place, where), place)
    if place.is_installed or not is_address(where):
        snapshot = read_catalog(
            place.catalog,
            None if place.is_installed else Path(where),
            base_models=place.base_models,
            snapshot=place.snapshot,
            version=place.version,
        )
    else:
        snapshot = open_address(place, where)
    return add_files(snapshot, place)


def is_folder(where: str) -> bool:
    """Whether the place is a folder of files: on disk, or an address that ends like one."""
    return where.endswith("/") if is_address(where) else Path(where).is_dir()


def open_tables(place: Place, where: str) -> CatalogSnapshot:
    """The catalog that is a folder of tables, on disk or on the web."""

    def read(name: str) -> bytes:
        if is_address(where):
            return fetch(where + name)
        return read_within_limit(Path(where) / name)

    return read_content(
        place.catalog,
        gather_tables(read, where if is_address(where) else find_catalog(place.catalog).url),
        where,
        snapshot=place.snapshot,
        version=place.version,
        source_url=where if is_address(where) else None,
    )


def open_address(place: Place, url: str) -> CatalogSnapshot:
    """The catalog at a web address."""
    base_models = read_within_limit(place.base_models) if place.base_models else None
    return read_content(
        place.catalog,
        fetch(url),
        url.rstrip("/").rpartition("/")[2],
        base_models=base_models,
        snapshot=place.snapshot,
        version=place.version,
        source_url=url,
    )


def add_files(snapshot: CatalogSnapshot, place: Place) -> CatalogSnapshot:
    """The catalog with the history and the registry that the user names."""
    if place.history is not None:
        intervals = tuple(read_history(read_within_limit(place.history), place.history.name))
        snapshot = replace(snapshot, intervals=intervals)
    if place.registry is not None:
        registry = read_registry(read_within_limit(place.registry), place.registry.name)
        snapshot = replace(snapshot, registry=registry)
    return snapshot


def guess_catalog(where: str) -> str:
    """The catalog that a file is, by what it holds.

    Raises
    ------
    FileMissing, InputTooLarge, CatalogRejected
        The file cannot be read, or is no JSON.
    """
    if is_address(where):
        return next((kind.name for kind in CATALOGS.values() if kind.url == where), "models.dev")
    path = Path(where)
    document, _ = parse_json(read_within_limit(path), path.name)
    if isinstance(document, list):
        return "codex"
    values = document.values() if isinstance(document, dict) else ()
    if any(isinstance(value, dict) and "litellm_provider" in value for value in values):
        return "litellm"
    if isinstance(document, dict) and "models_and_pricing" in document:
        return "github-copilot"
    return "models.dev"
