from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from graph.errors import FieldsRefused
from graph.market.names import NameIndex
from graph.terms import CTV, DCTERMS, ID_BASE, PROV, RDF, RDFS, SCHEMA, XSD
from graph.writing.compose import Written, compose
from graph.writing.naming import Declared

CHANNEL = {
    "asset": ["bot"],
    "platform": ["the shop"],
    "stage": ["ga"],
    "access": ["raw api"],
    "confidence": ["0.8"],
    "source": ["src"],
}
CHANNEL_TEXT = """# Bot through The Shop. Written with `captivity new`.

@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

# Bot through The Shop.
:ch-bot-shop a ctv:Channel ;
    rdfs:label "Bot through The Shop" ;
    ctv:asset :acme\\/bot ;
    ctv:platform :shop ;
    ctv:stage ctv:GA ;
    ctv:accessMode ctv:RawAPI ;
    ctv:hostedOn :sky ;
    ctv:validFrom "2026-07-01"^^xsd:date .

# What the source says.
:claim-ch-bot-shop a ctv:Claim ;
    ctv:about :ch-bot-shop ;
    ctv:statement "Bot can be reached through The Shop." ;
    ctv:confidence 0.8 ;
    ctv:claimKind ctv:Fact ;
    ctv:polarity ctv:Asserts ;
    prov:hadPrimarySource :src .
"""


def node(slug: str) -> NamedNode:
    return NamedNode(ID_BASE + slug)


def read(written: Written) -> set[tuple[object, ...]]:
    quads = parse(written.turtle.encode(), RdfFormat.TURTLE)
    return {(quad.subject, quad.predicate, quad.object) for quad in quads}


def refusal(form: str, index: NameIndex, **values: str) -> dict[str, str]:
    """What is said of each field that is refused."""
    with pytest.raises(FieldsRefused) as raised:
        compose(form, {name: [text] for name, text in values.items()}, index)
    return dict(zip(raised.value.fields, map(str, raised.value.findings), strict=True))


def test_channel_is_written_with_its_claim_one_statement_a_line(index: NameIndex) -> None:
    more = {"host": ["sky"], "valid_from": ["2026-07-01"]}
    written = compose("channel", CHANNEL | more, index)
    assert written.turtle == CHANNEL_TEXT
    assert (written.name, written.iri) == ("ch-bot-shop.ttl", ID_BASE + "ch-bot-shop")


def test_stake_with_one_figure_has_it_as_both_bounds(index: NameIndex) -> None:
    values = {"holder": ["Zed"], "issuer": ["acme"], "votes": ["0.27"], "profits": ["0.1-0.2"],
              "control": ["no"], "confidence": ["1"], "source": ["The paper"]}  # fmt: skip
    stake, said = node("stake-zed-acme"), read(compose("stake", values, index))
    shares = {
        (CTV.votingShareMin, "0.27"), (CTV.votingShareMax, "0.27"),
        (CTV.economicShareMin, "0.1"), (CTV.economicShareMax, "0.2"),
    }  # fmt: skip
    assert {
        (p, o.value) for s, p, o in said
        if s == stake and isinstance(o, Literal) and o.datatype == XSD.decimal
    } == shares  # fmt: skip
    assert (stake, CTV.confersControl, Literal("false", datatype=XSD.boolean)) in said
    assert (stake, CTV.holder, node("zed")) in said
    claim = node("claim-stake-zed-acme")
    assert (claim, CTV.statement, Literal("Zed holds a stake in Acme.")) in said
    assert (claim, CTV.confidence, Literal("1.0", datatype=XSD.decimal)) in said


def test_claim_may_be_about_several_and_contest_another(index: NameIndex) -> None:
    values = {"about": ["ch", "bot"], "statement": ["Not any more."], "polarity": ["denies"],
              "confidence": ["0.7"], "claim_kind": ["PredictionKind"], "contests": ["said"],
              "source_title": ["A page"], "source_url": ["https://example.org/p?q=1#f"],
              "source_date": ["2026-07-02"], "note": ["line one\r\nline two"]}  # fmt: skip
    said = read(compose("claim", values, index))
    claim, source = node("claim-ch"), node("src-a-page")
    assert {o for s, p, o in said if (s, p) == (claim, CTV.about)} == {node("ch"), node("acme/bot")}
    assert {o for s, p, o in said if (s, p) == (claim, RDF.type)} == {CTV.Claim, CTV.Prediction}
    assert {
        (claim, CTV.contests, node("said")),
        (claim, CTV.curatorNote, Literal("line one\nline two")),
        (claim, PROV.hadPrimarySource, source),
        (source, RDF.type, CTV.Source),
        (source, DCTERMS.title, Literal("A page")),
        (source, SCHEMA.url, Literal("https://example.org/p?q=1#f")),
        (source, DCTERMS.issued, Literal("2026-07-02", datatype=XSD.date)),
    } <= said


