"""Building the shipped files: the same bytes every time, under the limit, nothing said twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from graph.catalogs.build import EDITIONS, BuiltMarket, Edition, build_market
from graph.catalogs.turtle import resource, write_turtle
from graph.errors import FileMissing
from graph.terms import CTV, DCTERMS, RDF, RDFS


@pytest.fixture(scope="module")
def built(catalogs: Path) -> BuiltMarket:
    """The market built once."""
    return build_market(catalogs)


def read(built: BuiltMarket, name: str) -> list[Triple]:
    """The triples of one of the files."""
    return [quad.triple for quad in parse(built.files[name], format=RdfFormat.TURTLE)]


def test_building_twice_gives_the_same_bytes(catalogs: Path, built: BuiltMarket) -> None:
    assert build_market(catalogs).files == built.files


def test_all_files_together_stay_under_ten_megabytes(built: BuiltMarket) -> None:
    assert sum(map(len, built.files.values())) < 10_000_000


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.catalog)
def test_a_catalog_file_has_one_source_of_its_day_and_every_channel_names_it(
    built: BuiltMarket, edition: Edition
) -> None:
    triples = read(built, edition.output)
    (source,) = {t.subject for t in triples if t.predicate == RDF.type and t.object == CTV.Source}
    issued = {t.object for t in triples if t.subject == source and t.predicate == DCTERMS.issued}
    assert {day.value for day in issued if isinstance(day, Literal)} == {str(edition.snapshot)}
    channels = {t.subject for t in triples if t.predicate == CTV.listingId}
    named = {t.subject for t in triples if t.object == source}
    assert channels <= named


def test_a_model_is_described_in_one_catalog_file_only(built: BuiltMarket) -> None:
    described: dict[NamedNode, str] = {}
    for edition in EDITIONS:
        for triple in read(built, edition.output):
            if triple.predicate == CTV.modality:
                assert isinstance(triple.subject, NamedNode)
                assert triple.subject not in described, f"{triple.subject} twice"
                described[triple.subject] = edition.output
    assert len(described) == built.counts["models"]


def test_the_report_counts_each_catalog_and_what_it_left_out(built: BuiltMarket) -> None:
    wanted = {
        "models.dev: listings": 5276,
        "models.dev: channels": 7539,
        "models.dev: intervals of the history": 7624,
        "models.dev: intervals of less than a day, left out": 85,
        "litellm: entries": 4551,
        "litellm: channels": 4500,
        "litellm: entries that are no model": 51,
        "github-copilot: entries": 51,
        "codex: entries": 11,
        "codex: entries hidden from users": 3,
    }
    assert {what: built.counts[what] for what in wanted} == wanted


def test_a_missing_input_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match=r"platforms\.csv|models_dev"):
        build_market(tmp_path)


def test_the_order_of_triples_does_not_change_the_file() -> None:
    triples = [Triple(resource(slug), RDFS.label, Literal(slug)) for slug in ("b", "a", "src-c")]
    forwards = write_turtle(triples, "Heading", ("src-",))
    assert forwards == write_turtle(reversed(triples), "Heading", ("src-",))
    assert forwards.startswith(b"# Heading\n")
    assert forwards.index(b":a ") < forwards.index(b":b ") < forwards.index(b":src-c ")
