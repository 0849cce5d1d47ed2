"""Which model was made from which: fine-tunes, which are models of their own and never the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from graph.catalogs.labs import read_table


@dataclass(frozen=True, slots=True)
class Derivation:
    """One model made from another, with where that is said."""

    model: str
    derived_from: str
    source_url: str
    note: str


@lru_cache(maxsize=1)
def load_derivations() -> tuple[Derivation, ...]:
    """Every curated derivation, sorted by the model."""
    rows = sorted(read_table("derivations.csv"), key=lambda row: row["model"])
    return tuple(
        Derivation(row["model"], row["derived_from"], row["source_url"], row["note"])
        for row in rows
    )
