"""Building the shipped files: the same bytes every time, and the same as an import gives."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Literal, RdfFormat, Triple, parse

from graph.catalogs.build import BuiltMarket, build_market
from graph.catalogs.importing import CatalogFiles, import_models_dev
from graph.catalogs.platforms import read_platform_turtle
from graph.catalogs.turtle import resource, write_turtle
from graph.errors import CatalogRejected, FileMissing
from graph.terms import RDFS


@pytest.fixture(scope="module")
def built(catalogs: Path) -> BuiltMarket:
    """The market built once."""
    return build_market(catalogs)


def import_all(catalogs: Path, built: BuiltMarket, *, keep_going: bool = True) -> set[Triple]:
    """The triples that importing the same files gives, but for the source."""
    found = import_models_dev(
        CatalogFiles(
            (catalogs / "models_dev.api.json").read_bytes(),
            "api.json",
            (catalogs / "models_dev.base_models.json").read_bytes(),
            (catalogs / "models_dev.models.json").read_bytes(),
            (catalogs / "models_dev.history.csv").read_bytes(),
        ),
        read_platform_turtle(built.files["platforms.ttl"]),
        date(2026, 7, 2),
        keep_going=keep_going,
    )
    return without_source(found.triples)


def without_source(triples: tuple[Triple, ...] | set[Triple]) -> set[Triple]:
    """The triples that neither describe nor name a source."""
    return {t for t in triples if "/id/src-" not in f"{t.subject} {t.object}"}


def test_building_twice_gives_the_same_bytes(catalogs: Path, built: BuiltMarket) -> None:
    assert build_market(catalogs).files == built.files


def test_an_import_of_the_same_files_says_the_same(catalogs: Path, built: BuiltMarket) -> None:
    quads = parse(built.files["catalog.ttl"], format=RdfFormat.TURTLE)
    assert import_all(catalogs, built) == without_source({quad.triple for quad in quads})


def test_a_broken_entry_stops_an_import_unless_told_to_keep_going(
    catalogs: Path, built: BuiltMarket
) -> None:
    with pytest.raises(CatalogRejected, match="1 broken entry") as caught:
        import_all(catalogs, built, keep_going=False)
    assert "--keep-going" in caught.value.message
    assert [f.node for f in caught.value.findings] == ["scaleway qwen3-embedding-8b"]


def test_an_import_leaves_out_what_the_store_knows(catalogs: Path, built: BuiltMarket) -> None:
    files = CatalogFiles((catalogs / "mini.models_dev.api.json").read_bytes())
    table = read_platform_turtle(built.files["platforms.ttl"])
    found = import_models_dev(files, table, date(2026, 7, 2))
    model = resource("openai/gpt-5.5")
    left = found.without(lambda node: node == model)
    assert {t for t in found.triples if t not in left} == {
        t for t in found.triples if t.subject == model
    }


def test_an_import_without_a_new_listing_is_empty(catalogs: Path, built: BuiltMarket) -> None:
    files = CatalogFiles((catalogs / "mini.models_dev.api.json").read_bytes())
    table = read_platform_turtle(built.files["platforms.ttl"])
    found = import_models_dev(files, table, date(2026, 7, 2))
    assert found.without(lambda node: "/id/listing/" in node.value) == ()


def test_one_new_listing_brings_its_model_and_lab_and_nothing_else(
    catalogs: Path, built: BuiltMarket
) -> None:
    files = CatalogFiles((catalogs / "mini.models_dev.api.json").read_bytes())
    table = read_platform_turtle(built.files["platforms.ttl"])
    found = import_models_dev(files, table, date(2026, 7, 2))
    channel = resource("listing/models.dev/openai/o1-pro")
    left = found.without(lambda node: "/id/listing/" in node.value and node != channel)
    subjects = {str(triple.subject) for triple in left}
    expected = [channel, resource("openai/o1-pro"), resource("openai"), resource(found.source.slug)]
    assert subjects == {str(node) for node in expected}


def test_a_missing_input_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match=r"platforms\.csv"):
        build_market(tmp_path)


def test_the_order_of_triples_does_not_change_the_file() -> None:
    triples = [Triple(resource(slug), RDFS.label, Literal(slug)) for slug in ("b", "a", "src-c")]
    forwards = write_turtle(triples, "Heading", ("src-",))
    assert forwards == write_turtle(reversed(triples), "Heading", ("src-",))
    assert forwards.startswith(b"# Heading\n")
    assert forwards.index(b":a ") < forwards.index(b":b ") < forwards.index(b":src-c ")
