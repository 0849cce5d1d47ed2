"""Read the source tree of models.dev: a git checkout with one TOML file for every listing."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from graph.catalogs.faults import Report, broken, text_of
from graph.catalogs.git_log import read_commit, read_events, to_intervals
from graph.catalogs.json_files import read_within_limit
from graph.catalogs.listing import CatalogReading, Interval, Listing, Provider, RegistryModel
from graph.catalogs.models_dev import make_registry_model, read_listing
from graph.errors import CatalogRejected, FileMissing

PROVIDERS, MODELS, SUFFIX = "providers", "models", ".toml"


@dataclass(frozen=True, slots=True)
class TreeReading:
    """What a checkout says today, and what its history says about every day before."""

    reading: CatalogReading
    registry: dict[str, RegistryModel]
    intervals: tuple[Interval, ...]
    commit: str
    day: date


def read_tree(folder: Path) -> TreeReading:
    """The listings, the registry and the full listing history of a checkout.

    Raises
    ------
    FileMissing
        The folder is not there.
    CatalogRejected
        It is no checkout of models.dev, or git cannot read its history.
    """
    if not folder.is_dir():
        raise FileMissing("No such folder", str(folder), "Name a checkout of models.dev.")
    if not (folder / PROVIDERS).is_dir():
        raise CatalogRejected(
            "The folder is no checkout of models.dev",
            str(folder),
            f"It has no folder named {PROVIDERS}.",
        )
    commit, day = read_commit(folder)
    events = [
        (when, change, listing)
        for when, change, path in read_events(folder, PROVIDERS)
        if (listing := split_path(path)) is not None
    ]
    return TreeReading(
        read_providers(folder / PROVIDERS),
        read_models(folder / MODELS),
        to_intervals(events),
        commit,
        day,
    )


def split_path(path: str) -> tuple[str, str] | None:
    """The provider and the model id that a path in the tree stands for; None for other files.

    >>> split_path("providers/kilo/models/openai/gpt-5.toml")
    ('kilo', 'openai/gpt-5')
    """
    parts = PurePosixPath(path).parts
    if len(parts) < 4 or parts[0] != PROVIDERS or parts[2] != MODELS or not path.endswith(SUFFIX):
        return None
    return parts[1], "/".join(parts[3:]).removesuffix(SUFFIX)


def read_providers(folder: Path) -> CatalogReading:
    """Every provider and listing of the tree, and a finding for every file that is broken."""
    findings: list[Any] = []
    providers, listings = [], []
    for home in sorted(path for path in folder.iterdir() if path.is_dir()):
        facts = read_toml(home / "provider.toml", home.name, findings.append) or {}
        providers.append(Provider(home.name, text_of(facts, "name") or home.name))
        listings += list(iter_listings(home, findings.append))
    return CatalogReading(tuple(providers), tuple(listings), tuple(findings))


def iter_listings(home: Path, report: Report) -> Iterator[Listing]:
    """Yield the listings of one provider's folder."""
    for path in sorted((home / MODELS).rglob(f"*{SUFFIX}")):
        model_id = path.relative_to(home / MODELS).as_posix().removesuffix(SUFFIX)
        model = read_toml(path, f"{home.name} {model_id}", report)
        if model is None:
            continue
        listing = read_listing(home.name, model_id, plain_dates(model), {}, report)
        if listing is not None:
            yield listing


def read_models(folder: Path) -> dict[str, RegistryModel]:
    """The curated registry of the tree; empty where the tree has none."""
    models = {}
    for path in sorted(folder.rglob(f"*{SUFFIX}")) if folder.is_dir() else ():
        key = path.relative_to(folder).as_posix().removesuffix(SUFFIX)
        entry = read_toml(path, key, lambda _: None)
        if entry is not None:
            models[key] = make_registry_model(key, plain_dates(entry))
    return models


def read_toml(path: Path, entry: str, report: Report) -> dict[str, Any] | None:
    """The content of a TOML file; None where it is broken or its link leads nowhere."""
    try:
        return tomllib.loads(read_within_limit(path).decode("utf-8"))
    except FileMissing:
        report(broken(entry, "the file must be readable and no broken link", path.name))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        report(broken(entry, "the file must be TOML in UTF-8", str(error)[:80]))
    return None


def plain_dates(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with dates that TOML already understood as text, as in JSON."""
    return {
        key: value.isoformat() if isinstance(value, date) else value for key, value in entry.items()
    }
