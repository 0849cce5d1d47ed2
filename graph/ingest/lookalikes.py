"""New entities that look like ones the store has: candidates for a person, never merged."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pyoxigraph import Literal, NamedNode

from graph.errors import Finding
from graph.ingest.facts import Facts, Matcher, class_members
from graph.terms import CTV, ID_BASE, RDFS, SKOS

Node = Any

#: The sorts of things that are easily described twice; only things of one sort look alike.
SORTS = (CTV.Asset, CTV.Platform, CTV.Organization, CTV.Cloud, CTV.Surface)
NAMES = (RDFS.label, SKOS.prefLabel, SKOS.altLabel)
#: How alike two names are, of 100, to be told.
ALIKE = 93.0
#: The most new entities that are looked at, and the most findings.
MOST_NEW = 500
MOST = 50
NOISE = re.compile(r"[\W_]+")


def find_lookalikes(facts: Facts, store: Matcher) -> Iterator[Finding]:
    """Yield a finding for each new entity whose name is nearly that of one in the store."""
    new = list(_new_entities(facts, store))
    if not new:
        return
    known = _known_names(store)
    told = 0
    for node, sorts in new:
        other = _most_alike(node, sorts, facts, known)
        if other is not None and told < MOST:
            told += 1
            yield Finding(
                "warning",
                _slug(node),
                "looks like an entity that is there",
                _slug(other),
                fix="If it is the same, use that IRI; nothing is merged.",
            )


def fold(name: str) -> str:
    """A name without case, accents, spaces and punctuation.

    >>> fold("GPT-5.5 (Codex)") == fold("gpt 5.5 codex")
    True
    """
    if name.isascii():
        return NOISE.sub("", name.lower())
    plain = unicodedata.normalize("NFKD", name.casefold())
    return NOISE.sub("", "".join(c for c in plain if not unicodedata.combining(c)))


def _new_entities(facts: Facts, store: Matcher) -> Iterator[tuple[NamedNode, frozenset[Node]]]:
    found = 0
    for node in facts.by_subject:
        sorts = facts.classes(node).intersection(SORTS)
        if sorts and isinstance(node, NamedNode) and next(iter(store.match(node)), None) is None:
            yield node, sorts
            found += 1
            if found == MOST_NEW:
                return


def _known_names(store: Matcher) -> dict[Node, dict[str, NamedNode]]:
    """Sort -> folded name -> the entity of that name; the first of several."""
    named: defaultdict[Node, set[str]] = defaultdict(set)
    for predicate in NAMES:
        for quad in store.match(None, predicate):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                named[quad.subject].add(fold(quad.object.value))
    known: dict[Node, dict[str, NamedNode]] = {sort: {} for sort in SORTS}
    for sort, members in class_members(store, SORTS).items():
        for node in sorted(members, key=str):
            for name in named.get(node, ()):
                known[sort].setdefault(name, node)
    return known


def _most_alike(
    node: NamedNode, sorts: frozenset[Node], facts: Facts, known: dict[Node, dict[str, NamedNode]]
) -> NamedNode | None:
    from rapidfuzz import fuzz, process

    names = [
        fold(value.value)
        for predicate in NAMES
        for value in facts.values(node, predicate)
        if isinstance(value, Literal)
    ]
    for sort in sorts:
        for name in filter(None, names):
            if name in known[sort]:
                return known[sort][name]
            match = process.extractOne(
                name, known[sort].keys(), scorer=fuzz.ratio, score_cutoff=ALIKE
            )
            # gpt-5 and gpt-4 are nearly the same name of two things: numbers must agree.
            if match is not None and _digits(match[0]) == _digits(name):
                return known[sort][match[0]]
    return None


def _digits(name: str) -> str:
    return "".join(character for character in name if character.isdigit())


def _slug(node: NamedNode) -> str:
    return node.value.removeprefix(ID_BASE)
