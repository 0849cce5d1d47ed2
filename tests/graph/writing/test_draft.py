"""What the graph says of a node as a file to change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from graph.settings import Settings
from graph.store import open_store
from graph.store.port import Store
from graph.terms import CTV, ID_BASE, RDF, RDFS
from graph.writing.draft import draft_node

LOAD = NamedNode(f"{ID_BASE}load/made-1234abcd")


def node(name: str) -> NamedNode:
    return NamedNode(ID_BASE + name)


@pytest.fixture
def store() -> Iterator[Store]:
    """A platform with thirty channels, a claim about it, and a label that would break out."""
    quads = [
        Quad(node("shop"), RDF.type, CTV.ModelPlatform, LOAD),
        Quad(node("shop"), RDFS.label, Literal("The\nshop # .\n:x :y :z ."), LOAD),
        Quad(node("said"), RDF.type, CTV.Claim, LOAD),
        Quad(node("said"), CTV.about, node("shop"), LOAD),
        Quad(node("said"), CTV.statement, Literal("It is open."), LOAD),
    ]
    for number in range(30):
        channel = node(f"ch-{number:02}")
        quads += [
            Quad(channel, RDF.type, CTV.Channel, LOAD),
            Quad(channel, CTV.platform, node("shop"), LOAD),
        ]
    with open_store(Settings(store=":memory:"), write=True) as opened:
        opened.commit(quads)
        yield opened


def triples(text: str) -> set[tuple[str, str, str]]:
    found = parse(text.encode(), format=RdfFormat.TURTLE)
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in found}


def test_draft_says_nothing_that_the_graph_does_not(store: Store) -> None:
    known = {(str(q.subject), str(q.predicate), str(q.object)) for q in store.match()}
    said = triples(draft_node(store, f"{ID_BASE}shop"))
    assert said <= known
    assert (f"<{ID_BASE}said>", f"<{CTV.statement.value}>", '"It is open."') in said


def test_draft_is_bounded_and_says_how_much_it_leaves_out(store: Store) -> None:
    """One claim and thirty channels; four come along."""
    text = draft_node(store, f"{ID_BASE}shop", limit=4)
    assert text.count("a ctv:Channel") == 3
    assert "# 27 more claims, stakes and channels are not in here." in text


def test_each_section_names_its_load_and_a_name_stays_in_its_comment(store: Store) -> None:
    text = draft_node(store, f"{ID_BASE}shop")
    assert "# A claim: It is open. Said by made-1234abcd." in text
    assert (f"<{ID_BASE}x>", f"<{ID_BASE}y>", f"<{ID_BASE}z>") not in triples(text)


def test_example_at_the_end_is_valid_when_its_marks_are_taken_away(store: Store) -> None:
    text = draft_node(store, f"{ID_BASE}shop")
    example = text[text.rindex("# @prefix : ") :]
    uncommented = "\n".join(
        line.removeprefix("# ") for line in example.splitlines() if line[2:3] in ("@", ":", " ")
    )
    assert (f"<{ID_BASE}claim-new>", f"<{CTV.polarity.value}>", f"<{CTV.Denies.value}>") in triples(
        uncommented
    )


def test_node_of_which_nothing_is_said_has_no_draft(store: Store) -> None:
    assert draft_node(store, f"{ID_BASE}nothing") == ""
