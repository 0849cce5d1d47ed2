"""``captivity build-market`` as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

import ontology
from graph.cli import COMMANDS, make_group


def test_it_writes_every_made_file_and_reports_counts(shared: Path, tmp_path: Path) -> None:
    arguments = [
        "build-market",
        "--catalogs",
        str(shared / "catalogs"),
        "--output",
        str(tmp_path / "data"),
        "--format",
        "json",
    ]
    result = CliRunner().invoke(make_group(COMMANDS), arguments)
    assert result.exit_code == 0, result.output
    written = sorted(path.name for path in (tmp_path / "data").iterdir())
    hand_written = {"article.ttl", "later-evidence.ttl"}
    assert written == sorted({path.name for path in ontology.MARKET_FILES} - hand_written)
    counts = {row["what"]: row["count"] for row in json.loads(result.stdout)}
    assert counts["models.dev: listings"] == 5276
    assert counts["models.dev: channels"] == 7539
    assert "scaleway qwen3-embedding-8b" in result.stderr


def test_a_folder_without_the_files_is_named(tmp_path: Path) -> None:
    arguments = ["build-market", "--catalogs", str(tmp_path), "--output", str(tmp_path)]
    result = CliRunner().invoke(make_group(COMMANDS), arguments)
    assert result.exit_code == 3
    assert "platforms.csv" in result.stderr or "models_dev.api.json" in result.stderr
