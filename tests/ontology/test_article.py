"""The shipped article and the evidence after it, entry by entry, against the reviewed table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple

import ontology
from graph.terms import CTV, DCTERMS, ID_BASE, PROV, RDF, RDFS

ARTICLE = ontology.DATA / "article.ttl"
LATER = ontology.DATA / "later-evidence.ttl"
BOTH = pytest.mark.parametrize("path", [ARTICLE, LATER], ids=lambda path: path.name)
KINDS = {"Opinion": 11, "Fact": 19, "Inference": 18, "Prediction": 3, "Conditional": 3}
LABELLED = (
    "Organization Vendor CloudProvider Model ModelFamily Assistant ModelPlatform Aggregator "
    "FirstPartyService Cloud Surface ProcurementVehicle Channel Stake Launch Announcement "
    "Acquisition Measurement Objective Strategy DecisionFactor Hypothesis Condition"
).split()
Validate = Callable[[Path, Iterable[Triple]], list[Any]]


def load(*paths: Path) -> Store:
    store = Store()
    for path in paths:
        store.load(path=str(path), format=RdfFormat.TURTLE)
    return store


def slug(node: object) -> str:
    assert isinstance(node, NamedNode), f"{node}: give it an IRI"
    return node.value.removeprefix(ID_BASE)


def only(store: Store, subject: NamedNode, predicate: NamedNode) -> str:
    """The text of the one value of a property."""
    found = [quad.object for quad in store.quads_for_pattern(subject, predicate, None)]
    assert len(found) == 1, f"{slug(subject)}: write {predicate.value} exactly once"
    assert isinstance(found[0], Literal | NamedNode)
    return found[0].value


def instances(store: Store, kind: NamedNode) -> list[NamedNode]:
    quads = store.quads_for_pattern(None, RDF.type, kind)
    return [quad.subject for quad in quads if isinstance(quad.subject, NamedNode)]


def claims_of(store: Store, source: str) -> list[NamedNode]:
    node = NamedNode(ID_BASE + source)
    return [
        claim
        for claim in instances(store, CTV.Claim)
        if Quad(claim, PROV.hadPrimarySource, node) in store
    ]


@pytest.fixture(scope="module")
def article() -> Store:
    return load(ARTICLE)


@pytest.fixture(scope="module")
def everything() -> Store:
    return load(ARTICLE, LATER, ontology.VOCABULARY)


def read_table(shared: Path) -> dict[str, tuple[str, Decimal]]:
    """Kind and confidence of each claim of the reviewed table, by the slug of the claim."""
    lines = (shared / "domain" / "facts.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:4]] for line in lines if line[:2] == "| "]
    return {
        f"claim-{name.lower()}": (kind, Decimal(confidence))
        for name, kind, confidence in rows
        if kind in KINDS
    }


def test_the_article_has_its_54_claims(article: Store) -> None:
    assert len(claims_of(article, "src-seed")) == 54


def test_the_claims_are_counted_by_kind(article: Store) -> None:
    kinds = Counter(
        only(article, claim, CTV.claimKind).removeprefix(CTV.base).removesuffix("Kind")
        for claim in claims_of(article, "src-seed")
    )
    assert kinds == KINDS


def test_the_claims_equal_the_reviewed_table(article: Store, shared: Path) -> None:
    table = read_table(shared)
    assert len(table) == 54
    found = {
        slug(claim): (
            only(article, claim, CTV.claimKind).removeprefix(CTV.base).removesuffix("Kind"),
            Decimal(only(article, claim, CTV.confidence)),
        )
        for claim in claims_of(article, "src-seed")
    }
    for name in sorted(table.keys() | found.keys()):
        assert found.get(name) == table.get(name), f"{name}: make it equal to its row in facts.md"


def test_every_claim_of_the_article_has_locator_and_date(article: Store) -> None:
    for claim in claims_of(article, "src-seed"):
        place = only(article, claim, CTV.locator)
        assert slug(claim).startswith(f"claim-{place.lower()}"), f"{slug(claim)}: locator {place}"
        assert only(article, claim, CTV.recordedOn) == "2026-06-02", slug(claim)


def test_predictions_and_conditionals_carry_their_class_too(everything: Store) -> None:
    for kind, name in ((CTV.PredictionKind, "Prediction"), (CTV.ConditionalKind, "Conditional")):
        said = {q.subject for q in everything.quads_for_pattern(None, CTV.claimKind, kind)}
        typed = set(instances(everything, NamedNode(CTV.base + name)))
        assert said == typed, f"type exactly these as ctv:{name}: {said ^ typed}"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("stake-ms-github", "claim-bg1"),
        ("stake-amzn-aws", "claim-bg2"),
        ("stake-goog", "claim-bg3"),
        ("ch-openai-api", "claim-bg4"),
    ],
)
def test_the_background_is_marked_as_not_from_the_article(
    article: Store, name: str, place: str
) -> None:
    node, claim = NamedNode(ID_BASE + name), NamedNode(ID_BASE + place)
    assert "not in the article" in only(article, node, CTV.curatorNote)
    assert only(article, claim, CTV.about) == node.value
    assert only(article, claim, PROV.hadPrimarySource) == f"{ID_BASE}src-background"


def test_the_thesis_says_what_confirms_and_what_denies_it(article: Store) -> None:
    thesis = NamedNode(f"{ID_BASE}hyp-capture")
    for predicate in (CTV.confirmIf, CTV.denyIf):
        condition = NamedNode(only(article, thesis, predicate))
        assert only(article, condition, RDFS.label)


def test_every_claim_is_about_something_described(everything: Store) -> None:
    for quad in everything.quads_for_pattern(None, CTV.about, None):
        typed = list(everything.quads_for_pattern(quad.object, RDF.type, None))
        assert typed, f"{slug(quad.subject)}: nothing describes {slug(quad.object)}; type it"


def test_no_iri_dangles(everything: Store) -> None:
    for quad in everything:
        node = quad.object
        if isinstance(node, NamedNode) and node.value.startswith((ID_BASE, CTV.base)):
            described = next(everything.quads_for_pattern(node, None, None), None)
            assert described, f"{quad.subject}: {node.value} is described nowhere; correct the IRI"
        if quad.predicate.value.startswith(CTV.base):
            assert quad.predicate.value.removeprefix(CTV.base) in CTV.members, quad.predicate


def test_statements_differ_from_each_other(everything: Store) -> None:
    said: dict[str, str] = {}
    for quad in everything.quads_for_pattern(None, CTV.statement, None):
        text = quad.object.value.casefold() if isinstance(quad.object, Literal) else ""
        name = slug(quad.subject)
        assert text not in said, f"{name}: says the same as {said[text]}; reword or drop it"
        said[text] = name


def test_every_channel_has_a_source(everything: Store) -> None:
    for channel in instances(everything, CTV.Channel):
        claims = list(everything.quads_for_pattern(None, CTV.about, channel))
        direct = list(everything.quads_for_pattern(channel, PROV.hadPrimarySource, None))
        assert claims or direct, f"{slug(channel)}: add a claim about it"


def test_what_a_person_looks_at_has_one_label(everything: Store) -> None:
    for kind in LABELLED:
        for node in instances(everything, NamedNode(CTV.base + kind)):
            assert only(everything, node, RDFS.label), slug(node)


def test_every_source_has_a_title(everything: Store) -> None:
    for source in instances(everything, CTV.Source):
        assert only(everything, source, DCTERMS.title), slug(source)


def test_later_evidence_contests_claims_and_withdraws_none(everything: Store) -> None:
    contested = {
        (slug(quad.subject), slug(quad.object))
        for quad in everything.quads_for_pattern(None, CTV.contests, None)
    }
    assert contested == {
        ("claim-up1", "claim-p1a"),
        ("claim-up2", "claim-p6b"),
        ("claim-up3", "claim-up2"),
        ("claim-up4", "claim-p6b"),
        ("claim-up5", "claim-p5b"),
        ("claim-up6", "claim-p5b"),
        ("claim-up8", "claim-p3g"),
    }


@BOTH
def test_the_file_uses_no_blank_nodes(path: Path) -> None:
    for quad in load(path):
        assert not isinstance(quad.subject, BlankNode), f"{path.name}: give {quad.subject} an IRI"


def test_the_article_alone_obeys_the_rules(validate: Validate) -> None:
    assert validate(ontology.SHAPES, [quad.triple for quad in load(ARTICLE)]) == []


def test_article_and_later_evidence_together_obey_the_rules(validate: Validate) -> None:
    assert validate(ontology.SHAPES, [quad.triple for quad in load(ARTICLE, LATER)]) == []


def test_the_advice_on_both_files_is_the_known_one(validate: Validate) -> None:
    """The sources leave open three starts, seven recording days, a supplier and a dispute."""
    findings = validate(ontology.ADVICE, [quad.triple for quad in load(ARTICLE, LATER)])
    assert Counter(finding.rule for finding in findings) == {
        "AggregatorUpstream": 1,
        "ChannelStart": 3,
        "ClaimRecorded": 7,
        "ExclusiveOverlap": 4,
    }


ROADS = """
PREFIX ctv: <https://w3id.org/captivity/ns#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?channel (GROUP_CONCAT(DISTINCT ?owner; separator=" ") AS ?owners) WHERE {
  ?channel ctv:asset ?asset ; ctv:platform ?platform ; ctv:stage ctv:GA .
  OPTIONAL { ?channel ctv:validFrom ?from }
  FILTER(!BOUND(?from) || ?from <= ?day)
  { ?platform ctv:operatedBy ?gate } UNION { ?channel ctv:billedBy ?gate }
  UNION { ?channel ctv:surface/ctv:operatedBy ?gate }
  UNION { ?channel ctv:hostedOn/ctv:operatedBy ?gate }
  OPTIONAL { ?stake ctv:issuer ?gate ; ctv:confersControl true ; ctv:holder ?above }
  BIND(REPLACE(STR(COALESCE(?above, ?gate)), "^.*/", "") AS ?owner)
} GROUP BY ?channel
"""


@pytest.mark.parametrize(
    ("asset", "day", "roads"),
    [
        ("mai-code-1-flash", "2026-06-02", {"ch-mai-copilot": "microsoft"}),
        ("codex", "2026-06-01", {"ch-codex-direct": "openai"}),
        ("codex", "2026-06-02", {"ch-codex-direct": "openai", "ch-codex-bedrock": "amazon"}),
    ],
)
def test_the_article_alone_holds_the_named_results(
    article: Store, asset: str, day: str, roads: dict[str, str]
) -> None:
    """One road of one owner is captivity 1; two roads of two owners are 1/2."""
    text = ROADS.replace("?asset ;", f"<{ID_BASE}{asset}> ;").replace("?day", f'"{day}"^^xsd:date')
    solutions = article.query(text)
    assert isinstance(solutions, QuerySolutions)
    assert {slug(row["channel"]): row["owners"].value for row in solutions} == roads
