"""``captivity refresh`` as a person runs it: look, decide, load, take back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graph.cli import COMMANDS, make_group


def run(store: Path, *arguments: str | Path, answer: str | None = None) -> Result:
    """The result of the command on a store, with an answer to what it asks."""
    line = ["--store", str(store), *map(str, arguments)]
    return CliRunner().invoke(make_group(COMMANDS), line, input=answer)


@pytest.fixture(scope="module")
def store(new_market: Callable[[], Path]) -> Path:
    """A store with the shipped market; tests that change it put it back."""
    return new_market()


@pytest.fixture(scope="module")
def newer(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped copy of models.dev with one listing gone, one new and one renamed."""
    document = json.loads((shared / "catalogs" / "models_dev.api.json").read_bytes())
    del document["openai"]["models"]["gpt-5.5"]
    document["anthropic"]["models"]["claude-opus-9"] = {"name": "Claude Opus 9"}
    google = document["google"]["models"]
    google["gemini-2.5-pro-002"] = google.pop("gemini-2.5-pro")
    document["scaleway"]["models"]["qwen3-embedding-8b"]["release_date"] = "2025-11-25"
    path = tmp_path_factory.mktemp("newer") / "api.json"
    path.write_text(json.dumps(document))
    return path


def refresh(store: Path, newer: Path, *options: str, answer: str | None = None) -> Result:
    """The result of refreshing from the newer copy."""
    line = ("refresh", "--from", f"models.dev={newer}", "--snapshot", "2026-08-01")
    return run(store, *line, "--format", "json", *options, answer=answer)


def test_it_shows_what_opens_closes_and_moves_and_loads_nothing_when_told_no(
    store: Path, newer: Path
) -> None:
    before = run(store, "dump").stdout_bytes
    result = refresh(store, newer, answer="n\n")
    assert result.exit_code == 0, result.output
    (row,) = json.loads(result.stdout)
    found = [row[key] for key in ("opened", "closed", "renamed", "changed", "corrected")]
    assert found == [1, 1, 1, 0, 0]
    assert "GPT-5.5: captivity" in result.stderr
    assert run(store, "dump").stdout_bytes == before


def test_it_loads_as_one_load_and_undo_restores_the_store(store: Path, newer: Path) -> None:
    before = run(store, "dump").stdout_bytes
    result = refresh(store, newer, "--yes")
    assert result.exit_code == 0, result.output
    load = result.stderr.partition("Loaded as ")[2].partition(";")[0]
    assert load.startswith("refresh-2026-08-01-")
    again = refresh(store, newer, "--yes")
    assert "Nothing new" in again.stderr
    changes = run(store, "changes", "--since", "2026-08-01", "--until", "2026-08-02",
                  "--format", "json")  # fmt: skip
    told = {(row["change"], row["asset"]) for row in json.loads(changes.stdout)}
    assert ("closed", "openai/gpt-5.5") in told or ("changed", "openai/gpt-5.5") in told
    assert ("opened", "anthropic/claude-opus-9") in told
    assert ("renamed", "google/gemini-2.5-pro") in told
    assert run(store, "undo", load).exit_code == 0
    assert run(store, "dump").stdout_bytes == before


def test_a_file_without_a_name_is_known_by_what_it_holds(shared: Path, store: Path) -> None:
    folder = shared / "catalogs"
    files = ("litellm.json", "github_copilot.json", "codex_models.json")
    options = [part for name in files for part in ("--from", str(folder / name))]
    result = run(
        store, "refresh", *options, "--snapshot", "2026-11-22", "--dry-run", "--format", "json"
    )
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)
    assert [row["catalog"] for row in rows] == ["litellm", "github-copilot", "codex"]
    assert [row["opened"] for row in rows] == [0, 0, 0]


def test_without_any_catalog_in_reach_the_way_by_file_is_named(store: Path) -> None:
    result = run(store, "refresh", "--from", "models.dev=http://127.0.0.1:1/api.json", "--dry-run")
    assert result.exit_code == 5
    assert "--from CATALOG=FILE" in result.stderr


def test_one_catalog_given_twice_is_refused(shared: Path, store: Path) -> None:
    file = shared / "catalogs" / "codex_models.json"
    result = run(store, "refresh", "--from", file, "--from", file, "--dry-run")
    assert result.exit_code == 2
    assert "twice" in result.stderr
