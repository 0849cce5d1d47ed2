"""Copilot's tables from a folder of YAML files: flat entries are read, anything else is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph.catalogs.copilot_tables import FILES, parse_rows, parse_scalar
from graph.catalogs.opening import Place, open_catalog
from graph.errors import CatalogRejected, FileMissing

TABLES = {
    "models-and-pricing.yml": "# prices\n- model: GPT-5.5\n  release_status: GA\n",
    "model-supported-clients.yml": "- name: 'GPT-5.5'\n  cli: true\n  xcode: false\n",
    "auto-model-selection.yml": "---\n",
    "model-deprecation-history.yml": "- name: \"o3\"\n  retirement_date: '2025-10-23'\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with all four tables."""
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_folder_of_tables_is_a_catalog(folder: Path) -> None:
    found = open_catalog(Place("github-copilot", str(folder), snapshot=date(2026, 11, 22)))
    assert [(item.model_id, item.surfaces, item.retires) for item in found.listings] == [
        ("GPT-5.5", ("cli",), None),
        ("o3", (), date(2025, 10, 23)),
    ]


def test_the_fixture_names_every_table() -> None:
    assert set(TABLES) == set(FILES)


def test_a_table_that_is_missing_is_named(folder: Path) -> None:
    (folder / "models-and-pricing.yml").unlink()
    with pytest.raises(FileMissing, match="models-and-pricing"):
        open_catalog(Place("github-copilot", str(folder)))


@pytest.mark.parametrize("text", ["- name: x\n    deep: y\n", "name: x\n", "- x\n", "  name: x\n"])
def test_more_than_flat_entries_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(CatalogRejected, match="not understood") as caught:
        parse_rows(text.encode(), "table.yml")
    assert caught.value.line in (1, 2)


@pytest.mark.parametrize(
    ("text", "value"),
    [("", None), ("false", False), ('"a \\"b\\""', 'a "b"'), ("'a'  # note", "a"), ("a#b", "a#b")],
)
def test_scalars_are_what_yaml_says(text: str, value: object) -> None:
    assert parse_scalar(text) == value
