"""``captivity import models-dev`` as a person runs it, with whole and broken files."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat, parse

from graph.cli import COMMANDS, make_group


def run_import(*arguments: str | Path) -> Result:
    """The result of the command on a store that is gone afterwards."""
    line = ["--store", ":memory:", "import", "models-dev", *map(str, arguments)]
    return CliRunner().invoke(make_group(COMMANDS), line)


def test_a_catalog_becomes_a_turtle_file(shared: Path, tmp_path: Path) -> None:
    output = tmp_path / "listings.ttl"
    result = run_import(
        shared / "catalogs" / "mini.models_dev.api.json",
        "--output",
        output,
        "--snapshot",
        "2026-07-02",
        "--format",
        "json",
    )
    assert result.exit_code == 0, result.output
    counts = {row["what"]: row["count"] for row in json.loads(result.stdout)}
    assert counts["listings"] == 137
    channels = [
        quad
        for quad in parse(output.read_bytes(), format=RdfFormat.TURTLE)
        if quad.predicate.value.endswith("#listingId")
    ]
    assert len(channels) == 137


def test_a_dry_run_writes_and_loads_nothing(shared: Path, tmp_path: Path) -> None:
    result = run_import(
        shared / "catalogs" / "mini.models_dev.api.json", "--dry-run", "--format", "json"
    )
    assert result.exit_code == 0, result.output
    assert "triples loaded" not in result.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_broken_entry_is_named_and_nothing_is_written(shared: Path, tmp_path: Path) -> None:
    output = tmp_path / "listings.ttl"
    result = run_import(shared / "catalogs" / "models_dev.api.json", "--output", output)
    assert result.exit_code == 4
    assert "scaleway qwen3-embedding-8b" in result.stderr
    assert "--keep-going" in result.stderr
    assert not output.exists()


def test_the_good_entries_of_a_broken_catalog_load_on_request(tmp_path: Path) -> None:
    file, output = tmp_path / "api.json", tmp_path / "listings.ttl"
    models = {"gpt-5": {"name": "GPT-5"}, "bad": 3}
    file.write_text(json.dumps({"openai": {"name": "OpenAI", "models": models}}))
    result = run_import(file, "--output", output, "--keep-going")
    assert result.exit_code == 0, result.output
    assert "openai bad: a model must be an object" in result.stderr
    assert b"listing/models.dev/openai/gpt-5" in output.read_bytes().replace(b"\\", b"")


def test_a_truncated_file_is_refused_with_its_line(shared: Path, tmp_path: Path) -> None:
    file = tmp_path / "api.json"
    whole = (shared / "catalogs" / "mini.models_dev.api.json").read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    result = run_import(file)
    assert result.exit_code == 4
    assert "line 1, column" in result.stderr


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    result = run_import(tmp_path / "nowhere.json")
    assert result.exit_code == 3
    assert "nowhere.json" in result.stderr


def test_an_impossible_snapshot_day_is_refused(shared: Path) -> None:
    file = shared / "catalogs" / "mini.models_dev.api.json"
    result = run_import(file, "--snapshot", "2026-25-11", "--dry-run")
    assert result.exit_code == 2
    assert "YYYY-MM-DD" in result.stderr


def test_new_listings_load_once_and_the_second_time_there_is_nothing_new(tmp_path: Path) -> None:
    models = {"gpt-5.5": {"name": "GPT-5.5"}, "house-blend": {"name": "House Blend"}}
    file = tmp_path / "api.json"
    file.write_text(json.dumps({"newco": {"name": "NewCo", "models": models}}))
    line = [
        "--store",
        str(tmp_path / "store"),
        "import",
        "models-dev",
        str(file),
        "--snapshot",
        "2026-07-10",
        "--format",
        "json",
    ]
    first = CliRunner().invoke(make_group(COMMANDS), line)
    assert first.exit_code == 0, first.output
    assert "Loaded as models-dev-2026-07-10-" in first.stderr
    second = CliRunner().invoke(make_group(COMMANDS), line)
    assert second.exit_code == 0, second.output
    assert "Nothing new" in second.stderr
    counts = {row["what"]: row["count"] for row in json.loads(second.stdout)}
    assert counts["triples loaded"] == 0
