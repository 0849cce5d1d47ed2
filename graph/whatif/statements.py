"""A scenario as text: an edit per line or between semicolons, ``#`` for comments, labels in quotes.

The text can be shared as a part of an address: its statements percent-encoded, joined by ``;``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from graph.errors import InvalidEdit

#: The longest scenario that is read, in characters and in statements.
MAX_LENGTH = 100_000
MAX_STATEMENTS = 200

_TOKEN = re.compile(r"""\s*(?:"([^"\n]*)"|'([^'\n]*)'|([;\n])|\#[^\n]*|([^\s;"']+))""")
_PLAIN = re.compile(r"[^\s;\"'#][^\s;\"']*")
_SAFE = "/:.-_~"


@dataclass(frozen=True, slots=True)
class Statement:
    """The words of one edit and the line that it stands on, counted from 1."""

    words: tuple[str, ...]
    line: int = 1

    @property
    def text(self) -> str:
        """The statement with one blank between words, quotes where they are needed."""
        return join_words(self.words)


def split_statements(text: str) -> list[Statement]:
    """The statements of a scenario, in order; comments and empty lines are left out.

    Raises
    ------
    InvalidEdit
        A quote is left open, or the text is too long.

    Examples
    --------
    >>> [each.words for each in split_statements("close x on 'Amazon Bedrock' # now; load a.ttl")]
    [('close', 'x', 'on', 'Amazon Bedrock')]
    >>> [each.text for each in split_statements("load a.ttl; share a b 0")]
    ['load a.ttl', 'share a b 0']
    """
    if len(text) > MAX_LENGTH:
        raise InvalidEdit("The scenario is too long", f"{len(text):,} characters", "Split it.")
    found: list[Statement] = []
    words: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        for word in [*_iter_words(line, number), None]:
            if word is not None:
                words.append(word)
            elif words:
                found.append(Statement(tuple(words), number))
                words = []
    if len(found) > MAX_STATEMENTS:
        advice = f"At most {MAX_STATEMENTS} edits make a scenario."
        raise InvalidEdit("The scenario is too long", f"{len(found)} edits", advice)
    return found


def _iter_words(line: str, number: int) -> list[str | None]:
    """The words of a line, with None for each semicolon."""
    words: list[str | None] = []
    at = 0
    rest = line.rstrip()
    while at < len(rest):
        match = _TOKEN.match(rest, at)
        if match is None:
            raise InvalidEdit(
                "A quote is not closed", rest[at:].strip()[:40], "End it.", line=number
            )
        double, single, separator, plain = match.groups()
        if separator:
            words.append(None)
        elif plain is not None:
            words.append(plain)
        elif double is not None or single is not None:
            words.append(double if double is not None else single)
        at = match.end()
    return words


def join_arguments(arguments: Sequence[str]) -> str:
    """The arguments of a command line as the text of a scenario.

    Where the first is a single word, all are the words of one edit; else each is an edit.

    >>> join_arguments(["close", "codex", "on", "Amazon Bedrock"])
    'close codex on "Amazon Bedrock"'
    >>> join_arguments(["close a on b", "close c on d"]).splitlines()
    ['close a on b', 'close c on d']
    """
    if arguments and not re.search(r"[\s;]", arguments[0].strip()):
        return join_words(arguments)
    return "\n".join(arguments)


def join_words(words: Iterable[str]) -> str:
    """The words as a statement, each in quotes where it would not be read as one word.

    >>> join_words(["close", "codex", "on", "Amazon Bedrock"])
    'close codex on "Amazon Bedrock"'
    """
    return " ".join(word if _PLAIN.fullmatch(word) else _in_quotes(word) for word in words)


def _in_quotes(word: str) -> str:
    return f"'{word}'" if '"' in word else f'"{word}"'


def to_shared(texts: Iterable[str]) -> str:
    """The statements as one text for an address.

    Raises
    ------
    InvalidEdit
        One of them loads a file, which nobody else has.

    Examples
    --------
    >>> to_shared(["close codex on bedrock", "acquire amazon anysphere"])
    'close%20codex%20on%20bedrock;acquire%20amazon%20anysphere'
    """
    shared = []
    for text in texts:
        if text.split(" ", 1)[0].lower() == "load":
            raise InvalidEdit(
                "A scenario that loads a file cannot be shared",
                text,
                "Share the file too, or write its facts as edits.",
            )
        shared.append(quote(text, safe=_SAFE))
    return ";".join(shared)


def from_shared(shared: str) -> str:
    """The text of a scenario that :func:`to_shared` made.

    Raises
    ------
    InvalidEdit
        It holds what is no text.

    Examples
    --------
    >>> from_shared("close%20codex%20on%20bedrock;acquire%20amazon%20anysphere").splitlines()
    ['close codex on bedrock', 'acquire amazon anysphere']
    """
    try:
        parts = [unquote(part, errors="strict") for part in shared.split(";")]
    except UnicodeDecodeError as error:
        raise InvalidEdit("Not a shared scenario", shared[:40], "Copy it again.") from error
    return "\n".join(part for part in parts if part.strip())
