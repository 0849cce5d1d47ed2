"""What a query text may be: cheap limits that refuse the plainly hostile before the engine sees it.

The guard is not the wall: the wall is the worker process that runs the query. It is here to give
a clear message, and to keep SERVICE and LOAD from making the server call somebody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.errors import InvalidQuery, QueryTooLarge
from graph.store.tokens import Token, decode_escapes, tokenize

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 64

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

    def take(self, token: Token) -> None:
        """Count one token."""
        if token.kind == "sign":
            self._take_sign(token.text)
        elif token.kind == "variable":
            self.variables.add(token.text[1:])
        elif word := token.keyword:
            self.first = self.first or (word if word not in ("PREFIX", "BASE") else "")
            self.refused = self.refused or (word if word in REFUSED_WORDS else "")
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


def check_query(text: str) -> None:
    """Refuse a query text beyond the limits; say nothing about one that is within them.

    Raises
    ------
    QueryTooLarge
        The text is too long, too deep or has too many parts; the message names the limit.
    InvalidQuery
        It holds a NUL character, SERVICE or LOAD.
    """
    if len(text) > MAX_CHARACTERS:
        raise _too_large("characters", len(text), MAX_CHARACTERS)
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise InvalidQuery("The query is not Unicode text", advice="It holds half a character.")
    _check_tokens(text)
    # Escapes such as \u0053 stand for characters before the parser sees the text: what a
    # tokenizer takes for a string or a comment without them may be a keyword with them.
    if (decoded := decode_escapes(text)) != text:
        _check_tokens(decoded)


def _check_tokens(text: str) -> None:
    if "\0" in text:
        raise InvalidQuery("The query holds a NUL character", advice="Take it out.")
    tally = _Tally()
    for token in tokenize(text):
        tally.take(token)
    if tally.refused:
        raise InvalidQuery(
            f"{tally.refused} is refused",
            REFUSED_WORDS[tally.refused],
            "Ask the other one yourself and add what it says as a file.",
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
        f"The query has too many {name}", f"{found:,}, the limit is {limit:,}", "Split the query."
    )
