"""``captivity query``: a SPARQL query from a file or stdin, its result in the format asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.commands.options import data_option, day_or_none, open_asked
from graph.errors import FileMissing, InvalidQuery, UnknownFormat
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.query import Queryable
    from graph.questions import Askable
    from graph.store.port import QueryAnswer, Term

#: The format of rows and of graphs that a name stands for; None where it cannot be.
FORMATS: Mapping[str, tuple[str | None, str | None]] = {
    "table": ("json", "turtle"),
    "json": ("json", "jsonld"),
    "csv": ("csv", None),
    "tsv": ("tsv", None),
    "xml": ("xml", "rdfxml"),
    "turtle": (None, "turtle"),
    "ntriples": (None, "ntriples"),
    "nquads": (None, "nquads"),
    "trig": (None, "trig"),
    "jsonld": (None, "jsonld"),
    "rdfxml": (None, "rdfxml"),
}


@click.command()
@click.argument("file", metavar="FILE|-")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="table",
    show_default=True,
    help="table, json, csv, tsv, xml for SELECT and ASK; turtle (also by table), ntriples, "
    "nquads, trig, json (JSON-LD), xml (RDF/XML) for CONSTRUCT and DESCRIBE.",
)
@click.option(
    "--timeout", type=click.FloatRange(min=0.05), metavar="SECONDS", help="Stop it after this."
)
@click.option(
    "--as-of",
    "day",
    metavar="YYYY-MM-DD",
    callback=day_or_none,
    help="Add a graph of the channels live on this day; :as-of names it.",
)
@data_option
@click.pass_obj
def query(
    settings: Settings,
    /,
    file: str,
    form: str,
    timeout: float | None,
    day: date | None,
    files: tuple[Path, ...],
) -> None:
    """Run a SPARQL query; - reads it from stdin.

    The default graph is the union of all loads, so that no GRAPH is needed. With --data the
    query runs on those files alone, in this process and without a time limit.

    \b
    Examples:
      captivity query channels.rq --format csv
      echo 'SELECT * { ?s ?p ?o } LIMIT 5' | captivity query -
      captivity query live.rq --as-of 2026-06-02
    """  # noqa: D301
    limits = (timeout or settings.query_timeout_s, settings.query_memory_mb)
    results, graph = FORMATS[form]
    text = read_query(file)
    with (
        open_asked(settings, files) as store,
        on_day(store, day, text, limits) as asked,
    ):
        from graph.query import run_query

        answer = run_query(
            asked,
            text,
            results=results or "json",
            graph=graph or "turtle",
            timeout_s=timeout,
        )
        if (graph if answer.kind == "graph" else results) is None:
            raise _misfit(answer, form)
        if form == "table" and answer.kind != "graph":
            _print_rows(answer)
        else:
            for chunk in answer.chunks:
                sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()


@contextmanager
def on_day(
    store: Askable, day: date | None, text: str, limits: tuple[float, int]
) -> Iterator[Queryable]:
    """The store with the graph of the day; without one, what that takes is not even imported."""
    if day is None and "as-of" not in text:
        yield store
        return
    from graph.asof import DayGraphs, Limits
    from graph.market.kept import load_records

    with DayGraphs(store, lambda: load_records(store), Limits(*limits)) as days:
        yield days.on(day)


def read_query(file: str) -> str:
    """The text of a query file, or of stdin.

    Raises
    ------
    FileMissing, InvalidQuery
        It is not there, or it is not text.
    """
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidQuery("The query is not UTF-8 text", file, "Save it as UTF-8.") from error
    except OSError as error:
        raise FileMissing(
            "The query file cannot be read",
            f"{file} ({error.strerror})",
            "Give a file, or - to read the query from stdin.",
        ) from error


def _misfit(answer: QueryAnswer, form: str) -> UnknownFormat:
    side = 1 if answer.kind == "graph" else 0
    fitting = ", ".join(name for name, formats in FORMATS.items() if formats[side])
    return UnknownFormat(
        "The result of this query has no such format",
        f"{form} for a query of the kind {answer.kind}",
        f"Give one of {fitting}.",
    )


def _print_rows(answer: QueryAnswer) -> None:
    import json

    from graph.output import emit
    from graph.query import read_rows

    if answer.kind == "ask":
        click.echo("yes" if json.loads(answer.read())["boolean"] else "no")
        return
    rows = read_rows(answer)
    columns = list(rows[0]) if rows else []
    if not rows:
        click.echo("No solution.", err=True)
        return
    emit([{name: show(row[name]) for name in columns} for row in rows], columns, "table")


def show(term: Term | None) -> str:
    """A term for a table: our entities by slug, known IRIs by prefix, literals by their text."""
    from pyoxigraph import Literal, NamedNode

    from graph.terms import short_name

    if isinstance(term, Literal):
        return term.value
    if isinstance(term, NamedNode):
        return short_name(term.value)
    return "" if term is None else str(term)
