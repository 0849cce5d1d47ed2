"""The ownership table: what becomes a stake, what only a claim, and how far each is believed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from graph.catalogs.ownership import Fact, describe_ownership, read_ownership_csv
from graph.catalogs.platforms import read_platform_csv
from graph.catalogs.turtle import resource
from graph.errors import CatalogRejected
from graph.terms import CTV, PROV, RDF, SCHEMA

HEADER = "subject,relation,object,since,until,status,detail,source_url,source_kind\n"


@pytest.fixture(scope="module")
def facts(catalogs: Path) -> list[Fact]:
    """The facts of the curated table."""
    return read_ownership_csv((catalogs / "ownership.csv").read_bytes())


@pytest.fixture(scope="module")
def triples(catalogs: Path, facts: list[Fact]) -> set[Triple]:
    """The shipped ownership as triples, without what the catalog adds."""
    platforms = read_platform_csv((catalogs / "platforms.csv").read_bytes())
    return set(describe_ownership(facts, platforms, {}))


def subjects(triples: set[Triple], predicate: NamedNode, value: NamedNode) -> set[str]:
    """The slugs of everything with that value."""
    return {
        str(t.subject.value).rpartition("/id/")[2]
        for t in triples
        if t.predicate == predicate and t.object == value and isinstance(t.subject, NamedNode)
    }


def test_every_fact_becomes_one_claim_with_one_source(
    facts: list[Fact], triples: set[Triple]
) -> None:
    claims = subjects(triples, RDF.type, CTV.Claim)
    assert len(facts) == len(claims) == 16
    for claim in claims:
        sources = [
            t
            for t in triples
            if t.subject == resource(claim) and t.predicate == PROV.hadPrimarySource
        ]
        assert len(sources) == 1, claim


def test_spacex_controls_xai_from_the_day_of_the_merger(triples: set[Triple]) -> None:
    stake = resource("stake-spacex-xai")
    date_type = NamedNode("http://www.w3.org/2001/XMLSchema#date")
    assert Triple(stake, CTV.holder, resource("spacex")) in triples
    assert Triple(stake, CTV.confersControl, Literal(True)) in triples
    assert Triple(stake, CTV.validFrom, Literal("2026-02-02", datatype=date_type)) in triples


def test_stakes_that_other_files_define_are_claimed_about_and_not_repeated(
    triples: set[Triple],
) -> None:
    stakes = subjects(triples, RDF.type, CTV.Stake)
    assert not stakes & {"stake-ms-github", "stake-ms-openai", "stake-amzn-aws", "stake-goog"}
    assert subjects(triples, CTV.about, resource("stake-ms-github"))
    assert subjects(triples, CTV.about, resource("stake-ms-openai"))


def test_a_merger_that_has_not_closed_gives_no_stake(triples: set[Triple]) -> None:
    assert not subjects(triples, CTV.issuer, resource("anysphere"))
    assert subjects(triples, CTV.about, resource("ev-spacex-anysphere"))


def test_an_investment_without_a_known_share_gives_no_stake(triples: set[Triple]) -> None:
    assert not subjects(triples, CTV.issuer, resource("anthropic"))
    assert not subjects(triples, CTV.issuer, resource("openai"))


def test_an_operator_with_another_owner_is_held_by_it(triples: set[Triple]) -> None:
    assert subjects(triples, CTV.issuer, resource("replicate-org")) == {
        "stake-cloudflare-replicate-org"
    }


def test_a_fine_tune_is_derived_from_its_base_and_not_the_same(triples: set[Triple]) -> None:
    raptor = resource("github/raptor-mini")
    assert Triple(raptor, CTV.derivedFrom, resource("openai/gpt-5-mini")) in triples


def test_a_source_with_an_address_gives_it(facts: list[Fact], triples: set[Triple]) -> None:
    given = {fact.url for fact in facts if fact.url}
    shown = {
        t.object.value
        for t in triples
        if t.predicate == SCHEMA.url and isinstance(t.object, Literal)
    }
    assert given == shown


@pytest.mark.parametrize(
    ("status", "kind", "confidence"),
    [
        ("in force", "primary", "0.95"),
        ("in force", "secondary citing the Microsoft blog", "0.8"),
        ("agreed - closing not confirmed", "secondary citing an 8-K", "0.8"),
        ("announced", "secondary", "0.7"),
        ("reported", "secondary", "0.6"),
        ("reported - amounts conflict", "secondary", "0.5"),
        ("whispered", "secondary", "0.4"),
    ],
)
def test_belief_follows_status_and_kind_of_source(status: str, kind: str, confidence: str) -> None:
    fact = Fact("A", "controlledBy", "B", "", status, "", kind, (), "")
    assert fact.confidence == Decimal(confidence)


def test_a_fact_without_a_statement_of_ours_is_refused_with_its_line() -> None:
    content = HEADER + "Acme,controlledBy,Bolt,,,in force,,,secondary\n"
    with pytest.raises(CatalogRejected, match="without a statement") as caught:
        read_ownership_csv(content.encode())
    assert caught.value.line == 2
