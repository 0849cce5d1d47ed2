"""``captivity changes`` as a person runs it, on a file small enough to tell by hand."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from graph.cli import COMMANDS, make_group

MARKET = """
@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:ace a ctv:Model ; rdfs:label "Ace" . :shop a ctv:ModelPlatform ; rdfs:label "Shop" .
:road a ctv:Channel ; ctv:asset :ace ; ctv:platform :shop ; ctv:stage ctv:GA ;
    ctv:validFrom "2026-06-02"^^xsd:date ; ctv:validTo "2026-06-20"^^xsd:date .
:sight a ctv:Channel ; ctv:asset :ace ; ctv:platform :shop ; ctv:stage ctv:GA ;
    ctv:validFrom "2026-06-25"^^xsd:date ; ctv:datePrecision ctv:SnapshotSeen .
"""


@pytest.fixture
def market(tmp_path: Path) -> Path:
    """A market with one road that opened and closed."""
    path = tmp_path / "market.ttl"
    path.write_text(MARKET)
    return path


def run(market: Path, *arguments: str) -> Result:
    """The result of the command."""
    line = ["changes", "--data", str(market), *arguments]
    return CliRunner().invoke(make_group(COMMANDS), line)


def test_it_tells_what_opened_and_closed_newest_first(market: Path) -> None:
    result = run(market, "--since", "2026-06-01", "--until", "2026-07-01", "--format", "json")
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)
    assert [(row["day"], row["change"], row["asset"]) for row in rows] == [
        ("2026-06-20", "closed", "ace"),
        ("2026-06-02", "opened", "ace"),
    ]
    assert "Left out: 1 channels" in result.stderr


def test_the_feed_is_an_xml_document(market: Path) -> None:
    result = run(market, "--since", "2026-06-01", "--format", "atom")
    assert result.exit_code == 0, result.output
    root = ElementTree.fromstring(result.stdout.encode())  # noqa: S314 - our own document
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"


def test_a_period_that_ends_before_it_begins_is_refused(market: Path) -> None:
    result = run(market, "--since", "2026-06-01", "--until", "2026-06-01")
    assert result.exit_code == 2
    assert "ends before it begins" in result.stderr


def test_a_period_in_which_nothing_happened_is_empty_and_no_error(market: Path) -> None:
    result = run(market, "--since", "2020-01-01", "--until", "2020-02-01", "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])
