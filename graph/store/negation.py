"""``FILTER NOT EXISTS`` over a join, which the engine may never end, in a form that it does.

The engine works the inner join out anew for every outer row. The same rows come from

    ... FILTER NOT EXISTS { P FILTER(E) }
    ... OPTIONAL { P BIND(true AS ?found) FILTER(E) } FILTER(!BOUND(?found))

because the filter of an OPTIONAL sees the outer row too, a row without a partner is kept once, and
every row with partners goes. This holds for an inner pattern of triples and filters, if its group
is not itself that of an OPTIONAL or an EXISTS. Everything else is left as it is.

P is asked for what E needs of it and for the outer values K that it shares alone, each once:

    { SELECT DISTINCT K E { { SELECT DISTINCT K { ... } } P } }

so that few outer rows cost little however much P matches, and many the like are looked up once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.store.tokens import Token, tokenize

TERMS = frozenset({"iri", "prefixed", "string", "tag", "number", "variable"})
#: What may stand between the terms of triples; a path with ``*`` or ``?`` also finds terms that
#: are not in the data, which a bound variable and a free one do not find alike.
BETWEEN = frozenset({".", ";", ",", "/", "^", "^^", "+", "-"})
WORDS = frozenset({"A", "TRUE", "FALSE"})
#: These give another value at each call, and the two forms do not call them equally often.
FICKLE = frozenset({"EXISTS", "RAND", "UUID", "STRUUID", "BNODE"})
#: Where a query reaches into another scope than the group that it is written in.
STRANGE = frozenset({"LATERAL", "SERVICE", "DESCRIBE"})
HEAD = ("FILTER", "NOT", "EXISTS")
TRUE = "FILTER(true)"
#: From where, to where, and what stands there instead.
Cut = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class _Group:
    """A pair of braces: the numbers of its tokens, and of the braces around it."""

    start: int
    end: int
    around: int


@dataclass(frozen=True, slots=True)
class _Negation:
    """One ``FILTER NOT EXISTS {...}`` by its tokens, and the group that it filters."""

    head: int
    inner: _Group
    outer: _Group


def rewrite_negation(text: str) -> str:
    """The query with its negated joins as optional ones; itself where there are none.

    >>> print(rewrite_negation("ASK {?a :p 1 FILTER NOT EXISTS {?a :q ?c . ?c :r 2}}"))
    ASK {?a :p 1 FILTER(true) OPTIONAL { { SELECT DISTINCT ?a { { SELECT DISTINCT ?a \
{ ?a :p 1 FILTER(true) } } ?a :q ?n1_c . ?n1_c :r 2 } } BIND(true AS ?n1_)  } FILTER(!BOUND(?n1_))}
    """
    tokens = list(tokenize(text))
    if "\\" in text or any(token.keyword in STRANGE for token in tokens) or _selects_all(tokens):
        return text
    groups = _find_groups(tokens)
    found = [n for n in _find_negations(tokens, groups) if _is_simple(tokens, n, groups)]
    removed = [(tokens[n.head].start, _end(tokens, n.inner), TRUE) for n in found]
    cuts = list(removed)
    for number, negation in enumerate(found, start=1):
        mark = _unused(text, number)
        optional = _Optional(text, tokens, negation, mark).write(removed)
        place = tokens[negation.outer.end].start
        cuts.append((place, place, f" OPTIONAL {{ {optional} }} FILTER(!BOUND(?{mark}))"))
    return _apply(text, cuts)


def _apply(text: str, cuts: Sequence[Cut], start: int = 0) -> str:
    """The text from a place on with the cuts made, which are by place in all of it."""
    parts, done = [], start
    for first, end, new in sorted(cuts, key=lambda cut: cut[:2]):
        parts += [text[done:first], new]
        done = end
    return "".join([*parts, text[done:]])


def _end(tokens: Sequence[Token], group: _Group) -> int:
    return tokens[group.end].start + 1


def _selects_all(tokens: Sequence[Token]) -> bool:
    """Whether there is a ``SELECT *``, to which new variables would show."""
    for place, token in enumerate(tokens):
        if token.text == "*" and tokens[place - 1].keyword in ("SELECT", "DISTINCT", "REDUCED"):
            return True
    return False


def _find_groups(tokens: Sequence[Token]) -> dict[int, _Group]:
    """Every pair of braces by the number of the opening one; nothing if they do not match."""
    groups: dict[int, _Group] = {}
    open_braces: list[int] = []
    for place, token in enumerate(tokens):
        if token.kind == "sign" and token.text == "{":
            open_braces.append(place)
        elif token.kind == "sign" and token.text == "}":
            if not open_braces:
                return {}
            start = open_braces.pop()
            groups[start] = _Group(start, place, open_braces[-1] if open_braces else -1)
    return {} if open_braces else groups


def _find_negations(tokens: Sequence[Token], groups: dict[int, _Group]) -> Iterator[_Negation]:
    for group in groups.values():
        head = group.start - len(HEAD)
        words = tuple(token.keyword for token in tokens[max(0, head) : group.start])
        if words == HEAD and group.around >= 0:
            yield _Negation(head, group, groups[group.around])


def _is_simple(tokens: Sequence[Token], negation: _Negation, groups: dict[int, _Group]) -> bool:
    around: int = negation.outer.start
    if tokens[around - 1].keyword == "OPTIONAL":
        return False
    while around >= 0:
        before = tokens[around - 1]
        if before.keyword == "EXISTS":
            return False
        if before.kind == "variable" and tokens[around - 2].keyword == "GRAPH":
            return False
        around = groups[around].around
    shared = _variables(tokens, negation.inner) & _bindable(tokens, negation.outer)
    return bool(shared) and _is_join(tokens[negation.inner.start + 1 : negation.inner.end])


def _is_join(tokens: Sequence[Token]) -> bool:
    """Whether these are at least two joined triple patterns and filters, and nothing else."""
    place, joins, previous = 0, 0, ""
    while place < len(tokens):
        token = tokens[place]
        if token.keyword == "FILTER":
            place = _skip_filter(tokens, place + 1)
            if place < 0:
                return False
            previous = ""
            continue
        if token.kind in TERMS or token.keyword in WORDS:
            joins += previous in (".", ";", ",", "/")
        elif token.kind != "sign" or token.text not in BETWEEN:
            return False
        previous = token.text
        place += 1
    return joins > 0


def _skip_filter(tokens: Sequence[Token], place: int) -> int:
    """The place after a filter in parentheses; -1 for any other filter."""
    depth = 0
    for after in range(place, len(tokens)):
        token = tokens[after]
        if token.keyword in FICKLE or token.text in "{}":
            return -1
        if token.kind == "sign":
            depth += (token.text == "(") - (token.text == ")")
        if depth == 0:
            return -1 if after == place else after + 1
    return -1


def _variables(tokens: Sequence[Token], group: _Group) -> set[str]:
    return _names(tokens[group.start : group.end])


def _bindable(tokens: Sequence[Token], group: _Group) -> set[str]:
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


class _Optional:
    """The inner pattern of one negation; variables of its own get names that nobody else uses."""

    def __init__(self, text: str, tokens: Sequence[Token], negation: _Negation, mark: str) -> None:
        self._text, self._tokens, self._mark = text, tokens, mark
        self._inner, self._outer = negation.inner, negation.outer
        self._known = _bindable(tokens, negation.outer)

    def write(self, removed: Sequence[Cut]) -> str:
        """What stands in the OPTIONAL."""
        pattern, filters = self._split()
        tail = f"BIND(true AS ?{self._mark}) {self._renamed(filters)}"
        names = _names(pattern)
        keys = sorted(names & self._known)
        outside = self._tokens[self._outer.start + 1 : self._outer.end]
        # The outer group is written twice: each time it must mean the same.
        is_fixed = not any(t.keyword in FICKLE - {"EXISTS"} or t.text[:2] == "_:" for t in outside)
        if not keys or not is_fixed:
            return f"{self._renamed(pattern)} {tail}"
        wanted = " ".join(map(self._name, sorted({*keys, *(_names(filters) & names)})))
        start, end = outside[0].start, self._tokens[self._outer.end].start
        cuts = [cut for cut in removed if start <= cut[0] < end]
        around = _apply(self._text[:end], cuts, start)
        rows = f"{{ SELECT DISTINCT {' '.join(f'?{key}' for key in keys)} {{ {around} }} }}"
        return f"{{ SELECT DISTINCT {wanted} {{ {rows} {self._renamed(pattern)} }} }} {tail}"

    def _split(self) -> tuple[list[Token], list[Token]]:
        """The tokens of the triples and those of the filters."""
        pattern: list[Token] = []
        filters: list[Token] = []
        place = self._inner.start + 1
        while place < self._inner.end:
            if self._tokens[place].keyword == "FILTER":
                after = _skip_filter(self._tokens, place + 1)
                filters += self._tokens[place:after]
                # What follows a filter is a new triple, with a dot before it or not.
                pattern += [Token("sign", ".", self._tokens[place].start)] if pattern else []
                place = after
            else:
                pattern.append(self._tokens[place])
                place += 1
        return _without_double_dots(pattern), filters

    def _renamed(self, tokens: Sequence[Token]) -> str:
        return _join([self._name(t.text[1:]) if t.kind == "variable" else t.text for t in tokens])

    def _name(self, name: str) -> str:
        return f"?{name}" if name in self._known else f"?{self._mark}{name}"


def _names(tokens: Sequence[Token]) -> set[str]:
    return {token.text[1:] for token in tokens if token.kind == "variable"}


def _without_double_dots(tokens: Sequence[Token]) -> list[Token]:
    kept: list[Token] = []
    for token in tokens:
        if token.text == "." and token.kind == "sign" and (not kept or kept[-1].text == "."):
            continue
        kept.append(token)
    return kept


def _join(words: Sequence[str]) -> str:
    """The words with spaces between; a language tag or datatype stays at its literal."""
    parts: list[str] = []
    for word in words:
        glued = word.startswith(("@", "^^")) or (parts and parts[-1] == "^^")
        parts.append(word if glued or not parts else f" {word}")
    return "".join(parts)


def _unused(text: str, number: int) -> str:
    mark = f"n{number}_"
    while mark in text:
        mark = f"n{mark}"
    return mark
