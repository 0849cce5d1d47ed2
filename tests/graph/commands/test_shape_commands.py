"""``structure``, ``network`` and the options of ``explain`` as people call them."""

from __future__ import annotations

import csv
import io
import json

import networkx as nx
import pytest
from click.testing import CliRunner

from graph.cli import COMMANDS, make_group
from ontology import DATA

ARTICLE = ("--data", str(DATA / "article.ttl"), "--as-of", "2026-06-02")


@pytest.fixture
def run():
    """Runs the command line; gives exit code, stdout and stderr."""

    def call(*arguments: str):
        result = CliRunner().invoke(make_group(COMMANDS), arguments)
        return result.exit_code, result.stdout, result.stderr

    return call


def test_structure_of_the_article_as_json(run) -> None:
    """Amazon gates Codex, Microsoft OpenAI's models in Copilot: two ties of 1, so 2 (1/2)^2."""
    code, output, _ = run("structure", *ARTICLE, "--format", "json")
    document = json.loads(output)
    assert code == 0
    assert (document["as_of"], document["view"], document["floor"]) == (
        "2026-06-02", "developer", "0.5",
    )  # fmt: skip
    found = {row["name"]: row for row in document["organisations"]}
    assert [(tie["name"], tie["assets"]) for tie in found["openai"]["ties"]] == [
        ("amazon", 1), ("microsoft", 1),
    ]  # fmt: skip
    assert (found["openai"]["constraint"], found["openai"]["effective_size"]) == (0.5, 2.0)
    assert found["alphabet"]["constraint"] is None
    assert found["alphabet"]["reason"] == "no live channel"
    mai = next(row for row in document["assets"] if row["name"] == "mai-code-1-flash")
    assert mai["veto"] == ["microsoft"]
    assert {place["name"] for place in mai["dominators"]} == {"copilot", "microsoft"}
    assert all(measure["warning"] for measure in document["measures"].values())


def test_structure_as_table_and_csv(run) -> None:
    _, output, _ = run("structure", *ARTICLE)
    assert "Vendors and owners on 2026-06-02, developer view; ties in assets" in output
    assert "It halves when the same owner opens a second platform" in output
    _, output, _ = run("structure", *ARTICLE, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(output)))
    assert {row["measure"] for row in rows} == {
        "constraint", "effective_size", "betweenness", "dominators",
    }  # fmt: skip
    undefined = next(r for r in rows if (r["measure"], r["name"]) == ("constraint", "alphabet"))
    assert (undefined["value"], bool(undefined["reason"])) == ("", True)


def test_structure_follows_view_and_floor(run) -> None:
    _, output, _ = run("structure", *ARTICLE, "--view", "vendor", "--format", "json")
    names = {row["name"] for row in json.loads(output)["places"]}
    assert "amazon" in names
    assert "openai" not in names
    code, output, _ = run("structure", *ARTICLE, "--floor", "1", "--format", "json")
    assert (code, json.loads(output)["assets"]) == (0, [])


def test_market_without_a_live_channel_is_said_to_have_no_shape(run) -> None:
    early = (*ARTICLE[:2], "--as-of", "1999-01-01")
    code, output, _ = run("structure", *early, "--floor", "1")
    assert code == 0
    assert output.startswith("No live channel is known on 1999-01-01, developer view:")
    code, output, _ = run("network", *early, "--floor", "1", "--format", "node-link")
    assert (code, json.loads(output)["nodes"]) == (0, [])


@pytest.mark.parametrize("form", ["graphml", "gexf", "node-link"])
def test_network_is_written_to_a_file_that_networkx_reads(run, tmp_path, form: str) -> None:
    path = tmp_path / "market"
    code, output, _ = run("network", *ARTICLE, "--format", form, "--output", str(path))
    assert (code, output) == (0, "")
    if form == "node-link":
        network = nx.node_link_graph(json.loads(path.read_text("utf-8")), edges="edges")
    else:
        network = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[form](path)
    kinds = {data["kind"] for _, data in network.nodes.data()}
    assert {"Model", "Assistant", "Channel", "Cloud", "Organization"} <= kinds
    assert all(data["iri"] and data["relation"] for _, _, data in network.edges.data())


def test_network_goes_to_stdout_and_an_unwritable_file_is_an_error(run, tmp_path) -> None:
    code, output, _ = run("network", *ARTICLE)
    assert code == 0
    assert output.startswith("<graphml")
    code, _, message = run("network", *ARTICLE, "--output", str(tmp_path / "no" / "file"))
    assert code == 3
    assert "The file cannot be written" in message


def test_explain_shows_the_essential_and_with_all_everything(run) -> None:
    code, essential, _ = run("explain", "codex", *ARTICLE)
    assert code == 0
    assert "(--all shows all)" in essential
    _, everything, _ = run("explain", "codex", *ARTICLE, "--all")
    assert everything.count("Evidence:") > essential.count("Evidence:")
    assert "--all" not in everything


def test_explain_has_coalitions_and_routes_in_json(run) -> None:
    _, output, _ = run("explain", "codex", *ARTICLE, "--format", "json")
    found = json.loads(output)
    assert (found["captivity"], found["cut"], found["routes"]) == ("1/2", 2, 2)
    assert found["coalitions"] == [["amazon", "openai"]]
    assert found["shut_out"] == "To shut it out, both would have to refuse together."
    assert all(channel["is_essential"] for channel in found["channels"])
