"""Read models.dev: the published ``api.json``, the model registry, base models and history."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.catalogs.listing import CatalogReading, Listing, Provider, RegistryModel
from graph.errors import CatalogRejected, Finding

CATALOG = "models.dev"
#: Catalogs write this where they know no date.
PLACEHOLDER = date(1970, 1, 1)
COARSE_DATE = re.compile(r"^\d{4}(?:-(?:0[1-9]|1[0-2]))?$")
STATUSES = ("", "alpha", "beta", "deprecated")

Report = Callable[[Finding], None]


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
    document = parse_json(content, name)
    findings: list[Finding] = []
    providers: list[Provider] = []
    listings: list[Listing] = []
    for key, entry in sorted(document.items()):
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


def parse_json(content: bytes, name: str) -> dict[str, Any]:
    """The JSON object in the file.

    Raises
    ------
    CatalogRejected
        It is no JSON (with line and column), no object, or an empty one.
    """
    try:
        document = json.loads(content)
    except json.JSONDecodeError as error:
        raise CatalogRejected(
            "The catalog is not complete JSON",
            name,
            "Download it again.",
            line=error.lineno,
            column=error.colno,
        ) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise CatalogRejected(
            "The catalog is not readable as JSON in UTF-8", name, "Download it again."
        ) from error
    if not isinstance(document, dict):
        raise CatalogRejected(
            "The catalog must be one JSON object of providers",
            name,
            f"Its top level is a {type(document).__name__}.",
        )
    if not document:
        raise CatalogRejected("The catalog holds no provider", name, "Give the whole api.json.")
    return document


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
    )


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


def read_date(value: Any, entry: str, key: str, report: Report) -> date | None:
    """The day a catalog gives; None for a month, a year, a placeholder or an impossible day."""
    if not isinstance(value, str) or not value or COARSE_DATE.match(value):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        report(
            broken(
                entry,
                f"{key} must be a date YYYY-MM-DD",
                value,
                "The listing is kept without it when you keep going.",
            )
        )
        return None
    if day == PLACEHOLDER:
        report(
            Finding(
                "warning",
                entry,
                f"{key} is a placeholder",
                value,
                fix="The listing is kept without it.",
            )
        )
        return None
    return day


def broken(node: str, rule: str, value: str, fix: str = "") -> Finding:
    """A finding that stops the import."""
    return Finding("violation", node, rule, value, fix=fix)


def text_of(entry: Mapping[str, Any], key: str) -> str:
    """The text under the key; empty if there is none."""
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def read_base_models(content: bytes, name: str = "base_models.json") -> dict[str, dict[str, str]]:
    """Provider to model id to ``lab/model``, as the source tree states it."""
    document = parse_json(content, name)
    return {
        provider: {model: base for model, base in models.items() if isinstance(base, str)}
        for provider, models in document.items()
        if isinstance(models, dict)
    }


def read_registry(content: bytes, name: str = "models.json") -> dict[str, RegistryModel]:
    """The curated registry: ``lab/model`` to its facts."""
    models = {}
    for key, entry in sorted(parse_json(content, name).items()):
        if not isinstance(entry, dict):
            continue
        flag = entry.get("open_weights")
        models[key] = RegistryModel(
            key,
            text_of(entry, "name") or key,
            open_weights=flag if isinstance(flag, bool) else None,
            released=read_date(entry.get("release_date"), key, "release_date", lambda _: None),
            weights_url=next(iter_weights(entry.get("weights")), None),
        )
    return models


def iter_weights(weights: Any) -> Iterator[str]:
    """Yield the addresses of published weights."""
    for item in weights if isinstance(weights, list) else ():
        if isinstance(item, dict) and text_of(item, "url").startswith("https://"):
            yield text_of(item, "url")


@dataclass(frozen=True, slots=True)
class Interval:
    """One period, half-open, over which a catalog listed a model id; no end means still listed."""

    provider: str
    model_id: str
    first_listed: date
    last_listed: date | None


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
