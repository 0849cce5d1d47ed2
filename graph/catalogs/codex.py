"""Read Codex's list of models: which of them it shows, to which plans, and which have an API."""

from __future__ import annotations

from typing import Any

from graph.catalogs.faults import Report, broken, read_date, text_of
from graph.catalogs.json_files import parse_json
from graph.catalogs.listing import CatalogReading, Listing, Provider
from graph.errors import CatalogRejected

CATALOG = "codex"
PROVIDER = "codex"
VISIBILITIES = ("list", "hide", "none")


def read_catalog(content: bytes, name: str = "codex_models.json") -> CatalogReading:
    """Every model of the list, the hidden ones too; later rows of a slug are reported.

    Raises
    ------
    CatalogRejected
        The file as a whole is not JSON or no list of models.
    """
    document, findings = parse_json(content, name)
    if isinstance(document, dict):
        document = document.get("models")
    if not isinstance(document, list):
        raise CatalogRejected(
            "The catalog must be a JSON list of models",
            name,
            f"Its top level is a {type(document).__name__}.",
        )
    found: dict[str, Listing] = {}
    for number, row in enumerate(document, start=1):
        listing = read_row(number, row, findings.append)
        if listing is not None and listing.model_id in found:
            findings.append(broken(listing.model_id, "a slug must occur once", f"row {number}"))
        elif listing is not None:
            found[listing.model_id] = listing
    provider = Provider(PROVIDER, "Codex", "https://github.com/openai/codex")
    return CatalogReading((provider,), tuple(found[key] for key in sorted(found)), tuple(findings))


def read_row(number: int, row: Any, report: Report) -> Listing | None:
    """One model; None if its row is broken, which is reported."""
    slug = row.get("slug") if isinstance(row, dict) else None
    if not (isinstance(row, dict) and isinstance(slug, str) and slug.strip()):
        report(broken(f"row {number}", "a model must be an object with a slug", repr(slug)))
        return None
    visibility = text_of(row, "visibility") or "list"
    in_api, plans = row.get("supported_in_api"), row.get("available_in_plans", [])
    if visibility not in VISIBILITIES:
        report(broken(slug, f"visibility must be one of {', '.join(VISIBILITIES)}", visibility))
        return None
    if not isinstance(in_api, bool | None):
        report(broken(slug, "supported_in_api must be true or false", repr(in_api)))
        return None
    if not (isinstance(plans, list) and all(isinstance(plan, str) for plan in plans)):
        report(broken(slug, "available_in_plans must be a list of text", repr(plans)[:60]))
        return None
    upgrade = row.get("upgrade")
    retires = upgrade.get("retirement_at") if isinstance(upgrade, dict) else None
    return Listing(
        CATALOG,
        PROVIDER,
        slug,
        name=text_of(row, "display_name") or slug,
        retires=read_date(str(retires)[:10] if retires else None, slug, "retirement_at", report),
        surfaces=("codex",),
        plans=tuple(plans),
        in_api=in_api,
        hidden=visibility != "list",
    )
