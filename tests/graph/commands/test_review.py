"""``captivity review``: the queue of a small store, and decisions that the next import takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graph.catalogs.decisions import read_decisions
from graph.catalogs.identity import load_resolver
from graph.catalogs.listing import Listing
from graph.cli import COMMANDS, make_group
from graph.settings import Settings
from graph.store.opened import open_embedded

MARKET = """
@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
<https://w3id.org/captivity/id/listing/models.dev/acme/gpt-5-mini> a ctv:Channel ;
    ctv:listingId "gpt-5-mini" ; ctv:identityMethod ctv:StatedIdentity ;
    ctv:asset <https://w3id.org/captivity/id/openai/gpt-5> .
<https://w3id.org/captivity/id/listing/models.dev/acme/house> a ctv:Channel ;
    ctv:listingId "house" ; ctv:identityMethod ctv:UnresolvedIdentity ;
    ctv:asset <https://w3id.org/captivity/id/acme/house> .
<https://w3id.org/captivity/id/listing/models.dev/acme/o3> a ctv:Channel ;
    ctv:listingId "o3" ; ctv:identityMethod ctv:IdRuleIdentity ;
    ctv:asset <https://w3id.org/captivity/id/openai/o3> .
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a store with three listings: one disputed, one unresolved, one clear."""
    from graph.ingest.add import add_document

    with open_embedded(Settings(store=str(tmp_path / "store")), write=True) as store:
        add_document(store, "market.ttl", MARKET.encode(), check=False)
    return tmp_path


def run_review(home: Path, *arguments: str) -> Result:
    """The result of the command on the store in that folder."""
    line = ["--store", str(home / "store"), "review", *arguments]
    return CliRunner().invoke(make_group(COMMANDS), line)


def test_the_queue_holds_what_is_disputed_and_what_is_unresolved(home: Path) -> None:
    result = run_review(home, "--format", "json")
    assert result.exit_code == 0, result.output
    rows = {row["model_id"]: row for row in json.loads(result.stdout)}
    assert set(rows) == {"gpt-5-mini", "house"}
    assert rows["gpt-5-mini"]["answers"] == {
        "base-model": "openai/gpt-5",
        "id": "openai/gpt-5-mini",
    }
    assert rows["house"]["kind"] == "unresolved"


def test_the_queue_can_be_narrowed(home: Path) -> None:
    result = run_review(home, "--kind", "unresolved", "--format", "csv")
    assert [line.split(",")[3] for line in result.stdout.splitlines()] == ["model_id", "house"]
    assert run_review(home, "--catalog", "litellm", "--format", "json").stdout == "[]\n"


def test_an_edit_is_written_with_who_and_why_and_the_next_import_takes_it(home: Path) -> None:
    result = run_review(
        home, "edit", "models.dev", "acme", "house", "openai/gpt-5-nano",
        "--who", "ada", "--note", "they say so",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    (decision,) = read_decisions(home / "identity-decisions.csv")
    assert (decision.decided_by, decision.reason) == ("ada", "edit: they say so")
    found = load_resolver(home / "identity-decisions.csv").resolve(
        Listing("models.dev", "acme", "house")
    )
    assert (found.canonical, found.method) == ("openai/gpt-5-nano", "curated")
    assert json.loads(run_review(home, "--kind", "unresolved", "--format", "json").stdout) == []


def test_accepting_keeps_what_it_resolves_to_or_takes_another_step(home: Path) -> None:
    run_review(home, "accept", "models.dev", "acme", "gpt-5-mini")
    assert read_decisions(home / "identity-decisions.csv")[0].canonical_model == "openai/gpt-5"
    run_review(home, "accept", "models.dev", "acme", "gpt-5-mini", "openai/gpt-5-mini")
    (decision,) = read_decisions(home / "identity-decisions.csv")
    assert decision.canonical_model == "openai/gpt-5-mini"
    assert decision.decided_by


def test_rejecting_leaves_the_listing_to_its_seller(home: Path) -> None:
    run_review(home, "reject", "models.dev", "acme", "gpt-5-mini", "--who", "ada")
    (decision,) = read_decisions(home / "identity-decisions.csv")
    assert decision.canonical_model == "acme/gpt-5-mini"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("edit", "models.dev", "acme", "hous", "openai/gpt-5"), "Did you mean house?"),
        (("edit", "models.dev", "acme", "house", "gpt-5"), "Not the name of a model: gpt-5"),
        (
            ("edit", "models.dev", "acme", "house", "openai/gpt-5-2025-08-07"),
            "Not the canonical spelling: openai/gpt-5-2025-08-07. Write openai/gpt-5.",
        ),
    ],
)
def test_a_decision_that_cannot_be_is_refused_and_nothing_is_written(
    arguments: tuple[str, ...], words: str, home: Path
) -> None:
    result = run_review(home, *arguments)
    assert result.exit_code in (2, 3)
    assert words in result.stderr
    assert not (home / "identity-decisions.csv").exists()


def test_a_catalog_file_has_a_queue_without_being_imported(home: Path, shared: Path) -> None:
    file = shared / "catalogs" / "mini.models_dev.api.json"
    result = run_review(home, "--catalog", "models.dev", "--file", str(file), "--format", "json")
    assert result.exit_code == 0, result.output
    assert {row["catalog"] for row in json.loads(result.stdout)} <= {"models.dev"}
