"""``captivity ask``: the named questions, listed or answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from graph.commands.options import as_of_option, data_option, open_data
from graph.errors import InvalidInput
from graph.output import Row, emit, format_option
from graph.settings import Settings

LIST = ("name", "question", "parameters")


@click.command(short_help="Answer a named question; without NAME list them.")
@click.argument("name", required=False)
@click.option(
    "--param", "params", multiple=True, metavar="K=V", help="A parameter of the question."
)
@as_of_option
@data_option
@format_option
@click.pass_obj
def ask(
    settings: Settings,
    /,
    name: str | None,
    params: tuple[str, ...],
    as_of: date,
    files: tuple[Path, ...],
    form: str,
) -> None:
    """Answer a named question; without NAME list them with their parameters.

    Entities are named as everywhere: by slug (pv-aws), label or last part of a slug. JSON and CSV
    give full IRIs, the table their slugs.
    """
    if name is None:
        emit(list(question_rows()), LIST, form, "Questions")
        return
    from graph.questions import ask as ask_question
    from graph.questions import load_question

    with open_data(settings, files) as store:
        answer = ask_question(store, name, parse_params(params), as_of).read()
    columns, rows = read_rows(answer)
    if form == "table":
        from graph.market.columns import local_name, slug_of
        from graph.terms import VOCABULARY_BASE

        def shorten(value: Any) -> Any:
            if str(value).startswith(VOCABULARY_BASE):
                return local_name(str(value))
            return slug_of(value) if isinstance(value, str) else value

        rows = [{key: shorten(value) for key, value in row.items()} for row in rows]
    emit(rows, columns, form, f"{load_question(name).words} ({as_of})")


def question_rows() -> Iterator[Row]:
    """One row per named question: its name, its words, its parameters with their defaults."""
    from graph.questions import list_questions

    for question in list_questions():
        parameters = [
            parameter.name + ("" if parameter.default is None else f"={parameter.default}")
            for parameter in question.parameters
        ]
        yield {"name": question.name, "question": question.words, "parameters": parameters}


def parse_params(params: tuple[str, ...]) -> dict[str, str]:
    """The parameters given as ``name=value``.

    >>> parse_params(("asset=codex",))
    {'asset': 'codex'}

    Raises
    ------
    InvalidInput
        One has no equals sign.
    """
    for param in params:
        if "=" not in param:
            raise InvalidInput("Not a parameter", repr(param), "Give it as name=value.")
    return {param.split("=", 1)[0].strip(): param.split("=", 1)[1].strip() for param in params}


def read_rows(answer: bytes) -> tuple[list[str], list[Row]]:
    """The columns and rows of SPARQL results in JSON; unbound cells are None."""
    results = json.loads(answer)
    columns: list[str] = results["head"]["vars"]
    bindings = results["results"]["bindings"]
    return columns, [
        {name: row[name]["value"] if name in row else None for name in columns} for row in bindings
    ]
