"""What a file says beside what the store says: known already, at odds with it, strangely like it.

Nothing here keeps a file out or merges anything: it is told to the person who adds the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from graph.errors import Finding
from graph.ingest.facts import Facts, Matcher
from graph.ingest.lookalikes import find_lookalikes
from graph.ingest.rules import short
from graph.suggest import did_you_mean
from graph.terms import CTV, RDF, VOCABULARY_BASE

Node = Any

#: What makes a second channel of the same asset on the same platform another road or the same one.
ROLES = (
    CTV.billedBy, CTV.hostedOn, CTV.surface, CTV.accessMode, CTV.stage, CTV.validFrom, CTV.validTo,
)  # fmt: skip
#: The most findings of one sort.
MOST = 50
#: The most new channels that are held against those of the store.
MOST_COMPARED = 2_000


@dataclass(frozen=True, slots=True)
class Difference:
    """What of a file was known, and what is to be said about the rest.

    ``known_in`` maps the graph of each load to how many of the file's statements it holds; a
    statement in several graphs counts in each, and in ``known`` once.
    """

    known: int
    known_in: dict[str, int]
    findings: tuple[Finding, ...]


def compare(facts: Facts, store: Matcher) -> Difference:
    """The file's own facts held against a store that does not hold them yet."""
    known, known_in = _count_known(facts, store)
    findings = [
        *_unknown_terms(facts),
        *_same_roads(facts, store),
        *_contested(facts, store),
        *find_lookalikes(facts, store),
    ]
    return Difference(known, known_in, tuple(findings))


def _count_known(facts: Facts, store: Matcher) -> tuple[int, dict[str, int]]:
    known, graphs = 0, Counter[str]()
    for subject in facts.by_subject:
        # Most subjects of a new file are new: one look-up settles all that is said of them.
        if not isinstance(subject, NamedNode) or not _holds(store, subject):
            continue
        for _, predicate, value in facts.statements(subject):
            if isinstance(value, BlankNode):
                continue
            found = {_graph_of(quad) for quad in store.match(subject, predicate, value)}
            known += bool(found)
            graphs.update(found)
    return known, dict(graphs.most_common())


def _graph_of(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


def _holds(store: Matcher, *pattern: Any) -> bool:
    return next(iter(store.match(*pattern)), None) is not None


def _unknown_terms(facts: Facts) -> Iterator[Finding]:
    """Yield a finding for each term of our vocabulary that is not in it."""
    used: dict[NamedNode, Node] = {}
    for subject, described in facts.by_subject.items():
        for predicate in described:
            used.setdefault(predicate, subject)
        for kind in described.get(RDF.type, ()):
            if isinstance(kind, NamedNode):
                used.setdefault(kind, subject)
    strange = [term for term in used if term.value.startswith(VOCABULARY_BASE) and _is_new(term)]
    for term in strange[:MOST]:
        name = term.value.removeprefix(VOCABULARY_BASE)
        yield Finding(
            "warning",
            short(_plain(used[term])),
            f"uses ctv:{name}, which the vocabulary does not have",
            fix=did_you_mean(name, sorted(CTV.members)) or "See /ontology for its terms.",
        )


def _is_new(term: NamedNode) -> bool:
    return CTV.local_name(term.value) is None


def _same_roads(facts: Facts, store: Matcher) -> Iterator[Finding]:
    """Yield a finding for each channel of an asset on a platform where the store has another."""
    channels = (node for node, described in facts.by_subject.items() if CTV.platform in described)
    new = (channel for channel in channels if not _holds(store, channel))
    told = 0
    for channel in islice(new, MOST_COMPARED):
        for other in _others_on_the_same_road(channel, facts, store):
            differences = ", ".join(_differences(channel, other, facts, store))
            if told == MOST:
                return
            told += 1
            yield Finding(
                "warning",
                short(_plain(channel)),
                "is a second channel of the same asset on the same platform",
                f"{short(_plain(other))} is there"
                + (f"; they differ in {differences}" if differences else " and says the same"),
                fix="If it is the same road, use that channel's IRI and correct it there.",
            )


def _others_on_the_same_road(channel: Node, facts: Facts, store: Matcher) -> Iterator[Node]:
    for asset in facts.values(channel, CTV.asset):
        for platform in facts.values(channel, CTV.platform):
            if not isinstance(asset, NamedNode) or not isinstance(platform, NamedNode):
                continue
            for quad in store.match(None, CTV.asset, asset):
                other = quad.subject
                if other != channel and _holds(store, other, CTV.platform, platform):
                    yield other


def _differences(channel: Node, other: Node, facts: Facts, store: Matcher) -> Iterator[str]:
    for predicate in ROLES:
        ours = {_text(value) for value in facts.values(channel, predicate)}
        theirs = {_text(quad.object) for quad in store.match(other, predicate)}
        if ours != theirs:
            name = predicate.value.removeprefix(VOCABULARY_BASE)
            yield f"{name} ({_say(ours)} here, {_say(theirs)} there)"


def _contested(facts: Facts, store: Matcher) -> Iterator[Finding]:
    """Yield a finding for each claim whose polarity is not that of a claim in the store."""
    told = 0
    for claim, described in facts.by_subject.items():
        polarities: Collection[Node] = described.get(CTV.polarity, ())
        if not polarities or _holds(store, claim):
            continue
        polarity = next(iter(polarities))
        for node in described.get(CTV.about, ()):
            for quad in store.match(None, CTV.about, node):
                if quad.subject == claim or not _opposes(store, quad.subject, polarity):
                    continue
                if told == MOST:
                    return
                told += 1
                yield Finding(
                    "warning",
                    short(_plain(claim)),
                    f"{_verb(polarity)} what {short(_plain(quad.subject))} does not",
                    f"about {short(_plain(node))}",
                    fix="Both stand; the one of higher confidence decides. Link them by "
                    "ctv:contests.",
                )


def _opposes(store: Matcher, claim: Node, polarity: Node) -> bool:
    return any(quad.object != polarity for quad in store.match(claim, CTV.polarity))


def _verb(polarity: Node) -> str:
    return "denies" if polarity == CTV.Denies else "asserts"


def _say(values: set[str]) -> str:
    return " and ".join(sorted(values)) or "not stated"


def _text(value: Node) -> str:
    return value.value if isinstance(value, Literal) else short(_plain(value))


def _plain(node: Node) -> Any:
    """The node as :func:`graph.ingest.rules.short` takes it: the text of its IRI, a blank node."""
    return node.value if isinstance(node, NamedNode) else "a node without a name"
