"""What a tokenizer can tell of an update: which graphs it may change, and where USING belongs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pyoxigraph import NamedNode

from graph.errors import InvalidInput, InvalidIRI
from graph.store.tokens import Token, decode_escapes, tokenize

#: After these a graph is named that the update may change.
TARGET_WORDS = frozenset({"GRAPH", "WITH", "TO", "ADD", "MOVE", "COPY", "INTO"})
#: These between such a word and the name say nothing.
FILLERS = frozenset({"SILENT", "GRAPH"})
WHOLESALE = frozenset({"ALL", "NAMED"})


@dataclass(slots=True)
class _Walk:
    """Where in an update we are; templates are the braces in which quads are written."""

    depth: int = 0
    verb: str = ""
    in_template: bool = False
    declarations: list[str] = field(default_factory=list)

    def step(self, token: Token) -> None:
        """Move past one token."""
        word, text = token.keyword, token.text
        if word in ("INSERT", "DELETE"):
            self.verb, self.in_template = word, True
        elif word == "WHERE" and self.depth == 0:
            # In the short form DELETE WHERE the pattern is the template too.
            self.in_template = False
        elif text == ";" and self.depth == 0:
            self.verb, self.in_template = "", False
        elif token.kind == "sign":
            self.depth += (text == "{") - (text == "}")


def find_targets(text: str) -> list[tuple[str, str]] | None:
    """The graphs that an update may change, each as (declarations before it, name as written).

    None when that cannot be told from the text: a variable in the place of a graph, ALL or NAMED.

    >>> find_targets("PREFIX e: <http://e/> INSERT DATA { GRAPH e:g { e:s e:p 1 } }")
    [('PREFIX e: <http://e/>', 'e:g')]
    >>> find_targets("CLEAR ALL") is None
    True
    """
    if decode_escapes(text) != text:
        # What looks like a string may be a keyword once the escapes are replaced.
        return None
    tokens, walk = list(tokenize(text)), _Walk()
    targets = []
    for place, token in enumerate(tokens):
        if token.keyword == "DELETE" and _word(tokens, place + 1) == "WHERE":
            walk.step(token)
            if _names_variable(tokens[place:]):
                return None
        if token.keyword in ("PREFIX", "BASE"):
            walk.declarations.append(_declaration(text, tokens, place))
        if token.keyword in ("CLEAR", "DROP") and _has_wholesale(tokens, place):
            return None
        if token.keyword in TARGET_WORDS and (named := _name_after(tokens, place)) is not None:
            if named.kind == "variable":
                if walk.in_template:
                    return None
            else:
                targets.append((" ".join(walk.declarations), named.text))
        walk.step(token)
    return targets


def add_using(text: str, default: Sequence[str], named: Sequence[str]) -> str:
    """The update with the dataset of the protocol written into each of its operations.

    SPARQL 1.1 Protocol, 2.2.3: ``using-graph-uri`` and ``using-named-graph-uri`` stand for
    USING and USING NAMED.

    >>> add_using("DELETE WHERE { ?s ?p ?o }", ["http://e/g"], [])
    'DELETE { ?s ?p ?o } USING <http://e/g> WHERE { ?s ?p ?o }'

    Raises
    ------
    InvalidInput
        The update has a USING or WITH of its own, which would contradict.
    InvalidIRI
        A graph is not named by an absolute IRI.
    """
    if not default and not named:
        return text
    clauses = "".join(f"USING {_iri(iri)} " for iri in default)
    clauses += "".join(f"USING NAMED {_iri(iri)} " for iri in named)
    pieces, done = [], 0
    for place, replaced, piece in _places(text):
        pieces += [text[done:place], piece, clauses]
        done = place + replaced
    return "".join([*pieces, text[done:]])


def _places(text: str) -> Iterator[tuple[int, int, str]]:
    """Where clauses go: the place, how much is replaced there, and what comes before them."""
    tokens, walk = list(tokenize(text)), _Walk()
    for place, token in enumerate(tokens):
        if walk.depth == 0 and token.keyword in ("USING", "WITH"):
            raise InvalidInput(
                f"The update has {token.keyword} of its own",
                advice="Name the graphs in the text or in the request, not in both.",
            )
        if walk.depth == 0 and token.keyword == "WHERE" and walk.verb:
            before = tokens[place - 1]
            template = ""
            if before.keyword == "DELETE":
                template = _block(text, tokens[place + 1 :]) + " "
            yield token.start, 0, template
        walk.step(token)


def _block(text: str, tokens: Sequence[Token]) -> str:
    """The group in braces with which the tokens begin, as it is written."""
    depth = 0
    for token in tokens:
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            return text[tokens[0].start : token.start + len(token.text)]
    raise InvalidInput("The update has a brace that nothing closes", advice="Close it.")


def _names_variable(tokens: Sequence[Token]) -> bool:
    """Whether an operation has a variable in the place of a graph."""
    depth = 0
    for token, following in pairwise(tokens):
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and token.text == ";":
            return False
        if token.keyword == "GRAPH" and following.kind == "variable":
            return True
    return False


def _declaration(text: str, tokens: Sequence[Token], place: int) -> str:
    ends = [token for token in tokens[place + 1 : place + 4] if token.kind == "iri"]
    return text[tokens[place].start : ends[0].start + len(ends[0].text)] if ends else ""


def _has_wholesale(tokens: Sequence[Token], place: int) -> bool:
    following = (_word(tokens, place + 1), _word(tokens, place + 2))
    return following[0] in WHOLESALE or (following[0] == "SILENT" and following[1] in WHOLESALE)


def _name_after(tokens: Sequence[Token], place: int) -> Token | None:
    for token in tokens[place + 1 : place + 4]:
        if token.kind in ("iri", "prefixed", "variable"):
            return token
        if token.keyword not in FILLERS:
            return None
    return None


def _word(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].keyword if place < len(tokens) else ""


def _iri(text: str) -> str:
    try:
        return str(NamedNode(text))
    except ValueError as error:
        raise InvalidIRI("Not the IRI of a graph", text, "Write the IRI in full.") from error
