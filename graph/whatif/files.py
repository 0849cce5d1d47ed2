"""Scenarios as small text files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from graph.errors import FileMissing, InvalidEdit, InvalidInput
from graph.whatif.scenario import Scenario
from graph.whatif.statements import MAX_LENGTH, Statement, split_statements


def read_statements(path: Path) -> list[Statement]:
    """The statements of a scenario file; a file that it loads is looked for beside it.

    Raises
    ------
    FileMissing, InvalidEdit
        The file cannot be read, is no text or says what is no statement.
    """
    try:
        with path.open("rb") as file:
            content = file.read(4 * MAX_LENGTH + 1)
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise FileMissing(
            "The scenario cannot be read", f"{path} ({error.strerror})", "Check the path."
        ) from error
    except UnicodeDecodeError as error:
        raise InvalidEdit("The scenario is no text", str(path), "Save it as UTF-8.") from error
    return [_beside(statement, path.parent) for statement in split_statements(text)]


def _beside(statement: Statement, folder: Path) -> Statement:
    words = statement.words
    if words[0].lower() != "load" or len(words) != 2:
        return statement
    return replace(statement, words=(words[0], str(folder / words[1])))


def write_scenario(path: Path, scenario: Scenario) -> None:
    """Write the scenario as a file that :func:`read_statements` reads.

    Raises
    ------
    InvalidInput
        The file cannot be written.
    """
    try:
        path.write_text(scenario.to_text(), encoding="utf-8")
    except OSError as error:
        advice = f"{error.strerror or 'It cannot be written'}. Give another path."
        raise InvalidInput("The scenario cannot be saved", str(path), advice) from error
