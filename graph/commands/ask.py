"""``captivity ask``: the named questions, listed or answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from graph.commands.options import as_of_option, data_option, open_asked, read_market_records
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
    from graph.asked.question import MarketQuestion
    from graph.asked.table import answer as answer_question
    from graph.asked.table import find_question

    given = parse_params(params)
    question = find_question(name)
    if isinstance(question, MarketQuestion):
        records = read_market_records(settings, files)
        rows: list[Row] = [*answer_question(question, records, given, as_of)]
        columns = list(rows[0]) if rows else []
    else:
        columns, rows = ask_in_sparql(settings, files, name, given, as_of)
    if form == "table":
        rows = [{key: shorten(value) for key, value in row.items()} for row in rows]
    emit(rows, columns, form, f"{question.words} ({as_of})")


def ask_in_sparql(
    settings: Settings, files: tuple[Path, ...], name: str, given: dict[str, str], as_of: date
) -> tuple[list[str], list[Row]]:
    """The columns and rows of a question that a query answers."""
    from graph.questions import ask as ask_question
    from graph.questions import read_rows

    with open_asked(settings, files) as store:
        answer = ask_question(store, name, given, as_of).read()
    columns, rows = read_rows(answer)
    return columns, [*rows]


def shorten(value: Any) -> Any:
    """A cell as the table shows it: slugs and local names for IRIs, lists in one line."""
    from graph.market.columns import local_name, slug_of
    from graph.terms import VOCABULARY_BASE

    if str(value).startswith(VOCABULARY_BASE):
        return local_name(str(value))
    return slug_of(value) if isinstance(value, str) else value


def question_rows() -> Iterator[Row]:
    """One row per named question: its name, its words, its parameters with their defaults."""
    from graph.asked.table import every_question

    for question in every_question():
        parameters = [
            parameter.name + ("" if parameter.default is None else f"={parameter.default}")
            for parameter in question.parameters
        ]
        yield {
            "name": question.name,
            "number": question.number,
            "question": question.words,
            "parameters": parameters,
        }


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
