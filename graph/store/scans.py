"""Joins that read the whole market, in a form that reads each kind of statement once.

For each row of a join the engine looks the next triple up anew, which on disk takes it some ten
microseconds. Where nothing but predicates is given, it comes to all triples in the end, and to read
those of each predicate through and to join them by hash takes a fifth. That is what it does with
sub-selects:

    { ?c :asset ?a ; :platform ?p }
    { { SELECT ?c ?a { ?c :asset ?a } } { SELECT ?c ?p { ?c :platform ?p } } }

The rows are the same, for a join is that of its patterns, each with all its rows. A query that ends
early (LIMIT), starts from given terms or filters for equality is left as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.store.groups import (
    Cut,
    Group,
    after_brackets,
    apply_cuts,
    find_groups,
    is_in_varying_graph,
)
from graph.store.tokens import Token, tokenize

#: Words of queries that want a part, or that reach into another scope than their group.
UNFIT = frozenset(
    {"ASK", "CONSTRUCT", "DESCRIBE", "EXISTS", "LATERAL", "LIMIT", "OFFSET", "SERVICE", "VALUES"}
)
#: What narrows a join to few rows as well as a given term does.
NARROW = frozenset({"=", "IN", "SAMETERM", "REGEX", "CONTAINS", "STRSTARTS", "STRENDS", "{"})
MOST_PATTERNS = 12
BETWEEN = "between__"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One triple pattern by the texts of its terms."""

    subject: str
    predicate: str
    object: str

    def variables(self) -> list[str]:
        """Its variables with their question marks, in order."""
        return [term for term in (self.subject, self.object) if term.startswith("?")]

    def __str__(self) -> str:
        return f"{self.subject} {self.predicate} {self.object}"


def read_patterns(tokens: Sequence[Token]) -> list[Pattern]:
    """The triple patterns of some tokens if together they read everything; else none.

    Subjects and objects are variables, but for the class of an ``a``; every pattern shares a
    variable with one before it, which may mean that they stand in another order here.
    """
    found: list[Pattern] = []
    terms: list[str] = []
    subject, is_path = "", False
    for token in [*tokens, Token("sign", ".", 0)]:
        if token.kind != "sign":
            terms.append(f"?{token.text[1:]}" if token.kind == "variable" else token.text)
            if not _is_fit(token, len(terms), terms):
                return []
            subject = terms[0] if not is_path else subject
        elif token.text == "/" and len(terms) == 2:
            # A path of two steps is a join over something between that nobody names.
            between = f"?{BETWEEN}{token.start}"
            found.append(Pattern(terms[0], terms[1], between))
            terms, is_path = [between], True
        elif (
            token.text not in (".", ";", ",")
            or len(terms) not in (0, 3)
            or (token.text == "," and is_path)
        ):
            return []
        else:
            found += [Pattern(*terms)] if terms else []
            terms = {".": [], ";": [subject], ",": terms[:2]}[token.text]
            is_path = False
    return _connect(found)


def _is_fit(token: Token, place: int, terms: Sequence[str]) -> bool:
    if place == 2:
        return token.kind in ("iri", "prefixed") or token.text == "a"
    if place == 3 and terms[1] == "a" and token.kind in ("iri", "prefixed"):
        return not token.text.startswith("_:")
    return place in (1, 3) and token.kind == "variable" and terms.count(terms[-1]) == 1


def _connect(patterns: Sequence[Pattern]) -> list[Pattern]:
    if not 2 <= len(patterns) <= MOST_PATTERNS:
        return []
    ordered, rest = [patterns[0]], list(patterns[1:])
    while rest:
        known = {name for pattern in ordered for name in pattern.variables()}
        chosen = next((one for one in rest if known & set(one.variables())), None)
        if chosen is None:
            return []
        rest.remove(chosen)
        ordered.append(chosen)
    return ordered


def write_scans(patterns: Sequence[Pattern], extra: Mapping[str, tuple[str, str]]) -> str:
    """The patterns as sub-selects.

    ``extra`` may have for a variable another one and what gives it its value, once for each row
    of the first pattern that has the variable.
    """
    waiting = dict(extra)
    scans = []
    for pattern in patterns:
        names, tail = pattern.variables(), ""
        for name in pattern.variables():
            if name in waiting:
                new, gives = waiting.pop(name)
                names, tail = [*names, new], f" {gives}"
        scans.append(f"{{ SELECT {' '.join(names)} {{ {pattern}{tail} }} }}")
    return " ".join(scans)


def spread_joins(text: str) -> str:
    """The query with its joins that read everything as sub-selects; itself where there are none.

    >>> spread_joins("SELECT ?a ?b { ?c :p ?a ; :q ?b FILTER(?a < ?b) }")
    'SELECT ?a ?b { { SELECT ?c ?a { ?c :p ?a } } { SELECT ?c ?b { ?c :q ?b } } FILTER(?a < ?b) }'
    """
    if "\\" in text or BETWEEN in text:
        return text
    tokens = list(tokenize(text))
    if any(token.keyword in UNFIT for token in tokens):
        return text
    groups = find_groups(tokens)
    cuts: list[Cut] = []
    for group in groups.values():
        if _is_body(tokens, group, groups):
            cuts += _spread(tokens, group, groups)
    return apply_cuts(text, cuts)


def reads_all(text: str) -> bool:
    """Whether a query has a join that reads everything."""
    return spread_joins(text) != text


def _is_body(tokens: Sequence[Token], group: Group, groups: Mapping[int, Group]) -> bool:
    """Whether this is worked out once: the body of a SELECT with named columns or of a MINUS.

    In a GRAPH with a variable it is not.
    """
    if is_in_varying_graph(tokens, group.start, groups):
        return False
    if tokens[group.start - 1].keyword == "MINUS":
        return True
    first = group.around + 1
    if group.around < 0:
        first = next((n for n, token in enumerate(tokens) if token.keyword == "SELECT"), -1)
    clause = tokens[first : group.start] if first >= 0 else []
    if not clause or clause[0].keyword != "SELECT" or any(t.text in ("{", "}") for t in clause):
        return False
    selects_all = any(token.text == "*" for token in clause[1:3])
    return not selects_all


def _spread(tokens: Sequence[Token], group: Group, groups: Mapping[int, Group]) -> list[Cut]:
    """The cuts for a group: its triples, which may have filters between, become sub-selects."""
    runs: list[list[Token]] = [[]]
    place, is_over = group.start + 1, False
    while place < group.end:
        token = tokens[place]
        if token.keyword in ("FILTER", "BIND"):
            after = after_brackets(tokens, place + 1)
            inside = tokens[place + 1 : after]
            if after < 0 or any(t.keyword in NARROW or t.text in NARROW for t in inside):
                return []
            is_over = is_over or token.keyword == "BIND"
            runs.append([])
            place = after
        elif token.keyword in ("OPTIONAL", "MINUS") and place + 1 in groups:
            is_over = True
            place = groups[place + 1].end + 1
        elif is_over and token.text != ".":
            return []
        else:
            runs[-1].append(token)
            place += 1
    kept = [run for run in runs if run]
    # What follows a filter is a new triple, with a dot before it or not.
    joined = [token for run in kept for token in [*run, Token("sign", ".", 0)]]
    patterns = read_patterns(joined)
    if not patterns:
        return []
    texts = [write_scans(patterns, {}), *([""] * len(kept))]
    ends = [(run[0].start, run[-1].start + len(run[-1].text)) for run in kept]
    return [(start, end, new) for (start, end), new in zip(ends, texts, strict=False)]
