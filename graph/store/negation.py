"""``FILTER NOT EXISTS`` over a join, which the engine may never end, in a form that it does.

The engine works the inner join out anew for every outer row. The same rows come from

    ... FILTER NOT EXISTS { P FILTER(E) }
    ... OPTIONAL { P BIND(true AS ?found) FILTER(E) } FILTER(!BOUND(?found))

because the filter of an OPTIONAL sees the outer row too, a row without a partner is kept once, and
every row with partners goes. This holds for an inner pattern of triples and filters, if its group
is not itself that of an OPTIONAL or an EXISTS. Everything else is left as it is.

How P is asked is in :mod:`graph.store.partners`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.store.groups import (
    Cut,
    Group,
    apply_cuts,
    find_bindable,
    find_groups,
    is_in_varying_graph,
)
from graph.store.partners import Partners, names_of, skip_filter
from graph.store.stars import find_stars, name_columns
from graph.store.tokens import Token, tokenize

TERMS = frozenset({"iri", "prefixed", "string", "tag", "number", "variable"})
#: What may stand between the terms of triples; a path with ``*`` or ``?`` also finds terms that
#: are not in the data, which a bound variable and a free one do not find alike.
BETWEEN = frozenset({".", ";", ",", "/", "^", "^^", "+", "-"})
WORDS = frozenset({"A", "TRUE", "FALSE"})
#: Where a query reaches into another scope than the group that it is written in.
STRANGE = frozenset({"LATERAL", "SERVICE", "DESCRIBE"})
#: How a negation begins, by the words and signs before its group.
HEADS = (
    ("FILTER", "NOT", "EXISTS"),
    ("FILTER", "(", "NOT", "EXISTS"),
    ("FILTER", "(", "!", "EXISTS"),
)
TRUE = "FILTER(true)"


@dataclass(frozen=True, slots=True)
class _Negation:
    """One ``FILTER NOT EXISTS {...}`` by its tokens, and the group that it filters."""

    head: int
    last: int
    inner: Group
    outer: Group


def rewrite_negation(text: str, *, may_scan: bool = True) -> str:
    """The query with its negated joins as optional ones; itself where there are none.

    ``may_scan`` says whether the store is small enough to be read through.

    >>> print(rewrite_negation("ASK {?a :p 1 FILTER NOT EXISTS {?a :q ?c . ?c :r 2}}"))
    ASK {?a :p 1 FILTER(true) OPTIONAL { { SELECT DISTINCT ?a { { SELECT DISTINCT ?a \
{ ?a :p 1 FILTER(true) } } ?a :q ?n1_c . ?n1_c :r 2 } } BIND(true AS ?n1_)  } FILTER(!BOUND(?n1_))}
    """
    if "\\" in text:
        return text
    original, tokens = text, list(tokenize(text))
    if find_stars(tokens):
        text = name_columns(text)
        tokens = list(tokenize(text))
    groups = find_groups(tokens)
    found = [n for n in _find_negations(tokens, groups) if _is_simple(tokens, n, groups)]
    if not found or find_stars(tokens) or any(token.keyword in STRANGE for token in tokens):
        return original
    removed = [(tokens[n.head].start, tokens[n.last].start + 1, TRUE) for n in found]
    cuts = list(removed)
    for number, negation in enumerate(found, start=1):
        mark = _unused(text, number)
        known = find_bindable(tokens, negation.outer)
        around = _without(text, tokens, negation.outer, removed)
        inner = tokens[negation.inner.start + 1 : negation.inner.end]
        optional = Partners(inner, known, mark, may_scan).write(around)
        place = tokens[negation.outer.end].start
        cuts.append((place, place, f" OPTIONAL {{ {optional} }} FILTER(!BOUND(?{mark}))"))
    return apply_cuts(text, cuts)


def _without(text: str, tokens: Sequence[Token], group: Group, removed: Sequence[Cut]) -> str:
    """What stands in a group, without its negations."""
    start, end = tokens[group.start].start + 1, tokens[group.end].start
    return apply_cuts(text[:end], [cut for cut in removed if start <= cut[0] < end], start)


def _find_negations(tokens: Sequence[Token], groups: dict[int, Group]) -> Iterator[_Negation]:
    for group in groups.values():
        for head in HEADS if group.around >= 0 else ():
            first = max(0, group.start - len(head))
            words = tuple(t.keyword or t.text for t in tokens[first : group.start])
            last = group.end + ("(" in head)
            if words == head and tokens[last].text in ("}", ")"):
                yield _Negation(first, last, group, groups[group.around])


def _is_simple(tokens: Sequence[Token], negation: _Negation, groups: dict[int, Group]) -> bool:
    around: int = negation.outer.start
    if tokens[around - 1].keyword == "OPTIONAL":
        return False
    if is_in_varying_graph(tokens, around, groups):
        return False
    while around >= 0:
        if tokens[around - 1].keyword == "EXISTS":
            return False
        around = groups[around].around
    shared = _variables(tokens, negation.inner) & find_bindable(tokens, negation.outer)
    return bool(shared) and _is_join(tokens[negation.inner.start + 1 : negation.inner.end])


def _is_join(tokens: Sequence[Token]) -> bool:
    """Whether these are at least two joined triple patterns and filters, and nothing else."""
    place, joins, previous = 0, 0, ""
    while place < len(tokens):
        token = tokens[place]
        if token.keyword == "FILTER":
            place = skip_filter(tokens, place + 1)
            if place < 0:
                return False
            # What follows a filter is a new triple, with a dot before it or not.
            previous = "." if previous else ""
            continue
        if token.kind in TERMS or token.keyword in WORDS:
            joins += previous in (".", ";", ",", "/")
        elif token.kind != "sign" or token.text not in BETWEEN:
            return False
        previous = token.text
        place += 1
    return joins > 0


def _variables(tokens: Sequence[Token], group: Group) -> set[str]:
    return names_of(tokens[group.start : group.end])


def _unused(text: str, number: int) -> str:
    mark = f"n{number}_"
    while mark in text:
        mark = f"n{mark}"
    return mark
