"""``score``, ``explain`` and ``ask`` as people call them, on the shipped article."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

from graph.cli import COMMANDS, make_group
from ontology import DATA, MARKET_FILES

ARTICLE = ("--data", str(DATA / "article.ttl"))
SHIPPED = tuple(part for path in MARKET_FILES for part in ("--data", str(path)))


@pytest.fixture
def run():
    """Runs the command line; gives exit code, stdout and stderr."""

    def call(*arguments: str):
        result = CliRunner().invoke(make_group(COMMANDS), arguments)
        return result.exit_code, result.stdout, result.stderr

    return call


@pytest.mark.parametrize("data", [ARTICLE, SHIPPED], ids=["article", "shipped"])
def test_the_article_on_its_day_and_on_the_day_before(run, data) -> None:
    names = ("mai-code-1-flash", "codex")
    code, output, _ = run("score", *names, "--as-of", "2026-06-02", "--format", "json", *data)
    rows = json.loads(output)
    assert code == 0
    assert [(row["name"], row["captivity"], row["type"]) for row in rows] == [
        ("mai-code-1-flash", "1", "self-captive"),
        ("codex", "1/2", "multi-homed"),
    ]
    assert [row["veto"] for row in rows] == [["microsoft"], []]
    _, output, _ = run("score", *names, "--as-of", "2026-06-01", "--format", "json", *data)
    assert [(row["captivity"], row["type"]) for row in json.loads(output)] == [
        (None, "no-channel"), ("1", "self-captive"),
    ]  # fmt: skip


def test_all_assets_come_most_captive_first_up_to_a_limit(run) -> None:
    _, output, _ = run("score", "--as-of", "2026-06-02", "--format", "csv", *ARTICLE)
    rows = list(csv.DictReader(io.StringIO(output)))
    assert [(row["name"], row["captivity"]) for row in rows] == [
        ("mai-code-1-flash", "1"), ("codex", "1/2"), ("openai-models", "1/2"),
        ("cursor", ""), ("gemini-code-assist", ""), ("copilot", ""),
    ]  # fmt: skip
    _, output, _ = run("score", "--as-of", "2026-06-02", "--limit", "1", *ARTICLE)
    assert "MAI-Code-1-Flash" in output
    assert "Codex" not in output


def test_floor_and_view_change_the_market(run) -> None:
    common = ("score", "codex", "--as-of", "2026-06-02", "--format", "json", *ARTICLE)
    _, output, _ = run(*common, "--view", "vendor")
    assert json.loads(output)[0]["captivity"] == "0"
    _, output, _ = run(*common, "--floor", "0.9")
    assert (json.loads(output)[0]["captivity"], json.loads(output)[0]["veto"]) == ("1", ["amazon"])


def test_explain_says_why_in_words_in_json_and_in_csv(run) -> None:
    common = ("explain", "Codex", "--as-of", "2026-06-02", *ARTICLE)
    code, output, _ = run(*common)
    assert code == 0
    assert output.startswith(
        "Codex: captivity 1/2 (one half) on 2026-06-02. Two owners, Amazon and OpenAI, each hold "
        "one independent road; neither alone can close both.\n"
    )
    _, output, _ = run(*common, "--format", "json")
    assert json.loads(output)["captivity"] == "1/2"
    _, output, _ = run(*common, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(output)))
    assert {(row["channel"], row["owner"]) for row in rows} == {
        ("ch-codex-bedrock", "amazon"), ("ch-codex-direct", "openai"),
    }  # fmt: skip


def test_ask_lists_the_questions_and_answers_one(run) -> None:
    code, output, _ = run("ask", "--format", "json")
    assert code == 0
    assert "channel-stages" in {row["name"] for row in json.loads(output)}
    common = ("ask", "surfaces", "--as-of", "2026-06-02", *ARTICLE)
    _, output, _ = run(*common)
    assert "ms-ide" in output
    assert "https://" not in output
    _, output, _ = run(*common, "--param", "asset=codex", "--format", "json")
    assert json.loads(output) == []


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("score", "codx"), 3, "Did you mean codex"),
        (("score", "--as-of", "2026-6-1"), 2, "YYYY-MM-DD"),
        (("score", "--as-of", "2026-02-30"), 2, "YYYY-MM-DD"),
        (("score", "--floor", "2"), 2, "a number from 0 to 1"),
        (("explain", "nobody"), 3, "No entity has the name"),
        (("ask", "surfces"), 3, "Did you mean surfaces"),
        (("ask", "surfaces", "--param", "asset"), 2, "name=value"),
    ],
)
def test_a_bad_request_gets_one_message_and_its_exit_code(run, arguments, code, words) -> None:
    found, output, message = run(*arguments, *ARTICLE)
    assert (found, output) == (code, "")
    assert words in message
