"""``SELECT *`` with its columns named, so that a form with more variables gives no more columns."""

from __future__ import annotations

from collections.abc import Sequence

from graph.store.groups import Cut, apply_cuts, find_bindable, find_groups
from graph.store.tokens import Token, tokenize

#: Where variables are seen in one group and not in the one around it.
HIDING = frozenset({"BIND", "MINUS"})


def name_columns(text: str) -> str:
    """The query with what its star stands for; itself where there is none, or it is not plain.

    The names are in the order of the engine's own columns.

    >>> name_columns("SELECT * { ?b :p ?a FILTER(?b != ?c) }")
    'SELECT ?a ?b { ?b :p ?a FILTER(?b != ?c) }'
    >>> name_columns("SELECT * { ?b :p ?a MINUS { ?a :q ?c } }")
    'SELECT * { ?b :p ?a MINUS { ?a :q ?c } }'
    """
    tokens = list(tokenize(text))
    stars, groups = find_stars(tokens), find_groups(tokens)
    words = [token.keyword for token in tokens]
    if len(stars) != 1 or words.count("SELECT") != 1 or not groups or HIDING & {*words}:
        return text
    whole = groups[min(groups)]
    if stars[0] > whole.start or "VALUES" in words[whole.end :]:
        return text
    names = " ".join(f"?{name}" for name in sorted(find_bindable(tokens, whole)))
    place = tokens[stars[0]].start
    cut: Cut = (place, place + 1, names)
    return apply_cuts(text, [cut]) if names else text


def find_stars(tokens: Sequence[Token]) -> list[int]:
    """The places of the tokens that are the star of a ``SELECT *``."""
    return [
        place
        for place, token in enumerate(tokens)
        if token.text == "*" and tokens[place - 1].keyword in ("SELECT", "DISTINCT", "REDUCED")
    ]
