"""Records read from Turtle: what is well formed is taken, what is not is skipped, never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from graph.market.read import read_records
from graph.store.memory import read_files
from graph.terms import ID_BASE

PREFIXES = """
@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix schema: <https://schema.org/> .
"""


def iri(name: str) -> str:
    return ID_BASE + name


@pytest.fixture
def read(tmp_path):
    """Reads the records of Turtle texts, each a file of its own."""

    def read_turtle(*texts: str):
        paths = []
        for number, text in enumerate(texts):
            path = tmp_path / f"part-{number}.ttl"
            path.write_text(PREFIXES + text, encoding="utf-8")
            paths.append(path)
        return read_records(read_files(paths))

    return read_turtle


def test_a_channel_is_read_with_every_field(read) -> None:
    records = read(
        """
        :c a ctv:Channel ; rdfs:label "the road" ; ctv:asset :x ; ctv:platform :p ;
          ctv:billedBy :b ; ctv:hostedOn :h ; ctv:surface :s ; ctv:upstream :d ;
          ctv:procuredUnder :v ; ctv:accessMode ctv:RawAPI ; ctv:stage ctv:Preview ;
          ctv:exclusivity ctv:Exclusive ; ctv:validFrom "2026-01-02"^^xsd:date ;
          ctv:validTo "2026-03-04"^^xsd:date ; ctv:weight 0.25 ; ctv:setAside ctv:Resale ;
          ctv:listingId "x-1" ; prov:hadPrimarySource :src .
        """
    )
    channel = records.channels[iri("c")]
    assert (channel.label, channel.asset, channel.platform) == ("the road", iri("x"), iri("p"))
    assert (channel.billers, channel.hosts, channel.surfaces) == (
        (iri("b"),), (iri("h"),), (iri("s"),),
    )  # fmt: skip
    assert (channel.upstream, channel.procured_under) == ((iri("d"),), (iri("v"),))
    assert (channel.access_mode, channel.stage) == ("RawAPI", "Preview")
    assert (channel.exclusivity, channel.set_aside) == ("Exclusive", "Resale")
    assert (channel.valid_from, channel.valid_to) == (date(2026, 1, 2), date(2026, 3, 4))
    assert (channel.weight, channel.listing_id) == (Decimal("0.25"), "x-1")
    assert channel.sources == (iri("src"),)


def test_things_without_a_label_are_named_by_their_slug(read) -> None:
    records = read(f":c ctv:asset <{iri('lab/x')}> ; ctv:platform :p .")
    assert records.channels[iri("c")].label == "lab/x through p"
    assert records.entities[iri("lab/x")].label == "lab/x"


def test_things_that_nobody_typed_are_what_their_roles_say(read) -> None:
    records = read(":c ctv:asset :x ; ctv:platform :x ; ctv:hostedOn :h . :h ctv:operatedBy :o .")
    kinds = {name: set(records.entities[iri(name)].kinds) for name in "xho"}
    assert kinds == {"x": {"Asset", "Platform"}, "h": {"Cloud"}, "o": {"Organization"}}


def test_literals_of_the_wrong_form_are_skipped(read) -> None:
    records = read(
        """
        :c ctv:asset :x ; ctv:platform :p ; ctv:validFrom "soon" ; ctv:validTo "2026-13-01" ;
          ctv:weight "1e999999999" ; ctv:stage "GA" ; ctv:billedBy "somebody" .
        :s ctv:holder :a ; ctv:issuer :b ; ctv:votingShareMin 51 ; ctv:confersControl "perhaps" .
        :d ctv:asset "x" ; ctv:platform :p .
        :e ctv:asset :x .
        """
    )
    channel = records.channels[iri("c")]
    assert (channel.valid_from, channel.valid_to, channel.weight) == (None, None, None)
    assert (channel.stage, channel.billers) == ("StageUnstated", ())
    stake = records.stakes[iri("s")]
    assert (stake.voting_min, stake.confers_control) == (None, False)
    assert set(records.channels) == {iri("c")}


def test_the_best_claim_for_and_the_best_claim_against_weigh_a_channel(read) -> None:
    """For: max(0.3, 0.6) = 0.6; against: 0.5."""
    records = read(
        """
        :c ctv:asset :x ; ctv:platform :p .
        :1 ctv:about :c ; ctv:confidence 0.3 . :2 ctv:about :c, :x ; ctv:confidence 0.6 .
        :3 ctv:about :c ; ctv:confidence 0.5 ; ctv:polarity ctv:Denies .
        """
    )
    channel = records.channels[iri("c")]
    assert (channel.asserted, channel.denied) == (Decimal("0.6"), Decimal("0.5"))


def test_a_channel_without_claims_is_asserted_by_whoever_wrote_it(read) -> None:
    records = read(
        """
        :c ctv:asset :x ; ctv:platform :p . :d ctv:asset :x ; ctv:platform :p ; ctv:confidence 0.7 .
        :e ctv:asset :x ; ctv:platform :p . :1 ctv:about :e ; ctv:polarity ctv:Denies .
        """
    )
    asserted = {name: records.channels[iri(name)].asserted for name in "cde"}
    assert asserted == {"c": 1, "d": Decimal("0.7"), "e": 1}
    assert records.channels[iri("e")].denied == 1


def test_where_files_disagree_on_dates_the_days_that_all_accept_remain(read) -> None:
    records = read(
        ':c ctv:asset :x ; ctv:platform :p ; ctv:validFrom "2026-01-01"^^xsd:date .',
        ':c ctv:validFrom "2026-02-01"^^xsd:date ; ctv:validTo "2026-05-01"^^xsd:date .',
        ':c ctv:validTo "2026-04-01"^^xsd:date .',
    )
    channel = records.channels[iri("c")]
    assert (channel.valid_from, channel.valid_to) == (date(2026, 2, 1), date(2026, 4, 1))


def test_assets_may_have_several_developers_and_names_in_several_languages(read) -> None:
    records = read(
        """
        :x a ctv:Model ; ctv:developedBy :b, :a ; rdfs:label "Modell"@de, "model"@en ;
          skos:altLabel "the other" ; ctv:tradingName "brand" .
        """
    )
    entity = records.entities[iri("x")]
    assert (entity.developers, entity.label) == ((iri("a"), iri("b")), "model")
    assert entity.alt_labels == ("the other", "brand")


def test_sources_keep_only_addresses_on_the_web(read) -> None:
    records = read(
        """
        :1 ctv:about :c ; prov:hadPrimarySource :s, :t .
        :s schema:url "javascript:alert(1)" . :t schema:url <https://example.org/> .
        """
    )
    assert records.sources[iri("s")].url is None
    assert records.sources[iri("t")].title == "https://example.org/"
