"""The inner pattern of a negation, asked for what decides whether an outer row has a partner.

P is the pattern, K are the outer values that it shares and E is the filter that also sees the
outer row. P is asked for K and for what E needs of it, each once:

    { SELECT DISTINCT K E { { SELECT DISTINCT K { ... } } P } }

so that few outer rows cost little however much P matches, and many the like are looked up once.
Where the outer pattern reads everything anyway, P is read through instead of looked up.

If E is ``?r != ?o`` with ?r of P and ?o of the outer row, no pair is made. Of two different IRIs
one is not ?o, whatever that is, so it is enough to know one value for each K and whether there are
more. Other terms are compared by value, or cannot be: each of them is kept for itself.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from graph.store.groups import after_brackets
from graph.store.scans import Pattern, read_patterns, reads_all, write_scans
from graph.store.tokens import Token, tokenize

#: These give another value at each call, and the two forms do not call them equally often.
FICKLE = frozenset({"EXISTS", "RAND", "UUID", "STRUUID", "BNODE"})
#: The kind of all IRIs; any other term is of its own kind.
IRI_KIND = "<urn:captivity:iri>"


#: How it is written that two variables differ.
UNEQUAL = frozenset({"( ? != ? )", "( ! ( ? = ? ) )", "( ? NOT IN ( ? ) )"})


@dataclass(slots=True)
class Partners:
    """The tokens of an inner pattern; variables of its own get names that nobody else uses.

    ``known`` are the variables of the outer pattern, and ``may_scan`` says whether the store is
    small enough to be read through.
    """

    tokens: Sequence[Token]
    known: Set[str]
    mark: str
    may_scan: bool
    _pattern: list[Token] = field(init=False, default_factory=list)
    #: Filters of the pattern alone, and those that also see the outer row.
    _own: list[Token] = field(init=False, default_factory=list)
    _shared: list[Token] = field(init=False, default_factory=list)

    def write(self, around: str) -> str:
        """What stands in the OPTIONAL; ``around`` is the outer pattern."""
        self._split()
        names = names_of(self._pattern)
        keys = sorted(names & self.known)
        patterns: list[Pattern] = []
        if self.may_scan and reads_all(f"SELECT ?all {{ {around} }}"):
            patterns = read_patterns(self._renamed_tokens(self._pattern))
        if not keys or not (patterns or _is_fixed(around)):
            inside = self._renamed([*self._pattern, *self._own])
            return f"{inside} BIND(true AS ?{self.mark}) {self._renamed(self._shared)}"
        shown = " ".join(f"?{key}" for key in keys)
        start = "" if patterns else f"{{ SELECT DISTINCT {shown} {{ {around} }} }} "
        unequal = self._find_inequality(names)
        kind = self._kind_of(unequal[0]) if unequal else ""
        if patterns and unequal:
            triples, kind = write_scans(patterns, {unequal[0]: (f"?{self.mark}kind", kind)}), ""
        else:
            triples = write_scans(patterns, {}) if patterns else self._renamed(self._pattern)
        body = f"{start}{triples} {self._renamed(self._own)} {kind}".rstrip()
        if unequal:
            return self._write_unequal(shown, body, *unequal)
        wanted = " ".join(map(self._name, sorted({*keys, *(names_of(self._shared) & names)})))
        end = self._renamed(self._shared)
        return f"{{ SELECT DISTINCT {wanted} {{ {body} }} }} BIND(true AS ?{self.mark}) {end}"

    def _write_unequal(self, shown: str, body: str, inner: str, outer: str) -> str:
        one, more = f"?{self.mark}one", f"?{self.mark}more"
        values = f"(SAMPLE({inner}) AS {one}) (COUNT(DISTINCT {inner}) > 1 AS {more})"
        return (
            f"{{ SELECT {shown} {values} {{ {body} }} GROUP BY {shown} ?{self.mark}kind }} "
            f"BIND(true AS ?{self.mark}) FILTER({more} && BOUND({outer}) || {one} != {outer})"
        )

    def _kind_of(self, variable: str) -> str:
        return f"BIND(IF(isIRI({variable}), {IRI_KIND}, {variable}) AS ?{self.mark}kind)"

    def _find_inequality(self, names: Set[str]) -> tuple[str, str] | None:
        """The inner and the outer variable if the shared filter is that they differ; else None."""
        variables = [token for token in self._shared if token.kind == "variable"]
        shape = " ".join("?" if t.kind == "variable" else t.text for t in self._shared[1:])
        if shape not in UNEQUAL or len(variables) != 2:
            return None
        inner, outer = variables
        if outer.text[1:] in names:
            inner, outer = outer, inner
        if inner.text[1:] not in names - self.known or outer.text[1:] in names:
            return None
        return self._name(inner.text[1:]), self._name(outer.text[1:])

    def _split(self) -> None:
        """Tell triples and filters apart."""
        filters: list[Sequence[Token]] = []
        place = 0
        while place < len(self.tokens):
            token = self.tokens[place]
            if token.keyword == "FILTER":
                after = skip_filter(self.tokens, place + 1)
                filters += _split_conjunction(self.tokens[place:after])
                # What follows a filter is a new triple, with a dot before it or not.
                self._add(Token("sign", ".", token.start))
                place = after
            else:
                self._add(token)
                place += 1
        names = names_of(self._pattern)
        for one in filters:
            (self._own if names_of(one) <= names else self._shared).extend(one)

    def _add(self, token: Token) -> None:
        is_dot = token.kind == "sign" and token.text == "."
        if not is_dot or (self._pattern and self._pattern[-1].text != "."):
            self._pattern.append(token)

    def _renamed_tokens(self, tokens: Sequence[Token]) -> list[Token]:
        return [
            Token(t.kind, self._name(t.text[1:]), t.start) if t.kind == "variable" else t
            for t in tokens
        ]

    def _renamed(self, tokens: Sequence[Token]) -> str:
        """The words with spaces between; a language tag or datatype stays at its literal."""
        parts: list[str] = []
        for token in self._renamed_tokens(tokens):
            glued = token.text.startswith(("@", "^^")) or (parts and parts[-1] == "^^")
            parts.append(token.text if glued or not parts else f" {token.text}")
        return "".join(parts)

    def _name(self, name: str) -> str:
        return f"?{name}" if name in self.known else f"?{self.mark}{name}"


def names_of(tokens: Sequence[Token]) -> set[str]:
    """The names of the variables among some tokens."""
    return {token.text[1:] for token in tokens if token.kind == "variable"}


def skip_filter(tokens: Sequence[Token], place: int) -> int:
    """The place after a filter in parentheses; -1 for any other filter, or one that is fickle."""
    after = after_brackets(tokens, place)
    inside = tokens[place:after]
    if any(token.keyword in FICKLE or token.text in ("{", "}") for token in inside):
        return -1
    return after


def _split_conjunction(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """A filter as several, of which each must be true where it says so of both sides of ``&&``."""
    depth, parts = 0, [list[Token]()]
    for token in tokens[2:-1]:
        if token.kind == "sign":
            depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.text == "||":
            return [tokens]
        if depth == 0 and token.text == "&&":
            parts.append([])
        else:
            parts[-1].append(token)
    return [[*tokens[:2], *part, tokens[-1]] for part in parts]


def _is_fixed(text: str) -> bool:
    """Whether a pattern that is written twice means the same each time."""
    return not any(
        token.keyword in FICKLE - {"EXISTS"} or token.text.startswith("_:")
        for token in tokenize(text)
    )
