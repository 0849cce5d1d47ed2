"""``power`` as people call it, and the family of numbers that ``score`` prints."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from click.testing import CliRunner

from graph.cli import COMMANDS, make_group
from ontology import DATA

ARTICLE = ("--data", str(DATA / "article.ttl"))
PREFIXES = """
@prefix ctv: <https://w3id.org/captivity/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix : <https://w3id.org/captivity/id/> .
"""


@pytest.fixture
def run():
    """Runs the command line; gives exit code, stdout and stderr."""

    def call(*arguments: str):
        result = CliRunner().invoke(make_group(COMMANDS), arguments)
        return result.exit_code, result.stdout, result.stderr

    return call


@pytest.fixture
def triangle(tmp_path):
    """One model on three platforms that stand on each other's clouds: gates ab, bc and ca.

    Of the use 1/2 is billed by a and 1/4 each by b and c: HHI = 3/8.
    """
    lines = [PREFIXES, ':x a ctv:Model ; rdfs:label "X" .']
    for owner, other, weight in (("a", "b", "0.5"), ("b", "c", "0.25"), ("c", "a", "0.25")):
        lines.append(f':{owner} a ctv:Organization ; rdfs:label "{owner.upper()}" .')
        lines.append(f":cloud-{owner} a ctv:Cloud ; ctv:operatedBy :{owner} .")
        lines.append(
            f":p-{owner} a ctv:ModelPlatform ; ctv:operatedBy :{owner} ; "
            f"ctv:runsOn :cloud-{other} ."
        )
        lines.append(
            f":ch-{owner} a ctv:Channel ; ctv:asset :x ; ctv:platform :p-{owner} ; "
            f"ctv:accessMode ctv:RawAPI ; ctv:stage ctv:GA ; ctv:weight {weight} ."
        )
    path = tmp_path / "triangle.ttl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return "--data", str(path), "--as-of", "2026-06-02"


def test_score_prints_the_whole_family_of_numbers(run, triangle) -> None:
    """E = 3/2, K = 2/3; any two of three owners close all three roads, no two roads are apart."""
    code, output, _ = run("score", "x", *triangle, "--format", "json")
    assert code == 0
    row = json.loads(output)[0]
    assert (row["captivity"], row["escape"], row["cut"], row["routes"]) == ("2/3", "3/2", 2, 1)
    assert row["coalitions"] == [["a", "b"], ["a", "c"], ["b", "c"]]
    assert row["coalition_labels"] == [["A", "B"], ["A", "C"], ["B", "C"]]
    assert (row["coalitions_complete"], row["cut_bounds"], row["routes_bounds"]) == (
        True, [2, 2], [1, 1],
    )  # fmt: skip
    assert (row["hhi"], row["effective_number"]) == ("3/8", "8/3")
    _, output, _ = run("score", "x", *triangle, "--format", "csv")
    row = next(csv.DictReader(io.StringIO(output)))
    assert (row["cut"], row["routes"], row["hhi"]) == ("2", "1", "3/8")


def test_score_tells_how_far_an_unknown_operator_leaves_it_open(run, tmp_path) -> None:
    """Roads of a and of a platform of unknown operator: 1/2, or 1 if that is a's too."""
    path = tmp_path / "unknown.ttl"
    path.write_text(
        f"""{PREFIXES}
        :x a ctv:Model ; rdfs:label "X" . :a a ctv:Organization ; rdfs:label "A" .
        :p a ctv:ModelPlatform ; ctv:operatedBy :a . :q a ctv:ModelPlatform .
        :c1 a ctv:Channel ; ctv:asset :x ; ctv:platform :p ; ctv:stage ctv:GA .
        :c2 a ctv:Channel ; ctv:asset :x ; ctv:platform :q ; ctv:stage ctv:GA .
        """,
        encoding="utf-8",
    )
    common = ("--data", str(path), "--as-of", "2026-06-02", "--format", "json")
    row = json.loads(run("score", "x", *common)[1])[0]
    assert (row["captivity"], row["interval"], row["unknown"]) == ("1/2", ["1/2", "1"], ["q"])


def test_score_leaves_what_is_undefined_null(run) -> None:
    day_before = (*ARTICLE, "--as-of", "2026-06-01", "--format", "json")
    row = json.loads(run("score", "mai-code-1-flash", *day_before)[1])[0]
    assert (row["captivity"], row["escape"], row["cut"], row["routes"]) == (None, "0", 0, 0)
    assert (row["coalitions"], row["hhi"], row["effective_number"]) == ([], None, None)


def test_power_in_one_asset_is_shared_evenly_in_a_triangle(run, triangle) -> None:
    code, output, _ = run("power", "x", *triangle, "--format", "json")
    rows = json.loads(output)
    assert code == 0
    assert [row["owner"] for row in rows] == ["a", "b", "c"]
    assert {row["shapley"] for row in rows} == {"1/3"}
    assert {row["banzhaf"] for row in rows} == {"1/3"}
    assert {row["banzhaf_absolute"] for row in rows} == {"1/2"}
    assert {(row["is_veto"], row["sampled"], row["error"]) for row in rows} == {
        (False, False, None)
    }


def test_power_over_the_market_of_the_article(run) -> None:
    """Microsoft holds MAI alone; Codex is Amazon's or OpenAI's; the OpenAI models in Copilot too.

    Three live assets on the day, each counted once.
    """
    common = ("power", *ARTICLE, "--as-of", "2026-06-02")
    rows = json.loads(run(*common, "--format", "json")[1])
    assert {row["live_count"] for row in rows} == {3}
    top = rows[0]
    assert (top["owner"], top["gatekeeper_share"], top["captive_count"]) == ("microsoft", "1/3", 1)
    assert rows == json.loads(run(*common, "--format", "json", "--limit", "99")[1])
    from fractions import Fraction

    assert sum(Fraction(row["shapley"]) for row in rows) == 1
    assert sum(Fraction(row["banzhaf"]) for row in rows) == 1
    read = list(csv.DictReader(io.StringIO(run(*common, "--format", "csv")[1])))
    assert [row["shapley"] for row in read] == [row["shapley"] for row in rows]
    table = run(*common)[1]
    assert "Power on 2026-06-02, developer view" in table
    assert re.search(r"Microsoft .* 33.3%", table)


def test_power_of_nobody_says_why(run) -> None:
    common = (*ARTICLE, "--as-of", "2026-06-01")
    code, output, errors = run("power", "mai-code-1-flash", *common, "--format", "json")
    assert (code, json.loads(output)) == (0, [])
    assert "no live channel is known on 2026-06-01" in errors
    code, _, errors = run("power", "codex", *ARTICLE, "--as-of", "2026-06-02", "--view", "vendor")
    assert code == 0
    assert "Codex: a road has no gate, so no owner has power over it." in errors
    code, output, errors = run("power", *common, "--population", "core", "--format", "json")
    assert (code, json.loads(output)) == (0, [])
    assert "nobody has power" in errors


def test_power_over_a_population_names_it_and_refuses_others(run) -> None:
    common = (*ARTICLE, "--as-of", "2026-06-02", "--format", "json")
    rows = json.loads(run("power", *common, "--population", "article")[1])
    assert {row["population"] for row in rows} == {"article"}
    assert "article" in run("power", *common[:-2], "--population", "article")[1]
    code, _, errors = run("power", *common, "--population", "articel")
    assert (code, "article" in errors) == (3, True)
    code, _, errors = run("power", "cursor", *common, "--population", "article")
    assert (code, "does not hold" in errors) == (3, True)
