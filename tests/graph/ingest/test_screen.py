"""The screen never passes what the judge refuses: held against pySHACL on damaged real files."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from graph.ingest.facts import Facts
from graph.ingest.screen import find_suspects
from graph.ingest.validate import judge_triples
from graph.terms import CTV, ID_BASE, RDF, XSD
from ontology import DATA

DAMAGES = 40


def read(name: str) -> list[Quad]:
    return list(parse((DATA / name).read_bytes(), RdfFormat.TURTLE, rename_blank_nodes=True))


def suspects(quads: Sequence[Quad]) -> dict[str, set[Any]]:
    own = dict.fromkeys(quad.subject for quad in quads)
    totals = dict.fromkeys(quad.object for quad in quads if quad.predicate == CTV.issuer)
    found = find_suspects(Facts(quads), own, totals)
    return {rule.shape: set(nodes) for rule, nodes in found.items()}


def damage(quads: list[Quad], chance: random.Random) -> None:
    """One random fault of a kind that people make."""
    place = chance.randrange(len(quads))
    quad, other = quads[place], quads[chance.randrange(len(quads))]
    values = [
        other.object,
        Literal("text"),
        Literal("2026-01-01", datatype=XSD.date),
        Literal("2031-05-05Z", datatype=XSD.date),
        Literal("1.7", datatype=XSD.decimal),
        Literal("-0.1", datatype=XSD.decimal),
        Literal("3", datatype=XSD.integer),
        NamedNode(ID_BASE + "nobody"),
        BlankNode(),
    ]
    kind = chance.randrange(5)
    if kind == 0:
        del quads[place]
    elif kind == 1:
        quads[place] = Quad(quad.subject, quad.predicate, chance.choice(values))
    elif kind == 2:
        quads.append(Quad(quad.subject, quad.predicate, chance.choice(values)))
    elif kind == 3:
        quads.append(Quad(other.subject, quad.predicate, quad.object))
    else:
        retyped = [q for q in quads if q.predicate == RDF.type]
        quads.remove(chance.choice(retyped))


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("name", ["article.ttl", "later-evidence.ttl", "ownership.ttl"])
def test_every_node_that_the_judge_refuses_was_suspected(name: str, seed: int) -> None:
    chance = random.Random(f"{name} {seed}")  # noqa: S311 - damage need not be secret
    quads = read(name)
    for _ in range(DAMAGES):
        damage(quads, chance)
    judged = {
        (str(result.shape), str(result.focus).removeprefix("_:"))
        for result in judge_triples({(q.subject, q.predicate, q.object) for q in quads})
    }
    found = {(shape, node.value) for shape, nodes in suspects(quads).items() for node in nodes}
    own = {quad.subject.value for quad in quads} | {
        quad.object.value for quad in quads if quad.predicate == CTV.issuer
    }
    assert judged
    missed = {(shape, focus) for shape, focus in judged if focus in own} - found
    # A nested rule is reported by its own name; the screen names the rule around it.
    outer = {"AggregatorUpstream": "AggregatorChannels", "ClaimSubjectTyped": "ClaimSubject"}
    missed = {(shape, focus) for shape, focus in missed if shape.rpartition("#")[2] not in outer}
    assert missed == set()


def test_sound_shipped_data_raises_no_suspicion_of_a_violation() -> None:
    quads = [quad for name in ("article.ttl", "ownership.ttl") for quad in read(name)]
    own = dict.fromkeys(quad.subject for quad in quads)
    found = find_suspects(Facts(quads), own)
    assert {rule.shape for rule in found if not rule.is_advice} == set()


CHANNEL = """
:src a ctv:Source . :m a ctv:Model ; ctv:developedBy :acme . :acme a ctv:Organization .
:p a ctv:ModelPlatform ; ctv:operatedBy :acme .
:c a ctv:Channel ; ctv:asset :m ; ctv:platform :p ; ctv:accessMode ctv:RawAPI ; ctv:stage ctv:GA ;
  prov:hadPrimarySource :src {} .
"""


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ('; ctv:validFrom "2026-02-01"^^xsd:date ; ctv:validTo "2026-01-01"^^xsd:date',
         "IntervalOrder"),
        ("; ctv:stage ctv:Preview", "ChannelStage"),
        ("; ctv:upstream :c", "UpstreamCycle"),
        ("; ctv:hostedOn :p", "ChannelHost"),
    ],
)  # fmt: skip
def test_fault_is_suspected_by_its_own_rule(
    more: str, rule: str, turtle: Callable[[str], bytes]
) -> None:
    sound = list(parse(turtle(CHANNEL.format("")), RdfFormat.TURTLE))
    broken = list(parse(turtle(CHANNEL.format(more)), RdfFormat.TURTLE))
    names = {shape.rpartition("#")[2] for shape in set(suspects(broken)) - set(suspects(sound))}
    assert rule in names
