"""Names to choose from while a form is filled in: of one kind, best first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from graph.market.kinds import PARENTS, is_kind, main_kind
from graph.market.names import NameIndex, slug_of
from graph.search.entries import market_index
from graph.writing.naming import RECORDS


@dataclass(frozen=True, slots=True)
class Choice:
    """A name that a field takes, what it is called and what kind of thing it is."""

    value: str
    label: str
    kind: str


def find_choices(index: NameIndex, text: str, kind: str, limit: int = 10) -> list[Choice]:
    """What is of the kind (``"Record"`` for anything) and has the text in its names, best first.

    An empty text, or a kind that there is not, finds nothing.
    """
    wanted = text.strip()
    if not wanted:
        return []
    found: list[Choice] = []
    if kind in PARENTS or kind == "Record":
        found += _entities(index, wanted, kind, limit)
    for name in (kind,) if kind in RECORDS else ("Channel", "Stake") if kind == "Record" else ():
        found += sorted(
            _records(index, wanted.casefold(), name), key=lambda c: (len(c.label), c.value)
        )[: limit - len(found)]
    return found


def _entities(index: NameIndex, text: str, kind: str, limit: int) -> list[Choice]:
    entities = index.records.entities
    found = market_index(index.records).find(text, len(entities))
    fitting = (
        entities[entry.key]
        for section in found.sections
        for entry in section.entries
        if entry.key in entities
    )
    chosen = (e for e in fitting if kind == "Record" or is_kind(e.kinds, kind))
    return [Choice(slug_of(e.iri), e.label, main_kind(e.kinds)) for e in islice(chosen, limit)]


def _records(index: NameIndex, text: str, kind: str) -> Iterator[Choice]:
    for iri, record in getattr(index.records, RECORDS[kind]).items():
        slug, label = slug_of(iri), _label(index, iri, record)
        if text in slug.casefold() or text in label.casefold():
            yield Choice(slug, label, kind)


def _label(index: NameIndex, iri: str, record: object) -> str:
    if hasattr(record, "holder") and hasattr(record, "issuer"):
        return f"{index.label(record.holder)} in {index.label(record.issuer)}"
    for name in ("label", "title", "statement"):
        if text := getattr(record, name, ""):
            return str(text)
    return slug_of(iri)
