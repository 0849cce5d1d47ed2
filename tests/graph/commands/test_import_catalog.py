"""``captivity import`` as a person runs it, with whole, partial and broken catalogs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat, parse

from graph.cli import COMMANDS, make_group


def run(store: str | Path, *arguments: str | Path) -> Result:
    """The result of the command on a store."""
    line = ["--store", str(store), *map(str, arguments)]
    return CliRunner().invoke(make_group(COMMANDS), line)


def counts(result: Result) -> dict[str, int]:
    """The figures that a command printed as JSON."""
    assert result.exit_code == 0, result.output
    return {row["what"]: row["count"] for row in json.loads(result.stdout)}


def catalog(path: Path, **providers: Any) -> Path:
    """An api.json with these models by provider."""
    document = {
        key.replace("_", "-"): {"name": key.title(), "models": models}
        for key, models in providers.items()
    }
    path.write_text(json.dumps(document))
    return path


@pytest.fixture(scope="module")
def store(new_market: Callable[[], Path]) -> Path:
    """A store with the shipped market; tests that change it put it back."""
    return new_market()


def test_importing_what_is_shipped_changes_nothing(shared: Path, store: Path) -> None:
    folder = shared / "catalogs"
    for arguments in (
        ("models-dev", folder / "models_dev.api.json", "--snapshot", "2026-07-02", "--keep-going"),
        ("litellm", folder / "litellm.json", "--snapshot", "2026-11-12"),
        ("copilot", folder / "github_copilot.json", "--snapshot", "2026-11-22"),
        ("codex", folder / "codex_models.json", "--snapshot", "2026-11-22"),
    ):
        result = run(store, "import", *arguments, "--format", "json")
        found = counts(result)
        assert found["triples"] == 0, f"{arguments[0]}: {found}"
        assert "Nothing new" in result.stderr


def test_the_history_of_what_is_shipped_changes_nothing_either(shared: Path, store: Path) -> None:
    folder = shared / "catalogs"
    result = run(
        store,
        "import",
        "models-dev",
        folder / "models_dev.api.json",
        "--base-models",
        folder / "models_dev.base_models.json",
        "--models",
        folder / "models_dev.models.json",
        "--history",
        folder / "models_dev.history.csv",
        "--snapshot",
        "2026-07-02",
        "--keep-going",
        "--format",
        "json",
    )
    found = counts(result)
    assert (found["triples"], found["unchanged"]) == (0, 7624 - 85)


def test_new_listings_load_as_one_load_that_undo_takes_out(store: Path, tmp_path: Path) -> None:
    before = run(store, "dump").stdout_bytes
    file = catalog(tmp_path / "api.json", newco={"gpt-5.5": {}, "house-blend": {}})
    line = ("import", "models-dev", file, "--snapshot", "2026-07-10", "--partial")
    first = run(store, *line, "--format", "json")
    assert counts(first)["opened"] == 2
    load = first.stderr.partition("Loaded as ")[2].partition(";")[0]
    assert load.startswith("models-dev-2026-07-10-")
    assert counts(run(store, *line, "--format", "json"))["triples"] == 0
    assert run(store, "undo", load).exit_code == 0
    assert run(store, "dump").stdout_bytes == before


def test_a_file_that_would_close_most_of_a_catalog_is_refused(store: Path, tmp_path: Path) -> None:
    file = catalog(tmp_path / "api.json", newco={"gpt-5.5": {}})
    result = run(store, "import", "models-dev", file, "--snapshot", "2026-07-10")
    assert result.exit_code == 4
    assert "would close 5,276 of 5,276" in result.stderr
    assert "--partial" in result.stderr


def test_a_dry_run_loads_nothing(store: Path, tmp_path: Path) -> None:
    file = catalog(tmp_path / "api.json", newco={"gpt-5.5": {}})
    line = ("import", "models-dev", file, "--partial", "--dry-run", "--format", "json")
    for _ in range(2):
        assert counts(run(store, *line))["opened"] == 1


def test_the_load_can_be_written_to_a_file_instead(store: Path, tmp_path: Path) -> None:
    file = catalog(tmp_path / "api.json", newco={"gpt-5.5": {}})
    output = tmp_path / "load.ttl"
    result = run(store, "import", "models-dev", file, "--partial", "--output", output)
    assert result.exit_code == 0, result.output
    quads = list(parse(output.read_bytes(), format=RdfFormat.TURTLE))
    assert sum(quad.predicate.value.endswith("#listingId") for quad in quads) == 1


BROKEN = {
    "wrong type": ({"acme": {"models": {"x": 3}}}, "acme x: a model must be an object"),
    "impossible date": (
        {"acme": {"models": {"x": {"release_date": "2025-25-11"}}}},
        "release_date must be a date",
    ),
    "no provider": ({"acme": 3}, "a provider must be an object"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_entry_is_named_and_nothing_loads_until_told_to_go_on(
    store: Path, tmp_path: Path, case: str
) -> None:
    document, words = BROKEN[case]
    file = tmp_path / "api.json"
    file.write_text(json.dumps({**document, "newco": {"models": {"gpt-5.5": {"later_key": 1}}}}))
    line = ("import", "models-dev", file, "--partial", "--dry-run", "--format", "json")
    refused = run(store, *line)
    assert refused.exit_code == 4
    assert words in refused.stderr
    kept = counts(run(store, *line, "--keep-going"))
    assert kept["opened"] >= 1


def test_an_id_that_occurs_twice_is_reported(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "api.json"
    file.write_text('{"acme": {"models": {"x": {}, "x": {}}}}')
    result = run(store, "import", "models-dev", file, "--partial", "--dry-run")
    assert result.exit_code == 4
    assert "a key must occur once" in result.stderr


def test_a_truncated_file_is_refused_with_its_line(
    shared: Path, store: Path, tmp_path: Path
) -> None:
    file = tmp_path / "api.json"
    whole = (shared / "catalogs" / "mini.models_dev.api.json").read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    result = run(store, "import", "models-dev", file)
    assert result.exit_code == 4
    assert "line 1, column" in result.stderr


def test_a_file_of_500_megabytes_is_refused_before_it_is_read(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "api.json"
    with file.open("wb") as handle:
        handle.truncate(500_000_000)
    result = run(store, "import", "models-dev", file)
    assert result.exit_code == 4
    assert "500,000,000 bytes" in result.stderr


def test_a_missing_file_is_named(store: Path, tmp_path: Path) -> None:
    result = run(store, "import", "models-dev", tmp_path / "nowhere.json")
    assert result.exit_code == 3
    assert "nowhere.json" in result.stderr


def test_an_address_that_nobody_answers_names_the_file_alternative(store: Path) -> None:
    result = run(store, "import", "litellm", "http://127.0.0.1:1/prices.json")
    assert result.exit_code == 5
    assert "name the file instead" in result.stderr


def test_an_impossible_snapshot_day_is_refused(store: Path, tmp_path: Path) -> None:
    file = catalog(tmp_path / "api.json", newco={"gpt-5.5": {}})
    result = run(store, "import", "models-dev", file, "--snapshot", "2026-25-11")
    assert result.exit_code == 2
    assert "YYYY-MM-DD" in result.stderr


def test_a_decision_of_the_user_corrects_a_listing_at_the_next_import(
    shared: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    listing = ("models.dev", "abacus", "route-llm")
    assert run(store, "review", "edit", *listing, "openai/gpt-4o", "--who", "me").exit_code == 0
    file = shared / "catalogs" / "models_dev.api.json"
    arguments = ("models-dev", file, "--snapshot", "2026-07-02", "--keep-going", "--dry-run")
    base = ("--base-models", shared / "catalogs" / "models_dev.base_models.json")
    found = counts(run(store, "import", *arguments, *base, "--format", "json"))
    assert found["corrected"] == 1
