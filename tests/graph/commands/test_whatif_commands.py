"""``whatif``, ``exits``, ``cover`` and ``exposure`` as people call them, on the shipped article."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from click.testing import CliRunner

from graph.cli import COMMANDS, make_group
from ontology import DATA

ARTICLE = ("--data", str(DATA / "article.ttl"))
ON_THE_DAY = (*ARTICLE, "--as-of", "2026-06-02")
JSON = ("--format", "json")


@pytest.fixture
def run():
    """Runs the command line; gives exit code, stdout and stderr."""

    def call(*arguments: str):
        result = CliRunner().invoke(make_group(COMMANDS), arguments)
        return result.exit_code, result.stdout, result.stderr

    return call


def test_closing_a_road_moves_codex_and_says_why(run) -> None:
    code, output, _ = run("whatif", "close", "codex", "on", "Amazon Bedrock", *ON_THE_DAY)
    assert code == 0
    assert output.splitlines() == [
        "One asset moves on 2026-06-02; closed by one owner: 1 of 3 live assets before, 2 of 3 "
        "after (population live).",
        "  Codex: 1/2 -> 1: Amazon's road through Amazon Bedrock closes; only OpenAI's road is "
        "left.",
        "Assets of live that one owner alone can close:",
        "  OpenAI: 0 -> 1 (share 0 -> 1/3)",
    ]


def test_json_has_both_sides_and_names_the_day_the_view_and_the_population(run) -> None:
    _, output, _ = run("whatif", "close codex on bedrock", *ON_THE_DAY, *JSON)
    told = json.loads(output)
    assert (told["as_of"], told["view"], told["floor"]) == ("2026-06-02", "developer", "0.5")
    assert told["edits"] == [{"edit": "close codex on bedrock", "changed": 1}]
    (moved,) = told["moved"]
    assert (moved["captivity_before"], moved["captivity_after"]) == ("1/2", "1")
    assert (moved["after"]["type"], moved["after"]["veto"]) == ("self-captive", ["openai"])
    assert told["population"]["definition"]


def test_csv_has_a_line_for_each_asset_that_moved(run) -> None:
    edits = ("close ch-mai-copilot", "close ch-codex-bedrock")
    _, output, _ = run("whatif", *edits, *ON_THE_DAY, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(output)))
    assert [(r["name"], r["captivity_before"], r["captivity_after"]) for r in rows] == [
        ("mai-code-1-flash", "1", ""), ("codex", "1/2", "1"),
    ]  # fmt: skip
    _, output, _ = run("whatif", *edits, *ON_THE_DAY, "--limit", "1", "--format", "csv")
    assert len(output.splitlines()) == 2


def test_a_scenario_is_saved_shared_and_read_again(run, tmp_path: Path) -> None:
    path = str(tmp_path / "plan.txt")
    edits = ("acquire amazon openai", "close 'Codex' on bedrock")
    code, first, note = run("whatif", *edits, "--save", path, *ON_THE_DAY, *JSON)
    assert code == 0
    assert "Saved 2 edits" in note
    _, second, _ = run("whatif", "--scenario", path, *ON_THE_DAY, *JSON)
    assert second == first
    _, shared, _ = run("whatif", "--scenario", path, "--share", *ON_THE_DAY)
    assert shared == "acquire%20amazon%20openai;close%20codex%20on%20bedrock\n"
    _, third, _ = run("whatif", "--shared", shared.strip(), *ON_THE_DAY, *JSON)
    assert third == first
    # It may stand in an address as it is.
    (text,) = parse_qs(f"edits={shared.strip()}")["edits"]
    assert text == "acquire amazon openai;close codex on bedrock"


def test_with_the_overlay_the_launch_moves_the_vendor_side_and_without_it_not(
    run, shared: Path
) -> None:
    overlay = ("--data", str(shared / "domain" / "inference-overlay.draft.ttl"))
    launch = ("whatif", "open codex on bedrock biller aws-org host aws", "--view", "vendor")
    eve = ("--as-of", "2026-06-01", *JSON)
    _, output, _ = run(*launch, *ARTICLE, *overlay, *eve)
    (moved,) = json.loads(output)["moved"]
    assert (moved["name"], moved["captivity_before"], moved["captivity_after"]) == (
        "codex", "1", "1/2",
    )  # fmt: skip
    _, output, _ = run(*launch, *ARTICLE, *eve)
    assert json.loads(output)["moved"] == []


def test_the_drafts_can_be_asked_too(run, shared: Path) -> None:
    domain = shared / "domain"
    draft = ("--data", str(domain / "article.draft.ttl"), "--as-of", "2026-06-02")
    overlay = domain / "inference-overlay.draft.ttl"
    _, output, _ = run("whatif", f"load '{overlay}'", *draft, "--view", "vendor", *JSON)
    codex = next(row for row in json.loads(output)["moved"] if row["name"] == "codex")
    assert (codex["captivity_before"], codex["captivity_after"]) == ("0", "1/2")
    code, output, _ = run("exits", "codex", *draft, *JSON)
    assert code == 0
    assert json.loads(output)["captivity"] == "1/2"


@pytest.mark.parametrize(
    ("arguments", "code", "parts"),
    [
        (("whatif",), 2, ("No edit is given", "captivity whatif close codex on bedrock")),
        (("whatif", "clse", "codex"), 2, ("'clse', line 1", "Did you mean close?")),
        (("whatif", "close codx on bedrock"), 3, ("codx, line 1", "codex")),
        (("whatif", "close codex on google-ai"), 2, ("No road is open", "bedrock")),
        (("whatif", "load none.ttl"), 3, ("none.ttl",)),
        (("whatif", "load a.ttl", "--share"), 3, ("a.ttl",)),
        (("whatif", "close codex on bedrock", "--population", "cor"), 3, ("core",)),
        (("whatif", "close codex on bedrock", "--save", "/none/x"), 2, ("cannot be saved",)),
        (("whatif", "--scenario", "none.txt"), 3, ("cannot be read",)),
        (("exits", "codx"), 3, ("codex",)),
        (("cover", "codx"), 3, ("codex",)),
        (("exposure", "bedrock"), 3, ("Neither a vendor", "bedrock")),
        (("exposure", "codex", "openai"), 3, ("Neither a vendor", "openai")),
    ],
)
def test_a_wrong_request_gets_a_clear_answer(run, arguments, code, parts) -> None:
    found, _, message = run(*arguments, *ON_THE_DAY)
    assert found == code, message
    assert all(part in message for part in parts), message


def test_exits_name_the_owner_who_makes_a_road_useless(run) -> None:
    host = ("exits", "mai-code-1-flash", *ON_THE_DAY)
    code, output, _ = run(*host)
    assert code == 0
    assert "would lower it most, to 1/2" in output
    _, output, _ = run(*host, "--format", "csv", "--limit", "2")
    rows = list(csv.DictReader(io.StringIO(output)))
    assert [(row["captivity"], row["helps"]) for row in rows] == [("1/2", "True")] * 2


def test_cover_takes_the_day_in_either_form(run) -> None:
    names = ("cover", "codex", "mai-code-1-flash", *ARTICLE, *JSON)
    _, first, _ = run(*names, "--as-of", "2026-06-02")
    _, second, _ = run(*names, "--date", "2026-06-02")
    assert first == second
    assert json.loads(first)["size"] == 2
    _, before, _ = run(*names, "--date", "2026-06-01")
    told = json.loads(before)
    assert [one["items"] for one in told["covers"]] == [["openai"]]
    assert [one["name"] for one in told["uncoverable"]] == ["mai-code-1-flash"]


def test_cover_in_words_and_as_csv(run) -> None:
    arguments = ("cover", "codex", "mai-code-1-flash", *ON_THE_DAY)
    _, output, _ = run(*arguments)
    assert output.startswith("Two billers cover two assets on 2026-06-02; fewer are not enough")
    _, output, _ = run(*arguments, "--format", "csv")
    assert output.splitlines() == [
        "way,name,label,assets",
        "1,aws-org,Amazon Web Services,codex",
        "1,github,GitHub,mai-code-1-flash",
        "2,github,GitHub,mai-code-1-flash",
        "2,openai,OpenAI,codex",
    ]
    _, output, _ = run(*arguments, "--limit", "1")
    assert "in one way, and in more that are not listed." in output


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("openai",), "vendor"),
        (("copilot",), "assistant"),
        (("codex",), "buyer"),
        (("codex", "mai-code-1-flash"), "buyer"),
    ],
)
def test_exposure_knows_what_it_is_asked_about(run, names, kind) -> None:
    _, output, _ = run("exposure", *names, *ON_THE_DAY, *JSON)
    assert json.loads(output)["kind"] == kind


def test_exposure_in_words_and_as_csv(run) -> None:
    names = ("exposure", "codex", "mai-code-1-flash", "gemini-code-assist")
    _, output, _ = run(*names, *ON_THE_DAY)
    assert "if Microsoft refuses, one of them (1/2) cannot be had any more." in output
    assert "Not counted, without a live road: gemini-code-assist." in output
    _, output, _ = run(*names, *ON_THE_DAY, "--format", "csv", "--limit", "1")
    assert output.splitlines()[1] == ("microsoft,Microsoft,False,1,1/2,0,1/2,mai-code-1-flash,")


def test_a_what_if_writes_nothing(run, tmp_path: Path) -> None:
    data = tmp_path / "article.ttl"
    data.write_bytes((DATA / "article.ttl").read_bytes())
    run("whatif", "close codex on bedrock", "--data", str(data), "--as-of", "2026-06-02")
    assert data.read_bytes() == (DATA / "article.ttl").read_bytes()
    assert list(tmp_path.iterdir()) == [data]
