"""A linear SPARQL tokenizer: enough to count and replace, not fooled by strings or comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Every repetition is possessive or bounded, so that the time is linear in the length of the text.
PATTERN = re.compile(
    r"""
    (?P<space>\s++)
  | (?P<comment>\#[^\n\r]*+)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*+(?:\\[uU][0-9A-Fa-f]{4}[^<>"{}|^`\\\x00-\x20]*+)*+>)
  | (?P<string>'{3}(?:'{0,2}(?:[^'\\]|\\.))*+'{3}
              |"{3}(?:"{0,2}(?:[^"\\]|\\.))*+"{3}
              |'(?:[^'\\\n\r]|\\.)*+'
              |"(?:[^"\\\n\r]|\\.)*+")
  | (?P<quote>['"])
  | (?P<variable>[?$]\w++)
  | (?P<prefixed>[^\W\d_][\w.-]{0,60}:(?:[\w:.%-]|\\.)*+|_:[\w.-]++|:(?:[\w:.%-]|\\.)*+)
  | (?P<tag>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
  | (?P<word>[^\W\d]\w*+)
  | (?P<number>\d[\w.]*+)
  | (?P<sign>\|\||&&|\^\^|<=|>=|!=|<<\(?|\)?>>|.)
    """,
    re.VERBOSE | re.DOTALL,
)
# After a quotation mark that nothing closes, nobody can say what is string and what is not:
# the rest is taken for code, comments too, and its brackets are never closed.
BARE = re.compile(r"(?P<variable>[?$]\w++)|(?P<word>[^\W\d]\w*+)|(?P<sign>\|\||&&|[^\s\w})\]])")
ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind (a group name of the pattern), its text and where it starts."""

    kind: str
    text: str
    start: int

    @property
    def keyword(self) -> str:
        """The upper-case form of a bare word; empty for any other token."""
        return self.text.upper() if self.kind == "word" else ""


def tokenize(text: str) -> Iterator[Token]:
    """Yield the tokens of a SPARQL text without its spaces and comments.

    >>> [t.text for t in tokenize("ASK { ?s ?p 'a } # no' } # yes")]
    ['ASK', '{', '?s', '?p', "'a } # no'", '}']
    """
    for match in PATTERN.finditer(text):
        kind = match.lastgroup
        if kind == "quote":
            yield from _bare_tokens(text, match.start())
            return
        if kind not in (None, "space", "comment"):
            yield Token(str(kind), match.group(), match.start())


def _bare_tokens(text: str, start: int) -> Iterator[Token]:
    for match in BARE.finditer(text, start):
        yield Token(str(match.lastgroup), match.group(), match.start())


def decode_escapes(text: str) -> str:
    r"""The text with code point escapes replaced, as the engine sees it before it parses.

    >>> decode_escapes(r"SERV\u0049CE")
    'SERVICE'
    """
    return ESCAPE.sub(_decode, text) if "\\" in text else text


def _decode(match: re.Match[str]) -> str:
    point = int(match.group(1) or match.group(2), 16)
    return chr(point) if point <= 0x10FFFF and not 0xD800 <= point <= 0xDFFF else match.group()
