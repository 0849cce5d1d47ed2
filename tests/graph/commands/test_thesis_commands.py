"""``thesis``, ``trend``, ``depend`` and ``control`` as people call them, on the article's data."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.cli import COMMANDS, make_group
from ontology import DATA, MARKET_FILES

ARTICLE = ("--data", str(DATA / "article.ttl"))
OWNED = (*ARTICLE, "--data", str(DATA / "ownership.ttl"))
LATER = (*ARTICLE, "--data", str(DATA / "later-evidence.ttl"))
SHIPPED = tuple(part for path in MARKET_FILES for part in ("--data", str(path)))


@pytest.fixture
def run():
    """Runs the command line; gives exit code, stdout and stderr."""

    def call(*arguments: str):
        result = CliRunner().invoke(make_group(COMMANDS), arguments)
        return result.exit_code, result.stdout, result.stderr

    return call


@pytest.fixture
def read(run):
    """Runs a command that must succeed and reads what it prints as JSON."""

    def call(*arguments: str):
        code, output, errors = run(*arguments, "--format", "json")
        assert code == 0, errors
        return json.loads(output)

    return call


def drafts(shared: Path, *names: str) -> list[str]:
    return [
        part for name in names for part in ("--data", str(shared / "domain" / f"{name}.draft.ttl"))
    ]


# thesis


def test_the_article_alone_holds_on_its_day_and_meets_its_condition_at_the_horizon(read) -> None:
    """Closed is MAI alone, of three live assets; GitHub, AWS and OpenAI bill."""
    found = read("thesis", *ARTICLE, "--as-of", "2026-06-02")
    assert (found["literal"], found["owner_closed"]) == ("holding", "holding")
    assert (found["horizon"], found["days_left"]) == ("2027-06-02", 365)
    assert (found["closure_index"], found["stacks"], found["billing_stacks"]) == ("1/3", 1, 3)
    assert (found["threshold_index"], found["max_stacks"]) == ("3/4", 4)
    assert found["prediction_met"] is False
    assert "claim-p6d" in {claim["name"] for claim in found["claims"]}
    assert read("thesis", *ARTICLE, "--as-of", "2026-06-01")["literal"] == "not-made"
    last = read("thesis", *ARTICLE, "--as-of", "2027-06-02")
    assert (last["literal"], last["owner_closed"]) == ("condition-met", "condition-met")
    assert (last["prediction_met"], last["days_left"]) == (False, 0)


def test_an_api_on_microsofts_own_cloud_denies_the_letter_only(read) -> None:
    found = read("thesis", *LATER, "--as-of", "2026-07-01")
    assert (found["literal"], found["owner_closed"]) == ("denied", "holding")
    (breach,) = found["evidence"]
    assert (breach["name"], breach["denied_from"]) == ("ch-mai-foundry", "2026-07-01")
    assert (breach["captivity_within"], breach["captivity_joined"]) == ("1", "1")
    assert breach["claims"][0]["confidence"] == "0.6"
    assert breach["sources"][0]["url"] == "https://docs.everruns.com/providers/mai/"
    (short,) = found["would_deny"]
    assert (short["name"], short["code"]) == ("ch-mai-openrouter", "denied")
    before = read("thesis", *LATER, "--as-of", "2026-06-30")
    assert (before["literal"], before["evidence"]) == ("holding", [])
    assert {short["code"] for short in before["would_deny"]} == {"denied", "not-yet-open"}


def test_the_drafts_give_the_same_verdicts(read, shared) -> None:
    files = drafts(shared, "article", "updates")
    found = [read("thesis", *files, "--as-of", day) for day in ("2026-06-02", "2026-07-01")]
    assert [(one["literal"], one["owner_closed"]) for one in found] == [
        ("holding", "holding"), ("denied", "holding"),
    ]  # fmt: skip
    assert found[0]["captive_sets"] == [
        {
            "asset": "codex",
            "asset_label": "Codex",
            "platforms": ["bedrock", "openai-direct"],
            "platform_labels": ["Amazon Bedrock", "OpenAI direct"],
            "basis": "stated",
        },
        {
            "asset": "mai-code-1-flash",
            "asset_label": "MAI-Code-1-Flash",
            "platforms": ["copilot"],
            "platform_labels": ["GitHub Copilot"],
            "basis": "stated",
        },
    ]


def test_thresholds_are_parameters_and_said_to_be_ours(read, run) -> None:
    """Closure index 1/3 and three billers: met from a third on, unless only two may be left."""
    met = ("thesis", *ARTICLE, "--as-of", "2026-06-02", "--threshold-index", "1/3")
    assert read(*met)["prediction_met"] is True
    assert read(*met, "--max-stacks", "2")["prediction_met"] is False
    _, output, _ = run(*met)
    assert "is a choice of this program" in output
    assert "does not imply the predicted closing" in output
    assert run("thesis", *ARTICLE, "--threshold-index", "2")[0] == 2
    assert run("thesis", *ARTICLE, "--threshold-index", "much")[0] == 2
    assert run("thesis", *ARTICLE, "--threshold-index", "1/0")[0] == 2


def test_the_report_tells_what_denies_and_what_falls_short(run) -> None:
    code, output, _ = run("thesis", *LATER, "--as-of", "2026-07-01")
    assert code == 0
    assert "Literal:      denied\n  Owner-closed: holding" in output
    assert "MAI-Code-1-Flash as an API on Microsoft Foundry: raw API, from 2026-07-01" in output
    assert "falls short: MAI-Code-1-Flash as an API on OpenRouter (disputed): denied" in output
    assert "horizon 2027-06-02: 336 days left." in output


def test_data_without_a_hypothesis_still_says_how_closed_the_market_is(read, run, tmp_path) -> None:
    file = tmp_path / "small.ttl"
    file.write_text(
        "@prefix ctv: <https://w3id.org/captivity/ns#> .\n"
        "@prefix : <https://w3id.org/captivity/id/> .\n"
        ":c a ctv:Channel ; ctv:asset :x ; ctv:platform :p .\n"
        ":p ctv:operatedBy :o .\n"
    )
    found = read("thesis", "--data", str(file), "--as-of", "2026-06-02")
    assert (found["hypothesis"], found["literal"], found["evidence"]) == (None, None, [])
    assert (found["closure_index"], found["prediction_met"]) == ("1", True)
    assert found["billing_stack_members"][0]["channels"] == ["c"]
    code, output, _ = run("thesis", "--data", str(file))
    assert (code, output.startswith("No hypothesis in the data")) == (0, True)


def test_an_unknown_hypothesis_is_refused_and_a_named_one_found(read, run, tmp_path) -> None:
    assert read("thesis", "Platform capture", *ARTICLE)["hypothesis"] == "hyp-capture"
    code, _, errors = run("thesis", "nothing", *ARTICLE)
    assert (code, "hyp-capture" in errors) == (3, True)
    file = tmp_path / "second.ttl"
    file.write_text(
        "<https://w3id.org/captivity/id/h2> a <https://w3id.org/captivity/ns#Hypothesis> ."
    )
    code, _, errors = run("thesis", *ARTICLE, "--data", str(file))
    assert (code, "Give one of h2, hyp-capture" in errors) == (3, True)


def test_the_thesis_as_csv_is_one_line(run) -> None:
    _, output, _ = run("thesis", *ARTICLE, "--as-of", "2026-06-02", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(output))
    assert (row["literal"], row["closure_index"], row["billing_stacks"]) == ("holding", "1/3", "3")


# trend


def test_the_bedrock_launch_is_a_step_with_its_reason(read) -> None:
    rows = read("trend", "codex", *ARTICLE, "--as-of", "2026-12-31")
    assert [(row["date"], row["until"], row["value"]) for row in rows] == [
        ("2026-06-01", "2026-06-02", "1"), ("2026-06-02", "2027-01-01", "1/2"),
    ]  # fmt: skip
    assert rows[1]["why"] == "Codex through Amazon Bedrock opened"
    assert rows[1]["changes"][0]["subject"] == "ch-codex-bedrock"
    assert rows[1]["definition"].startswith("K = 1/E")


def test_the_preview_opens_and_closes_before_the_launch(read, shared) -> None:
    files = drafts(shared, "article", "updates", "background")
    rows = read("trend", "codex", "--metric", "cut", "--metric", "escape", *files,
                "--as-of", "2026-12-01")  # fmt: skip
    assert [(row["metric"], row["date"], row["value"]) for row in rows] == [
        (metric, day, value)
        for metric in ("cut", "escape")
        for day, value in (
            ("2026-04-27", "1"), ("2026-04-28", "2"), ("2026-06-01", "1"), ("2026-06-02", "2"),
        )
    ]  # fmt: skip


def test_the_market_of_the_drafts_step_by_step(read, shared) -> None:
    """Live and closed by hand: Codex 1/1, +OpenAI models 1/2, preview 0/2, back, launches 1/3."""
    files = drafts(shared, "article", "updates", "background")
    rows = read("trend", "--metric", "closure-index", *files, "--as-of", "2026-12-01")
    assert [(row["date"], row["value"]) for row in rows] == [
        ("2023-06-01", "1"), ("2023-06-02", "1/2"), ("2025-07-14", "1/2"), ("2025-10-28", "1/2"),
        ("2026-04-28", "0"), ("2026-06-01", "1/2"), ("2026-06-02", "1/3"), ("2026-07-01", "1/3"),
    ]  # fmt: skip
    assert rows[3]["why"] == "The stake of Microsoft in OpenAI began"
    assert {row["population"] for row in rows} == {"live"}


def test_bedrock_bought_openai_optionality_only_if_its_own_service_runs_on_azure(
    read, shared
) -> None:
    """Vendor view: with the overlay Microsoft holds all up to the launch, then half."""
    plain = drafts(shared, "article", "background")
    overlaid = [*plain, *drafts(shared, "inference-overlay")]
    command = ("trend", "codex", "--view", "vendor", "--floor", "0.4", "--as-of", "2026-06-02")
    assert [row["value"] for row in read(*command, *overlaid)] == ["1", "1/2"]
    assert [row["value"] for row in read(*command, *plain)] == ["0", "0"]


def test_the_table_ends_in_a_chart_of_blocks(run) -> None:
    code, output, errors = run("trend", "codex", *ARTICLE, "--as-of", "2026-12-31")
    assert code == 0
    assert "█▅  captivity of Codex, 2026-06-01 to 2026-06-02" in output
    assert "captivity: K = 1/E" in errors


def test_a_month_by_month_trend_of_the_shipped_market(read) -> None:
    rows = read("trend", *SHIPPED, "--since", "2026-05-01", "--as-of", "2026-07-01",
                "--metric", "live", "--every", "month")  # fmt: skip
    assert [row["date"] for row in rows] == ["2026-05-01", "2026-06-01", "2026-07-01"]
    assert all(row["until"] is None and int(row["value"]) > 500 for row in rows)
    assert "opened" in rows[1]["why"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("codex", "--metric", "closure-index"), 2),
        (("--metric", "captivity"), 2),
        (("codex", "--population", "core"), 2),
        (("--metric", "captive"), 3),
        (("--population", "nowhere"), 3),
        (("nobody-knows",), 3),
        (("--since", "2026-07-01", "--until", "2026-07-01"), 2),
        (("--until", "July"), 2),
    ],
)
def test_a_trend_that_makes_no_sense_is_refused(run, arguments, code) -> None:
    found, _, errors = run("trend", *arguments, *ARTICLE)
    assert (found, errors.startswith("captivity: ")) == (code, True)


# depend


def test_openai_and_microsoft_on_the_day_of_the_article(read) -> None:
    """No asset of OpenAI is lost with Microsoft, whose two in Copilot are half OpenAI's."""
    (row,) = read("depend", "openai", "microsoft", *OWNED, "--as-of", "2026-06-02")
    assert (row["vendor_on_owner"], row["owner_on_vendor"]) == ("0", "1/2")
    assert (row["asymmetry"], row["joint"], row["population"]) == ("-1/2", "1/2", "live")
    assert (row["lost"], row["supplied"]) == ([], ["openai-models"])
    assert "recorded catalogue" in row["note"]


