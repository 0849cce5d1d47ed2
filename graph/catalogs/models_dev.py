"""Read models.dev: the published ``api.json``, the model registry, base models and history."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from graph.catalogs.faults import Report, broken, read_date, text_of
from graph.catalogs.json_files import parse_object
from graph.catalogs.listing import CatalogReading, Listing, Provider, RegistryModel
from graph.catalogs.listing import Interval as Interval
from graph.errors import CatalogRejected

CATALOG = "models.dev"
STATUSES = ("", "alpha", "beta", "deprecated")
#: An output that is one of these and no text says what the model makes.
OUTPUTS = ("image", "video", "audio")
EMBEDDING = re.compile(r"embed|(?<![a-z])(?:bge|gte|e5|minilm)(?![a-z])|all-minilm")
RERANKING = re.compile(r"rerank")


def read_catalog(
    content: bytes,
    base_models: Mapping[str, Mapping[str, str]] | None = None,
    name: str = "api.json",
) -> CatalogReading:
    """Every provider and listing of the file, and a finding for every entry that is broken.

    Unknown keys are ignored. ``base_models`` maps provider to model id to ``lab/model``; the
    file's own ``base_model`` or ``canonical_id`` comes first.

    Raises
    ------
    CatalogRejected
        The file as a whole is not a catalog: not JSON, cut off, or no object of providers.
    """
    document, findings = parse_object(content, name)
    providers: list[Provider] = []
    listings: list[Listing] = []
    for key, entry in sorted(find_providers(document).items()):
        if not (isinstance(entry, dict) and isinstance(entry.get("models"), dict)):
            findings.append(
                broken(
                    key,
                    "a provider must be an object with an object of models",
                    type(entry).__name__,
                )
            )
            continue
        providers.append(Provider(key, text_of(entry, "name") or key, text_of(entry, "doc")))
        stated = (base_models or {}).get(key, {})
        for model_id, model in sorted(entry["models"].items()):
            listing = read_listing(key, model_id, model, stated, findings.append)
            if listing is not None:
                listings.append(listing)
    return CatalogReading(tuple(providers), tuple(listings), tuple(findings))


def read_listing(
    provider: str, model_id: str, model: Any, stated: Mapping[str, str], report: Report
) -> Listing | None:
    """One listing; None if its entry is broken, which is reported."""
    entry = f"{provider} {model_id}"
    if not model_id.strip():
        report(broken(provider, "a model id must not be empty", repr(model_id)))
        return None
    if not isinstance(model, dict):
        report(broken(entry, "a model must be an object", type(model).__name__))
        return None
    if (fault := find_type_fault(model)) is not None:
        report(broken(entry, *fault))
        return None
    for key in ("last_updated",):
        read_date(model.get(key), entry, key, report)
    base = model.get("canonical_id") or model.get("base_model") or stated.get(model_id)
    return Listing(
        CATALOG,
        provider,
        model_id,
        name=model.get("name", "") or model_id,
        status=model.get("status") or "",
        open_weights=model.get("open_weights"),
        released=read_date(model.get("release_date"), entry, "release_date", report),
        base_model=base if isinstance(base, str) else None,
        kind=find_kind(model_id, model.get("modalities")),
    )


def find_providers(document: dict[str, Any]) -> dict[str, Any]:
    """The object of providers; the later catalog shape holds it beside the one of models."""
    providers = document.get("providers")
    if isinstance(providers, dict) and "models" not in providers:
        return providers
    return document


def find_kind(model_id: str, modalities: Any) -> str:
    """What the model makes: ``text``, ``image``, ``video``, ``audio``, ``embedding``, ``rerank``.

    >>> find_kind("qwen3-embedding-8b", {"output": ["text"]}), find_kind("x", {"output": ["image"]})
    ('embedding', 'image')
    """
    if RERANKING.search(model_id.lower()):
        return "rerank"
    if EMBEDDING.search(model_id.lower()):
        return "embedding"
    outputs = modalities.get("output") if isinstance(modalities, dict) else None
    if not isinstance(outputs, list) or "text" in outputs:
        return "text"
    return next((kind for kind in OUTPUTS if kind in outputs), "text")


def find_type_fault(model: Mapping[str, Any]) -> tuple[str, str] | None:
    """The first field of the wrong type, as (rule, found); None if all are right or missing."""
    wanted: tuple[tuple[str, type, str], ...] = (
        ("name", str, "text"),
        ("status", str, "text"),
        ("release_date", str, "text"),
        ("last_updated", str, "text"),
        ("open_weights", bool, "true or false"),
    )
    for key, kind, words in wanted:
        value = model.get(key)
        if value is not None and not isinstance(value, kind):
            return f"{key} must be {words}", json.dumps(value)[:60]
    if (status := model.get("status") or "") not in STATUSES:
        return f"status must be one of {', '.join(STATUSES[1:])} or missing", str(status)
    return None


def read_base_models(content: bytes, name: str = "base_models.json") -> dict[str, dict[str, str]]:
    """Provider to model id to ``lab/model``, as the source tree states it."""
    document, _ = parse_object(content, name)
    return {
        provider: {model: base for model, base in models.items() if isinstance(base, str)}
        for provider, models in document.items()
        if isinstance(models, dict)
    }


def read_registry(content: bytes, name: str = "models.json") -> dict[str, RegistryModel]:
    """The curated registry: ``lab/model`` to its facts."""
    return {
        key: make_registry_model(key, entry)
        for key, entry in sorted(parse_object(content, name)[0].items())
        if isinstance(entry, dict)
    }


def make_registry_model(key: str, entry: Mapping[str, Any]) -> RegistryModel:
    """One model of the registry; what is missing or of the wrong type is left out."""
    flag = entry.get("open_weights")
    return RegistryModel(
        key,
        text_of(entry, "name") or key,
        open_weights=flag if isinstance(flag, bool) else None,
        released=read_date(entry.get("release_date"), key, "release_date", lambda _: None),
        weights_url=next(iter_weights(entry.get("weights")), None),
    )


def iter_weights(weights: Any) -> Iterator[str]:
    """Yield the addresses of published weights."""
    for item in weights if isinstance(weights, list) else ():
        if isinstance(item, dict) and text_of(item, "url").startswith("https://"):
            yield text_of(item, "url")


def read_history(content: bytes, name: str = "history.csv") -> list[Interval]:
    """Every listing interval of the file, in its order.

    Raises
    ------
    CatalogRejected
        A column is missing or a date is none; the line is given.
    """
    rows = csv.DictReader(io.StringIO(content.decode("utf-8", errors="replace")))
    wanted = {"provider", "model_id", "first_listed", "last_listed"}
    if missing := wanted - set(rows.fieldnames or ()):
        raise CatalogRejected("The history lacks a column", f"{name}: {', '.join(sorted(missing))}")
    intervals = []
    for row in rows:
        try:
            first = date.fromisoformat(row["first_listed"])
            last = date.fromisoformat(row["last_listed"]) if row["last_listed"] else None
        except ValueError as error:
            raise CatalogRejected(
                "The history holds something that is no date", name, str(error), line=rows.line_num
            ) from error
        intervals.append(Interval(row["provider"], row["model_id"], first, last))
    return intervals
