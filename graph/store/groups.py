"""The groups of a query text by its tokens, and how a text is cut in several places at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.store.tokens import Token

#: From where, to where, and what stands there instead.
Cut = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Group:
    """A pair of braces: the numbers of its tokens, and of the opening brace around it or -1."""

    start: int
    end: int
    around: int


def find_groups(tokens: Sequence[Token]) -> dict[int, Group]:
    """Every pair of braces by the number of the opening one; nothing if they do not match."""
    groups: dict[int, Group] = {}
    open_braces: list[int] = []
    for place, token in enumerate(tokens):
        if token.kind == "sign" and token.text == "{":
            open_braces.append(place)
        elif token.kind == "sign" and token.text == "}":
            if not open_braces:
                return {}
            start = open_braces.pop()
            groups[start] = Group(start, place, open_braces[-1] if open_braces else -1)
    return {} if open_braces else groups


def is_in_varying_graph(tokens: Sequence[Token], around: int, groups: Mapping[int, Group]) -> bool:
    """Whether a group, or one around it, is that of a GRAPH with a variable."""
    while around >= 0:
        if tokens[around - 1].kind == "variable" and tokens[around - 2].keyword == "GRAPH":
            return True
        around = groups[around].around
    return False


def find_bindable(tokens: Sequence[Token], group: Group) -> set[str]:
    """The variables that may have a value in a row of the group: not those in filters alone."""
    names: set[str] = set()
    place = group.start + 1
    while place < group.end:
        token = tokens[place]
        if token.keyword == "FILTER":
            place = _after_filter(tokens, place + 1)
            continue
        if token.kind == "variable":
            names.add(token.text[1:])
        place += 1
    return names


def _after_filter(tokens: Sequence[Token], place: int) -> int:
    """The place after any filter: it ends where its first bracket closes."""
    depth = 0
    while place < len(tokens):
        token = tokens[place]
        if token.kind == "sign":
            depth += (token.text in "({") - (token.text in ")}")
            if depth == 0 and token.text in ")}":
                return place + 1
        place += 1
    return place


def after_brackets(tokens: Sequence[Token], place: int) -> int:
    """The place after what a round bracket here closes; -1 if there is none."""
    depth = 0
    for after in range(place, len(tokens)):
        if tokens[after].kind == "sign":
            depth += (tokens[after].text == "(") - (tokens[after].text == ")")
        if depth == 0:
            return -1 if after == place else after + 1
    return -1


def apply_cuts(text: str, cuts: Sequence[Cut], start: int = 0) -> str:
    """The text from a place on with the cuts made, which are by place in all of it."""
    parts, done = [], start
    for first, end, new in sorted(cuts, key=lambda cut: cut[:2]):
        parts += [text[done:first], new]
        done = end
    return "".join([*parts, text[done:]])
