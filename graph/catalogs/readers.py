"""Read any catalog that we know into the same records: one call, whatever the file looks like."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

from graph.catalogs import codex, copilot, litellm, models_dev
from graph.catalogs.git_tree import read_tree
from graph.catalogs.json_files import read_within_limit
from graph.catalogs.listing import CatalogReading, Interval, Listing, Provider, RegistryModel
from graph.errors import FileMissing, Finding, UnknownEntity
from graph.suggest import did_you_mean


@dataclass(frozen=True, slots=True)
class CatalogKind:
    """What is true of a catalog whatever the day: title, public address, licence."""

    name: str
    title: str
    home: str
    url: str
    license: str


CATALOGS: dict[str, CatalogKind] = {
    kind.name: kind
    for kind in (
        CatalogKind(
            "models.dev",
            "models.dev",
            "https://github.com/anomalyco/models.dev",
            "https://models.dev/api.json",
            "https://spdx.org/licenses/MIT",
        ),
        CatalogKind(
            "litellm",
            "LiteLLM price map",
            "https://github.com/BerriAI/litellm",
            "https://raw.githubusercontent.com/BerriAI/litellm/main/"
            "model_prices_and_context_window.json",
            "https://spdx.org/licenses/MIT",
        ),
        CatalogKind(
            "github-copilot",
            "GitHub Copilot model tables",
            "https://github.com/github/docs",
            "https://raw.githubusercontent.com/github/docs/main/data/tables/copilot/",
            "https://spdx.org/licenses/CC-BY-4.0",
        ),
        CatalogKind(
            "codex",
            "Codex model list",
            "https://github.com/openai/codex",
            "https://raw.githubusercontent.com/openai/codex/main/codex-rs/core/models.json",
            "https://spdx.org/licenses/Apache-2.0",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class CatalogSnapshot:
    """One catalog as it was on one day.

    ``version`` is a commit, a release or ``sha256:<digest>`` of the file. ``findings`` of the
    severity ``"violation"`` name entries that are broken and were left out. ``intervals`` is the
    listing history where the source has one (a git tree), ``registry`` the curated models.
    """

    catalog: str
    version: str
    snapshot_date: date
    source_url: str
    license: str
    listings: tuple[Listing, ...]
    findings: tuple[Finding, ...]
    providers: tuple[Provider, ...] = ()
    intervals: tuple[Interval, ...] = ()
    registry: Mapping[str, RegistryModel] | None = None

    @property
    def violations(self) -> tuple[Finding, ...]:
        """The findings that stop an import unless the user asks to keep going."""
        return tuple(finding for finding in self.findings if finding.severity == "violation")

    @property
    def models(self) -> tuple[Listing, ...]:
        """The listings that are models, without searches and tiers of prices."""
        return tuple(listing for listing in self.listings if listing.is_model)


class Reader(Protocol):
    """Reads the content of one catalog file."""

    def __call__(self, content: bytes, *, name: str) -> CatalogReading:
        """Everything that the file lists."""
        ...


READERS: dict[str, Reader] = {
    "models.dev": models_dev.read_catalog,
    "litellm": litellm.read_catalog,
    "github-copilot": copilot.read_catalog,
    "codex": codex.read_catalog,
}


def read_catalog(
    catalog: str,
    path: Path | None = None,
    *,
    base_models: Path | None = None,
    snapshot: date | None = None,
    version: str | None = None,
) -> CatalogSnapshot:
    """Everything that the file at ``path`` lists.

    Parameters
    ----------
    catalog
        One of `CATALOGS`.
    path
        A file; for ``models.dev`` also the folder of a git checkout; for ``litellm`` None stands
        for the installed package.
    base_models
        For ``models.dev``: the file that says which model a listing is.
    snapshot, version
        The day and the version of the file, where the caller knows them; else today, and the
        digest of the content.

    Raises
    ------
    UnknownEntity
        There is no catalog of that name.
    FileMissing, InputTooLarge, CatalogRejected
        The file is not there, above the limit, or no catalog as a whole.
    """
    kind = find_catalog(catalog)
    if catalog == "litellm" and path is None:
        content, installed = litellm.read_installed()
        return read_content(
            catalog, content, "litellm", snapshot=snapshot, version=version or installed
        )
    if path is None:
        raise FileMissing(f"{kind.title} is read from a file", advice="Name the file.")
    if catalog == "models.dev" and path.is_dir():
        return read_checkout(path, snapshot)
    return read_content(
        catalog,
        read_within_limit(path),
        path.name,
        base_models=read_within_limit(base_models) if base_models else None,
        snapshot=snapshot,
        version=version,
    )


def read_content(
    catalog: str,
    content: bytes,
    name: str,
    *,
    base_models: bytes | None = None,
    snapshot: date | None = None,
    version: str | None = None,
    source_url: str | None = None,
) -> CatalogSnapshot:
    """Everything that the content of a catalog file lists; as `read_catalog`, without a file."""
    kind = find_catalog(catalog)
    if base_models is not None:
        stated = models_dev.read_base_models(base_models)
        reading = models_dev.read_catalog(content, stated, name)
    else:
        reading = READERS[catalog](content, name=name)
    return CatalogSnapshot(
        catalog,
        version or f"sha256:{hashlib.sha256(content).hexdigest()}",
        snapshot or datetime.now(UTC).date(),
        source_url or kind.home,
        kind.license,
        reading.listings,
        reading.findings,
        reading.providers,
    )


def read_checkout(folder: Path, snapshot: date | None = None) -> CatalogSnapshot:
    """Everything that a checkout of models.dev lists, with its history and its registry."""
    kind, tree = CATALOGS["models.dev"], read_tree(folder)
    return CatalogSnapshot(
        kind.name,
        tree.commit,
        snapshot or tree.day,
        kind.home,
        kind.license,
        tree.reading.listings,
        tree.reading.findings,
        tree.reading.providers,
        tree.intervals,
        tree.registry,
    )


def find_catalog(name: str) -> CatalogKind:
    """The catalog of that name.

    Raises
    ------
    UnknownEntity
        There is none.
    """
    if (kind := CATALOGS.get(name)) is None:
        raise UnknownEntity(
            "No such catalog",
            name,
            did_you_mean(name, CATALOGS) or f"Known are {', '.join(CATALOGS)}.",
        )
    return kind
