"""``report``, ``population`` and ``score --population`` as people call them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.cli import COMMANDS, make_group

Run = Callable[..., tuple[int, str, str]]

#: ``twin`` is on two platforms of Xco, ``free`` on one and open; both are in the registry.
MARKET = """
@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:src a ctv:Source ; dcterms:title "A catalog" ; dcterms:issued "2026-05-01"^^xsd:date .
:xco a ctv:Organization ; rdfs:label "Xco" .
:lab a ctv:Vendor ; rdfs:label "Lab" .
:left a ctv:ModelPlatform ; rdfs:label "Left|Hand" ; ctv:operatedBy :xco .
:right a ctv:ModelPlatform ; rdfs:label "Right" ; ctv:operatedBy :xco .
:hub a ctv:WeightsHub ; rdfs:label "Hub" ; ctv:operatedBy :xco .
:twin a ctv:Model ; rdfs:label "Twin" ; ctv:developedBy :lab ; dcterms:isPartOf <REGISTRY> .
:free a ctv:Model ; rdfs:label "Free" ; ctv:developedBy :lab ; dcterms:isPartOf <REGISTRY> .
<LISTING/left/twin> a ctv:Channel ; ctv:asset :twin ; ctv:platform :left ;
    ctv:validFrom "2026-01-01"^^xsd:date ; prov:hadPrimarySource :src .
<LISTING/right/twin> a ctv:Channel ; ctv:asset :twin ; ctv:platform :right ;
    ctv:validFrom "2026-01-01"^^xsd:date ; prov:hadPrimarySource :src .
<LISTING/left/free> a ctv:Channel ; ctv:asset :free ; ctv:platform :left ;
    ctv:validFrom "2026-01-01"^^xsd:date ; prov:hadPrimarySource :src .
:weights-free a ctv:Channel ; ctv:asset :free ; ctv:platform :hub ;
    ctv:accessMode ctv:OpenWeights ; prov:hadPrimarySource :src .
""".replace("<REGISTRY>", "<https://w3id.org/captivity/id/registry/models.dev>").replace(
    "<LISTING", "<https://w3id.org/captivity/id/listing/models.dev"
)
DAY = ("--as-of", "2026-06-02")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command on the small market; gives exit code, stdout and stderr."""
    file = tmp_path / "market.ttl"
    file.write_text(MARKET, encoding="utf-8")

    def call(*arguments: str) -> tuple[int, str, str]:
        result = CliRunner().invoke(make_group(COMMANDS), [*arguments, *DAY, "--data", str(file)])
        return result.exit_code, result.stdout, result.stderr

    return call


def test_the_report_says_its_day_and_how_old_its_catalog_is(run: Run) -> None:
    code, output, _ = run("report")
    assert code == 0
    assert output.startswith("The market on 2026-06-02 (newest catalog of 2026-05-01)")


def test_the_report_as_json_gives_figures_and_defines_their_populations(run: Run) -> None:
    _, output, _ = run("report", "--format", "json")
    report = json.loads(output)
    assert set(report["populations"]) >= {"core", "closed-core"}
    (row,) = report["illusory"]
    assert (row["owner"], row["names"]) == ("Xco", ["twin"])


def test_the_report_as_markdown_has_whole_tables(run: Run) -> None:
    """A bar in a label would break the table, so it is escaped."""
    _, output, _ = run("report", "--format", "markdown")
    assert output.startswith("# The market on 2026-06-02")
    assert "| Xco | Left\\|Hand, Right | 1 | Twin |" in output


def test_a_population_is_shown_with_definition_and_size(run: Run) -> None:
    code, output, _ = run("population", "closed-core", "--format", "json")
    (row,) = json.loads(output)
    assert code == 0
    assert (row["population"], row["as_of"], row["size"]) == ("closed-core", "2026-06-02", 1)
    assert "weights" in row["definition"]


def test_all_populations_are_listed_without_a_name(run: Run) -> None:
    _, output, _ = run("population", "--format", "json")
    sizes = {row["population"]: row["size"] for row in json.loads(output)}
    assert sizes == {
        "core": 2, "closed-core": 1, "all-listings": 2, "closed-listings": 1, "assistants": 0,
        "article": 0,
    }  # fmt: skip


def test_the_members_of_a_population_are_listed_on_demand(run: Run) -> None:
    _, output, _ = run("population", "core", "--members", "--format", "csv")
    assert output.splitlines()[1:] == [
        "core,2026-06-02,free,Free",
        "core,2026-06-02,twin,Twin",
    ]


def test_a_score_of_a_population_names_it_in_every_row(run: Run) -> None:
    _, output, _ = run("score", "--population", "closed-core", "--format", "json")
    rows = json.loads(output)
    assert [(row["name"], row["captivity"], row["population"]) for row in rows] == [
        ("twin", "1", "closed-core")
    ]


def test_a_score_without_a_population_is_about_all_assets(run: Run) -> None:
    _, output, _ = run("score", "--format", "json")
    assert [(row["name"], row["population"]) for row in json.loads(output)] == [
        ("twin", None),
        ("free", None),
    ]


@pytest.mark.parametrize("command", [("population", "closed-cor"),
                                     ("score", "--population", "closed-cor")])  # fmt: skip
def test_an_unknown_population_is_told_which_was_meant(run: Run, command: tuple[str]) -> None:
    code, output, error = run(*command)
    assert (code, output) == (3, "")
    assert "No population has the name: closed-cor. Did you mean closed-core" in error


def test_an_asset_outside_the_population_is_not_scored_silently(run: Run) -> None:
    code, _, error = run("score", "free", "--population", "closed-core")
    assert code == 3
    assert "captivity population closed-core --members" in error
