"""Parameters of a query: terms put in the place of variables, token by token.

The engine's own substitution wants every bound variable in the projection and is of no use inside
aggregates, so the text is rewritten: each use of a variable becomes the term as the engine writes
it, which no content can break out of, and the outermost group begins with ``VALUES`` so that the
variable can still be projected, grouped by and ordered by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import BlankNode

from graph.errors import InvalidInput
from graph.store.port import Term
from graph.store.tokens import Token, tokenize

VARIABLE_NAME = re.compile(r"[^\W\d]\w*|\d\w*")
FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})


@dataclass(slots=True)
class _Scanner:
    """Where in a query we are; ``clauses`` says per open brace whether a clause is being read.

    A clause is a projection or a solution modifier: there a bare variable is a name, while one
    inside parentheses is a value.
    """

    clauses: list[bool] = field(default_factory=lambda: [True])
    parentheses: list[int] = field(default_factory=lambda: [0])
    form: str = ""
    previous: str = ""
    in_values: bool = False
    opened: bool = False

    def step(self, token: Token) -> None:
        """Move past one token."""
        word, text = token.keyword, token.text
        if not self.form and word in FORMS:
            self.form = word
        if word == "SELECT":
            self.clauses[-1] = True
        elif word == "VALUES":
            self.in_values = True
        elif token.kind == "sign":
            self._step_sign(text)
        self.previous = word or text

    def _step_sign(self, sign: str) -> None:
        if sign == "{":
            self.in_values = False
            self.clauses.append(False)
            self.parentheses.append(0)
        elif sign == "}" and len(self.clauses) > 1:
            self.clauses.pop()
            self.parentheses.pop()
        elif sign in "()":
            self.parentheses[-1] += 1 if sign == "(" else -1

    def is_value(self) -> bool:
        """Whether a variable here is used for its value, so that a term can stand for it."""
        if self.previous == "AS" or self.in_values:
            return False
        if self.clauses[-1] and self.form in ("SELECT", "ASK"):
            return self.parentheses[-1] > 0
        return True

    def starts_group(self, token: Token) -> bool:
        """Whether this brace opens the outermost group of a form that can hold VALUES."""
        first = token.text == "{" and len(self.clauses) == 1 and not self.in_values
        return first and self.form in ("SELECT", "ASK")


def bind_terms(text: str, bindings: Mapping[str, Term]) -> str:
    r"""The query with each named variable bound to its term.

    A variable that the query does not have is left alone.

    >>> from pyoxigraph import Literal
    >>> bind_terms("SELECT ?s { ?s ?p ?o FILTER(?o = ?x) }", {"x": Literal('"}')})
    'SELECT ?s { VALUES ?x { "\\"}" } ?s ?p ?o FILTER(?o = "\\"}") }'

    Raises
    ------
    InvalidInput
        A binding is a blank node, which no query can name, or its name is no variable's.
    """
    terms = {name: _written(name, term) for name, term in bindings.items()}
    return "".join(_rewrite(text, terms)) if terms else text


def _rewrite(text: str, terms: Mapping[str, str]) -> Iterator[str]:
    tokens = list(tokenize(text))
    used = {token.text[1:] for token in tokens if token.kind == "variable"} & terms.keys()
    head = "".join(f" VALUES ?{name} {{ {terms[name]} }}" for name in sorted(used))
    scanner, done = _Scanner(), 0
    for token in tokens:
        yield text[done : token.start]
        done = token.start + len(token.text)
        name = token.text[1:] if token.kind == "variable" else ""
        yield terms[name] if name in used and scanner.is_value() else token.text
        if not scanner.opened and scanner.starts_group(token):
            scanner.opened = True
            yield head
        scanner.step(token)
    yield text[done:]


def _written(name: str, term: Term) -> str:
    if not VARIABLE_NAME.fullmatch(name):
        raise InvalidInput("Not the name of a variable", repr(name), "Use letters and digits.")
    if isinstance(term, BlankNode):
        raise InvalidInput(
            f"The parameter {name} is a blank node", str(term), "Give an IRI or a literal."
        )
    return str(term)