def test_a_subsidiary_stands_for_its_owner_and_one_name_gives_all(read, run) -> None:
    (row,) = read("depend", "openai", "aws-org", *OWNED, "--as-of", "2026-06-02")
    assert (row["owner"], row["vendor_on_owner"], row["owner_on_vendor"]) == ("amazon", "0", "1")
    rows = read("depend", "openai", *OWNED, "--as-of", "2026-06-02")
    assert {(row["vendor"], row["owner"]) for row in rows} == {
        ("openai", "amazon"), ("openai", "microsoft"),
    }  # fmt: skip
    assert "recorded catalogue" in run("depend", "openai", *OWNED)[2]


# control


def test_who_is_behind_copilot_by_which_stake(read) -> None:
    found = read("control", "copilot", *OWNED, "--as-of", "2026-06-02")
    (row,) = found["control"]
    assert (row["party"], row["owner"], row["is_controller"]) == ("github", "microsoft", True)
    assert [stake["issuer"] for stake in row["chain"]] == ["github"]
    assert row["chain"][0]["sources"]
    assert found["sensitivity"]["thresholds"] == ["0.5", "0.25"]
    assert found["sensitivity"]["live_count"] == 3


def test_control_as_a_table_says_what_a_lower_threshold_changes(run) -> None:
    code, output, _ = run("control", "github", *OWNED, "--as-of", "2026-06-02",
                          "--threshold", "0.3")  # fmt: skip
    assert code == 0
    assert "From 0.5 down to 0.3 of the votes" in output
    assert run("control", "ch-mai-copilot", *OWNED)[0] == 3
    assert run("control", "github", *OWNED, "--threshold", "0.7")[0] == 2
