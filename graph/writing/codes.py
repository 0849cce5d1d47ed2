"""The code lists of the vocabulary, to choose from: stages, access modes, kinds of claim."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from graph.errors import InvalidInput
from graph.suggest import did_you_mean
from graph.terms import CTV, RDFS, SKOS, VOCABULARY_BASE
from ontology import VOCABULARY

NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Code:
    """One member of a code list: its local name, its label and what it means."""

    name: str
    label: str
    definition: str

    @property
    def node(self) -> NamedNode:
        """The member as a node of the vocabulary."""
        return NamedNode(VOCABULARY_BASE + self.name)


@lru_cache(maxsize=1)
def read_code_lists() -> Mapping[str, tuple[Code, ...]]:
    """Name of each list (``"Stages"``) -> its members in the order of the vocabulary."""
    members: dict[NamedNode, str] = {}
    texts: dict[tuple[object, NamedNode], str] = {}
    for quad in parse(VOCABULARY.read_bytes(), RdfFormat.TURTLE):
        subject, value = quad.subject, quad.object
        if not isinstance(subject, NamedNode):
            continue
        if quad.predicate == SKOS.inScheme and isinstance(value, NamedNode):
            members[subject] = value.value.removeprefix(VOCABULARY_BASE)
        elif isinstance(value, Literal):
            texts.setdefault((subject, quad.predicate), value.value)
    lists: dict[str, tuple[Code, ...]] = {}
    for node, scheme in members.items():
        name = CTV.local_name(node.value) or node.value
        code = Code(
            name, texts.get((node, RDFS.label), name), texts.get((node, SKOS.definition), "")
        )
        lists[scheme] = (*lists.get(scheme, ()), code)
    return lists


def find_code(scheme: str, text: str) -> Code:
    """The member of the list that the text names, by local name or label in any case.

    >>> find_code("Stages", "ga").name, find_code("AccessModes", "raw api").name
    ('GA', 'RawAPI')

    Raises
    ------
    InvalidInput
        None has that name; the message says which was meant, or which there are.
    """
    codes = read_code_lists()[scheme]
    wanted = fold(text)
    for code in codes:
        if wanted in (fold(code.name), fold(code.label)):
            return code
    names = [code.name for code in codes]
    known = f"One of {', '.join(names)}."
    advice = f"{did_you_mean(text, names)} {known}".strip()
    raise InvalidInput(f"Not one of the list {scheme}", repr(text), advice)


def fold(text: str) -> str:
    """A name without case, prefix, spaces and punctuation.

    >>> fold("ctv:RawAPI") == fold("raw api")
    True
    """
    return NOISE.sub("", text.strip().casefold().removeprefix("ctv:"))
