"""The engine's own words about a query turned into our errors, with line and column."""

from __future__ import annotations

import re

from graph.errors import (
    CaptivityError,
    InvalidIRI,
    InvalidQuery,
    QueryFailed,
    QueryTooLarge,
    UnknownFormat,
)

PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(.*)", re.DOTALL)
# The engine lists all that might come next: sentences help a reader, a few keywords may, and
# character classes never do.
SENTENCE = re.compile(r"(?:^|, )([A-Za-z][\w*]*(?: [\w*?]+){2,})(?=, |$)")
KEYWORD = re.compile(r"(?<![\w'\"\[])[A-Z]{2,}(?![\w'\"])")
#: Words that could stand in most places and that nobody has forgotten there.
UNHELPFUL = frozenset({"LATERAL", "SERVICE", "TZ", "IF", "IRI", "NIL"})
LONGEST = 160
MOST_KEYWORDS = 4


def error_of(kind: str, message: str) -> CaptivityError:
    """Our error for one of a worker.

    ``syntax``, ``format``, ``graph`` (a name that is none) and ``failed`` are the engine's own,
    ``refused`` is the guard's and ``output`` says that the result is too large.
    """
    if kind == "syntax":
        return syntax_error(message)
    if kind == "graph":
        return InvalidIRI("Not the IRI of a graph", message, "Write the IRI in full.")
    if kind == "format":
        return UnknownFormat(message, advice="Ask for another format.")
    if kind == "refused":
        code, what, thing, advice = message.split("\x1f")
        refusal = QueryTooLarge if code == QueryTooLarge.code else InvalidQuery
        return refusal(what, thing, advice)
    if kind == "output":
        return QueryFailed(
            "The result is larger than the operator allows",
            advice="Ask for less (LIMIT), or set CAPTIVITY_QUERY_OUTPUT_MB.",
        )
    return QueryFailed("The engine could not answer", message, "Change the query and try again.")


def syntax_error(message: str) -> InvalidQuery:
    """The error for a query text that does not parse.

    >>> error = syntax_error("error at 2:9: expected one of LATERAL, SERVICE, [_]")
    >>> error.line, error.column
    (2, 9)
    >>> syntax_error("error at 1:9: expected one of IF, SELECT * is not authorized here").advice
    'SELECT * is not authorized here.'
    """
    match = PLACE.fullmatch(message.strip())
    if match is None:
        return InvalidQuery("The query does not parse", message[:LONGEST], "Correct it.")
    line, column, expected = int(match[1]), int(match[2]), match[3]
    if "Prefix not found" in expected:
        advice = "A prefix used here is not declared: add PREFIX name: <IRI> at the top."
    elif "IRI parsing failed" in expected:
        advice = "The IRI here is not valid or not absolute."
    else:
        advice = _expected(expected)
    return InvalidQuery("The query does not parse", advice=advice, line=line, column=column)


def _expected(text: str) -> str:
    listed = text.removeprefix("one of ")
    if match := SENTENCE.search(listed):
        return f"{match[1]}."
    words = [word for word in KEYWORD.findall(listed) if word not in UNHELPFUL]
    if words and len(words) <= MOST_KEYWORDS:
        return f"What could stand here: {', '.join(dict.fromkeys(words))}."
    return "Something is missing or misspelt here or just before."
