"""What curators decided about single listings: the shipped table, and the user's own beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from graph.catalogs.labs import TABLES
from graph.errors import CatalogRejected, StoreUnwritable
from graph.settings import Settings

SHIPPED = TABLES / "identity.csv"
FILE_NAME = "identity-decisions.csv"
#: How the reason of a decision begins that corrects the catalog itself.
UPSTREAM_ERROR = "upstream error"

#: Catalog, provider (or ``*``), model id.
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the table: this listing is that model, who said so, when and why."""

    catalog: str
    provider: str
    model_id: str
    canonical_model: str
    reason: str
    decided_by: str
    decided_on: str

    @property
    def key(self) -> Key:
        """What the decision is about."""
        return self.catalog, self.provider, self.model_id

    @property
    def corrects_upstream(self) -> bool:
        """Whether the decision corrects an error of the catalog."""
        return self.reason.startswith(UPSTREAM_ERROR)


COLUMNS = tuple(field.name for field in fields(Decision))


def user_decisions_path(settings: Settings) -> Path | None:
    """The file of the user's decisions, beside the store; None for a store in memory."""
    path = settings.store_path
    return None if path is None else path.with_name(FILE_NAME)


def read_decisions(path: Path) -> list[Decision]:
    """The decisions of a file in its order; none when the file is not there.

    Raises
    ------
    CatalogRejected
        A column is missing, or a line lacks a cell; the line is given.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogRejected(
            "Cannot read the decisions", str(path), "It must be CSV in UTF-8."
        ) from error
    rows = csv.DictReader(io.StringIO(text))
    if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
        raise CatalogRejected(
            "The decisions lack a column", f"{path.name}: {', '.join(missing)}", line=1
        )
    decisions = []
    for row in rows:
        cells = [row[name] for name in COLUMNS]
        if any(cell is None for cell in cells) or not all(cells[:4]):
            raise CatalogRejected(
                "A decision lacks a cell",
                path.name,
                "Give catalog, provider, model id and canonical model.",
                line=rows.line_num,
            )
        decisions.append(Decision(*cells))
    return decisions


def load_decisions(user_file: Path | None = None) -> dict[Key, Decision]:
    """Every decision by what it is about; the user's own override those that ship."""
    found = {decision.key: decision for decision in read_decisions(SHIPPED)}
    if user_file is not None:
        found.update((decision.key, decision) for decision in read_decisions(user_file))
    return found


def record_decision(path: Path, decision: Decision) -> None:
    """Put the decision into the file; an earlier one about the same listing gives way.

    Raises
    ------
    StoreUnwritable
        The file cannot be written; it is then as it was.
    """
    kept = [other for other in read_decisions(path) if other.key != decision.key]
    text = format_decisions([*kept, decision])
    draft = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise StoreUnwritable(
            "Cannot write the decision", str(path), error.strerror or "Check the folder."
        ) from error


def format_decisions(decisions: Iterable[Decision]) -> str:
    """The decisions as the CSV of the table."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows([asdict(decision) for decision in decisions])
    return buffer.getvalue()


def find_decision(decisions: dict[Key, Decision], key: Sequence[str]) -> Decision | None:
    """The decision about a listing, else the one about its model id at every provider."""
    catalog, provider, model_id = key
    return decisions.get((catalog, provider, model_id)) or decisions.get((catalog, "*", model_id))
