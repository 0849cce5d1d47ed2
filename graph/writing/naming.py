"""The names that a writer may use: of what the graph has, and of what the file itself declares."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from graph.errors import InvalidInput, UnknownEntity
from graph.market.kinds import is_kind, main_kind
from graph.market.names import NameIndex, slug_of
from graph.market.records import MarketRecords
from graph.suggest import did_you_mean
from graph.terms import CTV, ID_BASE, RDF, RDFS
from graph.writing.turtle import Section

UNSAFE = re.compile(r"[^a-z0-9.]+")
LONGEST_SLUG = 80
PART = r"[A-Za-z0-9][A-Za-z0-9._~-]*"
SLUG = re.compile(rf"{PART}(/{PART})*")

#: Kind of a new entity -> the predicates of the organisation behind it.
DECLARABLE: Mapping[str, tuple[NamedNode, ...]] = {
    "Model": (CTV.developedBy,),
    "ModelFamily": (CTV.developedBy,),
    "Assistant": (CTV.developedBy, CTV.operatedBy),
    "ModelPlatform": (CTV.operatedBy,),
    "FirstPartyService": (CTV.operatedBy,),
    "Aggregator": (CTV.operatedBy,),
    "WeightsHub": (CTV.operatedBy,),
    "Cloud": (CTV.operatedBy,),
    "Surface": (CTV.operatedBy,),
    "ProcurementVehicle": (CTV.heldWith,),
    "Organization": (),
    "Vendor": (),
    "CloudProvider": (),
    "CompliancePosture": (),
}
#: Kinds that are no entities of a market, and the table of the records that holds them.
RECORDS: Mapping[str, str] = {
    "Channel": "channels",
    "Stake": "stakes",
    "Claim": "claims",
    "Source": "sources",
}


@dataclass(frozen=True, slots=True)
class Declared:
    """An entity that the graph does not have yet; ``by`` names who makes or runs it."""

    kind: str
    label: str
    by: str = ""


def make_slug(text: str) -> str:
    """The text as part of an IRI: lower case letters, digits, points and hyphens.

    >>> make_slug("GPT-5.5 (Codex)"), make_slug("Café Noir")
    ('gpt-5.5-codex', 'cafe-noir')
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    slug = UNSAFE.sub("-", plain)[:LONGEST_SLUG].strip("-.")
    # A name in another script would leave nothing.
    return slug or f"x-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


class Names:
    """Resolves names to nodes; what is declared in the file comes before what the graph has."""

    def __init__(self, index: NameIndex) -> None:
        self.index = index
        self.sections: list[Section] = []
        self._declared: dict[str, tuple[NamedNode, str, str]] = {}

    @property
    def records(self) -> MarketRecords:
        """What the graph has."""
        return self.index.records

    def declare(self, new: Declared) -> None:
        """Take a new entity in, with its label, kind and the organisation behind it.

        Raises
        ------
        InvalidInput
            The kind cannot be declared, the label is empty or taken, or nobody is behind it.
        UnknownEntity
            Nobody has the name of the organisation.
        """
        kind = find_kind(new.kind)
        label = new.label.strip()
        if not label:
            raise InvalidInput("A new entity needs a label", kind, "Say what it is called.")
        by = self._behind(kind, label, new.by.strip())
        tail = make_slug(label)
        slug = f"{slug_of(by.value)}/{tail}" if by and kind in ("Model", "ModelFamily") else tail
        node = NamedNode(ID_BASE + slug)
        if self.is_taken(slug):
            advice = "Use the one that is there, or another label."
            raise InvalidInput("There is something of that name already", slug, advice)
        for name in (label, slug, tail):
            self._declared[name.casefold()] = (node, label, kind)
        section = Section(f"New: {label}.", node, [(RDF.type, NamedNode(CTV.base + kind))])
        section.add(RDFS.label, Literal(label))
        for predicate in DECLARABLE[kind]:
            section.add(predicate, *([by] if by else []))
        self.sections.append(section)

    def resolve(self, text: str, kind: str) -> NamedNode:
        """The node of that name and kind (``"Record"`` takes any kind).

        Raises
        ------
        UnknownEntity
            Nothing has the name, or several things have; the message says which were meant.
        InvalidInput
            What has the name is of another kind.
        """
        name = text.strip()
        if (found := self._declared.get(name.casefold())) is not None:
            node, label, own = found
            self._require_kind(label, frozenset({own}), kind)
            return node
        if kind in RECORDS:
            return self._record(name, kind)
        iri = self.index.resolve(name, None if kind == "Record" else kind)
        if kind != "Record":
            entity = self.records.entities.get(iri)
            own_kinds = entity.kinds if entity else frozenset({self._table_of(iri)})
            self._require_kind(self.label(NamedNode(iri)), own_kinds, kind)
        return NamedNode(iri)

    def label(self, node: NamedNode) -> str:
        """What the node is called."""
        for known, label, _ in self._declared.values():
            if known == node:
                return label
        return self.index.label(node.value)

    def is_taken(self, slug: str) -> bool:
        """Whether something has this slug, in the graph or in the file."""
        iri = ID_BASE + slug
        tables = [self.records.entities, *(getattr(self.records, t) for t in RECORDS.values())]
        return any(iri in table for table in tables) or any(
            node.value == iri for node, _, _ in self._declared.values()
        )

    def free_slug(self, slug: str) -> str:
        """The slug, or with a number behind it if it is taken."""
        number, found = 1, slug
        while self.is_taken(found):
            number += 1
            found = f"{slug}-{number}"
        return found

    def _behind(self, kind: str, label: str, by: str) -> NamedNode | None:
        if not DECLARABLE[kind]:
            return None
        if by:
            return self.resolve(by, "Organization")
        raise InvalidInput(
            f"A new {kind} needs the organisation behind it",
            label,
            "Name who develops, runs or grants it; declare that first if it is new too.",
        )

    def _record(self, name: str, kind: str) -> NamedNode:
        table = getattr(self.records, RECORDS[kind])
        for iri in (name, ID_BASE + name):
            if iri in table:
                return NamedNode(iri)
        named = {_title(record).casefold(): iri for iri, record in table.items()}
        if (found := named.get(name.casefold())) is not None:
            return NamedNode(found)
        known = sorted(slug_of(iri) for iri in table)
        advice = did_you_mean(name, known) or f"A {kind.lower()} is named by its slug."
        raise UnknownEntity(f"No {kind.lower()} has the name", name, advice)

    def _table_of(self, iri: str) -> str:
        found = (k for k, table in RECORDS.items() if iri in getattr(self.records, table))
        return next(found, "Thing")

    @staticmethod
    def _require_kind(label: str, kinds: frozenset[str], wanted: str) -> None:
        if wanted != "Record" and not is_kind(kinds, wanted):
            raise InvalidInput(
                f"{label} is no {wanted}", f"it is a {main_kind(kinds)}", "Name another."
            )


def find_kind(text: str) -> str:
    """The kind of that name, in any case, among those that can be declared.

    >>> find_kind("model")
    'Model'

    Raises
    ------
    InvalidInput
        There is none.
    """
    kinds = {kind.casefold(): kind for kind in DECLARABLE}
    if (kind := kinds.get(text.strip().casefold())) is not None:
        return kind
    advice = f"{did_you_mean(text, DECLARABLE)} One of {', '.join(DECLARABLE)}.".strip()
    raise InvalidInput("No kind that can be declared has the name", text, advice)


def _title(record: object) -> str:
    return str(getattr(record, "label", "") or getattr(record, "title", ""))
