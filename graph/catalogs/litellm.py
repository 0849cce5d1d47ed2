"""Read LiteLLM's price map: one row per key, most of them a model as one provider serves it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from graph.catalogs.faults import Report, broken, read_date, text_of
from graph.catalogs.json_files import parse_object, read_within_limit
from graph.catalogs.listing import NO_MODEL, CatalogReading, Listing, Provider
from graph.errors import FileMissing, Finding

CATALOG = "litellm"
PACKAGE = "litellm"
PRICE_MAP = "model_prices_and_context_window_backup.json"
#: Keys of the file that describe it and list nothing.
NOT_ROWS = frozenset({"sample_spec", "fallback_generalizations"})

KINDS = {
    "chat": "text",
    "completion": "text",
    "responses": "text",
    "": "text",
    "embedding": "embedding",
    "image_generation": "image",
    "image_edit": "image",
    "video_generation": "video",
    "audio_transcription": "audio",
    "audio_speech": "audio",
    "realtime": "audio",
    "rerank": "rerank",
    "moderation": "moderation",
    "ocr": "ocr",
    "evaluation": "evaluation",
    "decisions": "evaluation",
    "extraction": "extraction",
    "search": NO_MODEL,
    "guardrail": NO_MODEL,
    "vector_store": NO_MODEL,
}
#: Price tiers by size and prebuilt services: rows that name no model.
NO_MODEL_KEY = re.compile(
    r"^fireworks-ai-(?:default|embedding|moe|up-to|above|\d)|^together-ai-(?:up-to|embedding|\d)"
    r"|/doc-intelligence/|^(?:azure|openai)/container$|^deepgram/streaming/(?!nova)"
)


def read_catalog(content: bytes, name: str = "litellm.json") -> CatalogReading:
    """Every provider and row of the file, and a finding for every entry that is broken.

    Rows that are no model (searches, guardrails, price tiers) are kept with the kind ``none``.

    Raises
    ------
    CatalogRejected
        The file as a whole is no price map: not JSON, cut off, or no object of rows.
    """
    document, findings = parse_object(content, name)
    listings = []
    for key, row in sorted(document.items()):
        if key not in NOT_ROWS:
            listing = read_row(key, row, findings.append)
            if listing is not None:
                listings.append(listing)
    providers = sorted({listing.provider for listing in listings})
    return CatalogReading(
        tuple(Provider(key, key) for key in providers), tuple(listings), tuple(findings)
    )


def read_row(key: str, row: Any, report: Report) -> Listing | None:
    """One row; None if it is broken, which is reported."""
    if not key.strip():
        report(broken("(no key)", "a key must not be empty", repr(key)))
        return None
    if not isinstance(row, dict):
        report(broken(key, "a row must be an object", type(row).__name__))
        return None
    provider = row.get("litellm_provider")
    if not (isinstance(provider, str) and provider.strip()):
        report(broken(key, "litellm_provider must name the provider", repr(provider)))
        return None
    if (kind := find_kind(key, row, report)) is None:
        return None
    entry = f"{provider} {key}"
    return Listing(
        CATALOG,
        provider,
        key,
        name=text_of(row, "display_name"),
        kind=kind,
        retires=read_date(row.get("deprecation_date"), entry, "deprecation_date", report),
        source_url=read_address(row),
    )


def find_kind(key: str, row: Mapping[str, Any], report: Report) -> str | None:
    """What the row's model makes; a mode that is not known counts as text, with a warning."""
    mode = row.get("mode") or ""
    if not isinstance(mode, str):
        report(broken(key, "mode must be text", repr(mode)[:60]))
        return None
    if NO_MODEL_KEY.search(key):
        return NO_MODEL
    if mode not in KINDS:
        report(Finding("warning", key, "mode is not one that we know", mode, fix="Read as text."))
    return KINDS.get(mode, "text")


def read_address(row: Mapping[str, Any]) -> str:
    """The address that the row gives for its prices; empty if none."""
    address = text_of(row, "source")
    return address if re.match(r"https?://\S+$", address) else ""


def read_installed() -> tuple[bytes, str]:
    """The price map of the installed package and its version; the package is not imported.

    Raises
    ------
    FileMissing
        The package is not installed, or has no price map.
    """
    spec = find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / PRICE_MAP
        if path.is_file():
            return read_within_limit(path), version(PACKAGE)
    raise FileMissing(
        "No installed litellm package with a price map",
        advice="Install litellm, or name its price map as a file.",
    )
