from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from graph.terms import CTV, ID_BASE, RDF, RDFS
from graph.writing.naming import SLUG, make_slug
from graph.writing.turtle import Section, write_sections

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


@given(TEXTS, TEXTS)
def test_any_text_comes_back_and_no_comment_becomes_a_statement(text: str, comment: str) -> None:
    node = NamedNode(ID_BASE + "a/b-1")
    section = Section(comment, node, [(RDF.type, CTV.Source), (RDFS.label, Literal(text))])
    written = write_sections([section, section], heading=comment)
    assert {
        (q.subject, q.predicate, q.object) for q in parse(written.encode(), RdfFormat.TURTLE)
    } == {
        (node, RDF.type, CTV.Source),
        (node, RDFS.label, Literal(text)),
    }


@given(TEXTS.filter(str.strip))
def test_slug_of_any_text_can_stand_in_an_iri(text: str) -> None:
    slug = make_slug(text)
    assert SLUG.fullmatch(slug), slug
    assert NamedNode(ID_BASE + slug).value.endswith(slug)


def test_only_prefixes_that_are_used_are_declared() -> None:
    section = Section("", NamedNode("https://example.org/x"), [(RDF.type, CTV.Source)])
    assert write_sections([section]).count("@prefix") == 1