def test_source_without_a_title_is_called_by_its_address(index: NameIndex) -> None:
    values = {**CHANNEL, "source": [], "source_url": ["https://www.example.org/news"]}
    said = read(compose("channel", values, index))
    title = Literal("example.org/news")
    assert (node("src-example.org-news"), DCTERMS.title, title) in said


def test_names_that_are_taken_get_a_number(index: NameIndex) -> None:
    first = compose("claim", {"about": ["zed"], "statement": ["s"], "confidence": ["1"],
                              "source": ["src"], "id": ["ch-bot-shop"]}, index)  # fmt: skip
    assert first.iri == ID_BASE + "ch-bot-shop"
    said = refusal(
        "claim", index, about="zed", statement="s", confidence="1", source="src", id="ch"
    )
    assert "taken" in said["id"]
    assert compose("channel", CHANNEL, index).iri.endswith("/ch-bot-shop")


def test_new_things_are_declared_with_label_kind_and_whoever_is_behind(index: NameIndex) -> None:
    declared = [
        Declared("organization", "Newco"),
        Declared("model", "Bot 2", "Newco"),
        Declared("Assistant", "Helper", "acme"),
    ]
    values = CHANNEL | {"asset": ["Bot 2"], "platform": ["helper"]}
    written = compose("channel", values, index, declared)
    said = read(written)
    model, helper = node("newco/bot-2"), node("helper")
    assert {
        (node("newco"), RDF.type, CTV.Organization),
        (model, RDF.type, CTV.Model),
        (model, RDFS.label, Literal("Bot 2")),
        (model, CTV.developedBy, node("newco")),
        (helper, CTV.developedBy, node("acme")),
        (helper, CTV.operatedBy, node("acme")),
        (node("ch-bot-2-helper"), CTV.asset, model),
    } <= said
    assert written.turtle.index("# New: Newco.") < written.turtle.index("# New: Bot 2.")


def test_every_field_that_is_not_right_is_told_at_once(index: NameIndex) -> None:
    said = refusal(
        "channel", index, asset="bott", platform="acme", stage="gaa", valid_from="2026-02-30",
        confidence="1.5", host="sky", source="src", source_title="another",
    )  # fmt: skip
    assert set(said) == set("asset platform stage access valid_from confidence source".split())
    assert "Did you mean Bot" in said["asset"]
    assert "Acme is no Platform" in said["platform"]
    assert "Did you mean GA" in said["stage"]
    assert "It is missing" in said["access"]
    assert "two sources" in said["source"]


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("votes", "0.3-0.2", "backwards"),
        ("votes", "27%", "Not a number"),
        ("votes", "0.1-0.2-0.3", "Not a share"),
        ("control", "perhaps", "Neither true nor false"),
        ("source_url", "javascript:alert(1)", "Not a web address"),
        ("source_url", "https://exa mple.org", "Not a web address"),
        ("id", "has space", "Not an identifier"),
        ("id", "../up", "Not an identifier"),
        ("label", "bell\x07", "control character"),
    ],
)
def test_text_that_is_not_what_a_field_asks_for_is_refused(
    index: NameIndex, field: str, text: str, words: str
) -> None:
    assert words in refusal("stake", index, **{field: text})[field]


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (Declared("modell", "X", "acme"), "Did you mean Model"),
        (Declared("model", "X"), "needs the organisation behind it"),
        (Declared("model", "X", "nobody"), "No entity has the name"),
        (Declared("model", "Bot", "acme"), "There is something of that name already"),
        (Declared("vendor", " "), "needs a label"),
        (Declared("cloud", "X", "sky"), "Sky is no Organization"),
    ],
)
def test_new_thing_that_cannot_be_declared_is_refused(
    index: NameIndex, new: Declared, words: str
) -> None:
    with pytest.raises(FieldsRefused) as raised:
        compose("channel", CHANNEL, index, [new])
    assert raised.value.fields == ("declare0",)
    assert words in str(raised.value.findings[0])


def test_field_of_one_value_given_twice_is_refused(index: NameIndex) -> None:
    with pytest.raises(FieldsRefused) as raised:
        compose("channel", CHANNEL | {"host": ["sky", "sky"]}, index)
    assert "given twice" in str(raised.value.findings[0])
