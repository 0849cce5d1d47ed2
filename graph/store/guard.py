"""What a query text may be: cheap limits that refuse the plainly hostile before the engine sees it.

The guard is not the wall: the wall is the worker process that runs the query. It is here to give
a clear message, and to keep SERVICE and LOAD from making the server call somebody.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.errors import InvalidQuery, QueryTooLarge
from graph.store.tokens import Token, decode_escapes, tokenize

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 64
#: A longer text is looked at in its worker, where it holds up nobody else.
SHORT = 4_000
#: A text that is shorter than this, and has none of these words, can only be too deep.
TINY = 900
WATCHED = tuple("SERVICE LOAD INSERT DELETE CLEAR DROP CREATE ADD MOVE COPY WITH \\ \0".split(" "))
BRACKETS = "{([<"
HALF = re.compile("[\ud800-\udfff]")

#: What is counted, how many are allowed, and what to say.
LIMITS: Mapping[str, int] = {
    "operators": 1_000,
    "pattern keywords": 400,
    "prefixes": 500,
    "variables": 500,
}
OPERATORS = frozenset({"||", "&&", "+", "-", "*", "/", "!", "|", "^", "=", "!=", "<", ">"})
PATTERN_WORDS = frozenset(
    "OPTIONAL UNION MINUS FILTER BIND GRAPH EXISTS SELECT VALUES LATERAL".split()
)
REFUSED_WORDS: Mapping[str, str] = {
    "SERVICE": "SERVICE would make this server call another one",
    "LOAD": "LOAD would make this server fetch a document",
}
UPDATE_WORDS = frozenset("INSERT DELETE CLEAR DROP CREATE ADD MOVE COPY WITH".split())
NO_SERVICES: frozenset[str] = frozenset()
OPENING = frozenset({"{", "(", "[", "<<", "<<("})
CLOSING = frozenset({"}", ")", "]", ">>", ")>>"})


@dataclass(slots=True)
class _Tally:
    counts: Counter[str] = field(default_factory=Counter)
    variables: set[str] = field(default_factory=set)
    depth: int = 0
    refused: str = ""
    first: str = ""
    deepest: int = 0
    services: frozenset[str] = NO_SERVICES
    is_service: bool = False

    def take(self, token: Token) -> None:
        """Count one token."""
        if self.is_service and token.keyword != "SILENT":
            # An endpoint that is listed, in full: a name or a variable could become any other.
            self.is_service = False
            if token.kind != "iri" or token.text[1:-1] not in self.services:
                self.refused = self.refused or "SERVICE"
        if token.kind == "sign":
            self._take_sign(token.text)
        elif token.kind == "variable":
            self.variables.add(token.text[1:])
        elif word := token.keyword:
            self.first = self.first or (word if word not in ("PREFIX", "BASE") else "")
            if word == "SERVICE" and self.services:
                self.is_service = True
            elif word in REFUSED_WORDS:
                self.refused = self.refused or word
            self.counts["pattern keywords"] += word in PATTERN_WORDS
            self.counts["prefixes"] += word == "PREFIX"

    def _take_sign(self, sign: str) -> None:
        if sign in OPENING:
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)
        elif sign in CLOSING:
            self.depth -= 1
        elif sign in OPERATORS:
            self.counts["operators"] += 1


def check_at_once(text: str, *, services: frozenset[str] = NO_SERVICES) -> None:
    """Refuse what can be refused in a moment: see :func:`check_query`.

    What is left over, the tokens of a long text, is for the worker to look at.
    """
    _check_characters(text)
    if len(text) <= SHORT:
        check_query(text, services=services)


def check_query(text: str, *, services: frozenset[str] = NO_SERVICES) -> None:
    """Refuse a query text beyond the limits; say nothing about one that is within them.

    ``services`` are the endpoints that SERVICE may name.

    Raises
    ------
    QueryTooLarge
        The text is too long, too deep or has too many parts; the message names the limit.
    InvalidQuery
        It holds a NUL character, SERVICE or LOAD.
    """
    _check_characters(text)
    if _is_harmless(text):
        return
    _check_tokens(text, services)
    # Escapes such as \u0053 stand for characters before the parser sees the text: what a
    # tokenizer takes for a string or a comment without them may be a keyword with them.
    if (decoded := decode_escapes(text)) != text:
        _check_tokens(decoded, services)


def _is_harmless(text: str) -> bool:
    """Whether a text is too short for any limit, not deep, and has none of the words."""
    if len(text) > TINY or sum(map(text.count, BRACKETS)) > MAX_DEPTH:
        return False
    # One pass for each word is faster than a regular expression of all.
    upper = text.upper()
    return not [word for word in WATCHED if word in upper]


def _check_characters(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise _too_large("characters", len(text), MAX_CHARACTERS)
    if not text.isascii() and HALF.search(text) is not None:
        raise InvalidQuery("The query is not Unicode text", advice="It holds half a character.")


def _check_tokens(text: str, services: frozenset[str]) -> None:
    if "\0" in text:
        raise InvalidQuery("The query holds a NUL character", advice="Take it out.")
    tally = _Tally(services=services)
    for token in tokenize(text):
        tally.take(token)
    if tally.refused:
        raise InvalidQuery(
            f"{tally.refused} is refused",
            REFUSED_WORDS[tally.refused],
            "Ask the other one yourself and add what it says as a file. For SERVICE, the operator "
            "can list endpoints in CAPTIVITY_QUERY_SERVICES.",
        )
    if tally.first in UPDATE_WORDS:
        raise InvalidQuery(
            f"{tally.first} is an update, not a query",
            advice="Add data as a file (`captivity add`, or the page /add); undo takes it out.",
        )
    if tally.deepest > MAX_DEPTH:
        raise _too_large("levels of nesting", tally.deepest, MAX_DEPTH)
    tally.counts["variables"] = len(tally.variables)
    for name, limit in LIMITS.items():
        if tally.counts[name] > limit:
            raise _too_large(name, tally.counts[name], limit)


def _too_large(name: str, found: int, limit: int) -> QueryTooLarge:
    return QueryTooLarge(
        f"The query has too many {name}",
        f"{found:,}, the limit is {limit:,}",
        "Split the query; VALUES takes many terms in one place.",
    )
