"""A text as it is compared: in one case, without accents, its words apart by single spaces."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Characters of a query that are read; nobody types more to find something.
LONGEST_QUERY = 200
_ASCII_GAPS = re.compile(r"[^a-z0-9$+<=>^`|~]+")


def fold(text: str) -> str:
    r"""The words of a text in one case, without accents and marks of direction.

    Signs such as an emoji or ``+`` belong to words; punctuation stands between them.

    >>> fold("  Amazon-Bedrock "), fold("Émile\u202e/GPT_5.5"), fold("command-r+ 🦙")
    ('amazon bedrock', 'emile gpt 5 5', 'command r+ 🦙')
    """
    folded = text.casefold()
    if folded.isascii():
        return _ASCII_GAPS.sub(" ", folded).strip()
    plain = unicodedata.normalize("NFKD", folded)
    return " ".join("".join(_read(character) for character in plain).split())


@lru_cache(maxsize=4096)
def _read(character: str) -> str:
    """The character itself, nothing for what is not seen by itself, a space for what separates."""
    category = unicodedata.category(character)
    if category[0] == "M" or category in ("Cf", "Cs", "Cn", "Co"):
        return ""
    return character if category[0] in "LNS" else " "
