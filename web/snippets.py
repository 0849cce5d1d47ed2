"""A query as a program asks it: on the command line and from Python."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of program to copy: its name, what it needs, its text."""

    name: str
    needs: str
    text: str


def make_snippets(endpoint: str, query: str, kind: str, day: date | None) -> list[Snippet]:
    """The query for curl, SPARQLWrapper, httpx and this package; ``kind`` is that of its result.

    Every text is a literal of its language: what stands in the query stays in the query.
    """
    media_type = "text/turtle" if kind == "graph" else "application/sparql-results+json"
    extra = {"as-of": day.isoformat()} if day else {}
    return [
        Snippet("curl", "", _curl(endpoint, query, media_type, extra)),
        Snippet("Python, httpx", "pip install httpx", _httpx(endpoint, query, media_type, extra)),
        Snippet(
            "Python, SPARQLWrapper",
            "pip install sparqlwrapper",
            _wrapper(endpoint, query, kind, extra),
        ),
        Snippet("Python, this package", "pip install captivity", _package(query, kind, day)),
    ]


def _curl(endpoint: str, query: str, media_type: str, extra: Mapping[str, str]) -> str:
    more = "".join(f" -d {shlex.quote(f'{name}={value}')}" for name, value in extra.items())
    return (
        f"curl -s {shlex.quote(endpoint)} -H {shlex.quote(f'Accept: {media_type}')}{more} "
        f"\\\n  --data-urlencode {shlex.quote(f'query={query}')}"
    )


def _literal(query: str) -> str:
    """The query as a literal of Python, on lines of its own where that is plainly possible."""
    if '"""' in query or "\\" in query or (not query.isprintable() and not _is_plain(query)):
        return repr(query)
    return f'"""\n{query.strip()}\n"""' if not query.rstrip().endswith('"') else repr(query)


def _is_plain(text: str) -> bool:
    return all(line.isprintable() for line in text.splitlines()) and "\r" not in text


def _httpx(endpoint: str, query: str, media_type: str, extra: Mapping[str, str]) -> str:
    more = "".join(f', "{name}": "{value}"' for name, value in extra.items())
    result = "answer.text" if media_type == "text/turtle" else 'answer.json()["results"]'
    if media_type != "text/turtle":
        result = "answer.json()"
    return (
        f"import httpx\n\nquery = {_literal(query)}\n"
        f'answer = httpx.post({endpoint!r}, data={{"query": query{more}}},\n'
        f'                    headers={{"Accept": "{media_type}"}}, timeout=60)\n'
        f"answer.raise_for_status()\nprint({result})"
    )


def _wrapper(endpoint: str, query: str, kind: str, extra: Mapping[str, str]) -> str:
    more = "".join(f'endpoint.addParameter("{name}", "{value}")\n' for name, value in extra.items())
    form = "TURTLE" if kind == "graph" else "JSON"
    return (
        f"from SPARQLWrapper import {form}, SPARQLWrapper\n\n"
        f"endpoint = SPARQLWrapper({endpoint!r}, returnFormat={form})\n{more}"
        f"endpoint.setQuery({_literal(query)})\nprint(endpoint.queryAndConvert())"
    )


def _package(query: str, kind: str, day: date | None) -> str:
    call = {"graph": "construct", "ask": "ask"}.get(kind, "select")
    note = (
        f"# The graph of the day {day} is a part of the server: ask it, or use\n"
        f"# captivity query FILE --as-of {day}\n"
        if day
        else ""
    )
    result = "print(result.to_dicts())" if call == "select" else "print(result)"
    return (
        f"from graph.store import open_store\n\n{note}with open_store() as store:\n"
        f"    result = store.{call}({_literal(query)})\n    {result}"
    )
