"""The same rows as a table, as JSON and as CSV that no spreadsheet will run."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.output import emit, to_csv

ROWS = [
    {"name": "codex", "captivity": "1/2", "veto": [], "owners": ["amazon", "openai"]},
    {"name": "=cmd|'/c calc'!A0", "captivity": None, "veto": ["microsoft"], "owners": []},
]
COLUMNS = ["name", "captivity", "veto"]


def test_json_holds_every_key_and_null_where_undefined(capsys: pytest.CaptureFixture[str]) -> None:
    emit(ROWS, COLUMNS, "json")
    assert json.loads(capsys.readouterr().out) == ROWS


def test_csv_cell_that_a_spreadsheet_would_run_is_quoted() -> None:
    lines = list(csv.reader(io.StringIO(to_csv(ROWS, COLUMNS))))
    assert lines == [COLUMNS, ["codex", "1/2", ""], ["'=cmd|'/c calc'!A0", "", "microsoft"]]


def test_piped_table_shows_whole_cells(capsys: pytest.CaptureFixture[str]) -> None:
    long_name = "x" * 120
    emit([{"name": long_name}], ["name"], "table")
    assert long_name in capsys.readouterr().out


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00")))
def test_any_text_survives_csv(text: str) -> None:
    rows = list(csv.reader(io.StringIO(to_csv([{"cell": text}], ["cell"]), newline="")))
    (cell,) = rows[1] if len(rows) > 1 and rows[1] else ("",)
    assert cell.removeprefix("'") == text.removeprefix("'")
