"""Read GitHub Copilot's tables: which model is offered in which client, hosted by whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from graph.catalogs.families import find_family
from graph.catalogs.faults import Report, broken, read_date, text_of
from graph.catalogs.json_files import parse_object
from graph.catalogs.listing import CatalogReading, Listing, Provider
from graph.catalogs.spelling import read_spelling

CATALOG = "github-copilot"
PROVIDER = "github-copilot"
#: The tables' word for a stage, and ours.
STATUSES = {"GA": "", "Public preview": "beta", "Closing down": "deprecated"}
#: The start of the tables' name for a group of models, and the lab.
GROUPS = {
    "OpenAI models fine-tuned": "github",
    "OpenAI models": "openai",
    "Anthropic models": "anthropic",
    "Google models": "google",
}


@dataclass
class Tables:
    """The rows of the file by table, with a finding for every one that is broken."""

    document: Mapping[str, Any]
    report: Report
    hosts: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def rows(self, table: str, name_key: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the name and the row of every sound row; a table that is missing has none."""
        content = self.document.get(table)
        if content is None:
            return
        rows = content.get("rows") if isinstance(content, dict) else None
        if not isinstance(rows, list):
            self.report(broken(table, "a table must be an object with a list of rows", table))
            return
        for number, row in enumerate(rows, start=1):
            name = row.get(name_key) if isinstance(row, dict) else None
            if isinstance(row, dict) and isinstance(name, str) and name.strip():
                yield name.strip(), row
            else:
                self.report(
                    broken(f"{table} row {number}", f"a row must have text under {name_key}", "")
                )

    def source(self, table: str) -> str:
        """The address of the table's own source; empty if it gives none."""
        content = self.document.get(table)
        return text_of(content, "source") if isinstance(content, dict) else ""


def read_catalog(content: bytes, name: str = "github_copilot.json") -> CatalogReading:
    """Every model that Copilot offers or offered, one listing each.

    Raises
    ------
    CatalogRejected
        The file as a whole is not JSON or no object of tables.
    """
    document, findings = parse_object(content, name)
    tables = Tables(document, findings.append)
    for group, row in tables.rows("hosting", "group"):
        lab = next((lab for start, lab in GROUPS.items() if group.startswith(start)), None)
        hosted = row.get("hosted_by")
        if lab is not None and isinstance(hosted, list):
            tables.hosts[lab] = tuple(host for host in hosted if isinstance(host, str))
    found: dict[str, Listing] = {}
    read_offers(tables, found)
    read_clients(tables, found)
    read_retired(tables, found)
    listings = tuple(found[key] for key in sorted(found))
    provider = Provider(PROVIDER, "GitHub Copilot", "https://docs.github.com/en/copilot")
    return CatalogReading((provider,), listings, tuple(findings))


def read_offers(tables: Tables, found: dict[str, Listing]) -> None:
    """Add the models of the price table with their stage."""
    for name, row in tables.rows("models_and_pricing", "model"):
        stage = text_of(row, "release_status")
        if stage not in STATUSES:
            words = ", ".join(STATUSES)
            tables.report(broken(name, f"release_status must be one of {words}", stage))
            continue
        found[name] = start_listing(tables, name, "models_and_pricing", STATUSES[stage])


def read_clients(tables: Tables, found: dict[str, Listing]) -> None:
    """Add in which clients each model is offered, and where Copilot picks it by itself."""
    for name, row in tables.rows("supported_clients", "name"):
        listing = found.get(name) or start_listing(tables, name, "supported_clients", "")
        clients = tuple(key for key, value in row.items() if value is True)
        found[name] = replace(listing, surfaces=listing.surfaces + clients)
    for name, row in tables.rows("auto_model_selection", "name"):
        listing = found.get(name) or start_listing(tables, name, "auto_model_selection", "")
        picked = tuple(f"auto-{key}" for key, value in row.items() if value is True)
        found[name] = replace(listing, surfaces=listing.surfaces + picked)


def read_retired(tables: Tables, found: dict[str, Listing]) -> None:
    """Add the models that were retired, with the day."""
    for name, row in tables.rows("retired", "name"):
        day = read_date(row.get("retirement_date"), name, "retirement_date", tables.report)
        listing = found.get(name) or start_listing(tables, name, "retired", "")
        found[name] = replace(listing, status="deprecated", retires=day)


def start_listing(tables: Tables, name: str, table: str, status: str) -> Listing:
    """One listing with what its name alone tells: the lab, and so who hosts it."""
    lab = find_family(read_spelling(name).name)
    return Listing(
        CATALOG,
        PROVIDER,
        name,
        name=name,
        status=status,
        source_url=tables.source(table),
        hosts=tables.hosts.get(lab or "", ()),
        in_api=False,
    )
