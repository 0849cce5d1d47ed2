"""What several named questions share, written once: ``#live ?channel`` stands for a few lines.

A file ``ontology/questions/<name>.fragment.txt`` begins with ``# name ?variable ...: meaning``. A
comment line ``#name ?x`` in a question is replaced by the lines of that file with ``?x`` in the
place of the variable; all its other variables but ``?date`` get names of their own. Without the
replacement the line is a comment, so every question stays valid SPARQL.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import count

from ontology import QUESTIONS

_CALL = re.compile(r"^([ \t]*)#(\w+)((?:[ \t]+\?\w+)+)[ \t]*$", re.MULTILINE)
_VARIABLE = re.compile(r"\?(\w+)")
SHARED = frozenset({"date"})

#: Pairs of IRIs that stand for a relation: name of the call -> its pairs.
Relations = Mapping[str, list[tuple[str, str]]]


def called_names(text: str) -> frozenset[str]:
    r"""The names that a question calls, itself or through the fragments it calls.

    >>> called_names("SELECT * { #live ?x\n }")
    frozenset()
    """
    found: set[str] = set()
    waiting = [text]
    while waiting:
        for match in _CALL.finditer(waiting.pop()):
            name = match[2]
            if name not in found:
                found.add(name)
                waiting.append(_load_fragment(name)[1])
    return frozenset(found)


def expand(text: str, relations: Relations) -> str:
    """The question with every call replaced: by the file of that name, or by a relation's pairs.

    A relation ``owners`` turns ``#owners ?party ?owner`` into the pairs as ``VALUES``, so that what
    is computed outside SPARQL (who ultimately controls whom) can be joined inside.
    """
    numbers = count(1)

    def replace(match: re.Match[str]) -> str:
        indent, name, variables = match[1], match[2], _VARIABLE.findall(match[3])
        if name in relations:
            return indent + _values(variables, relations[name])
        formal, body = _load_fragment(name)
        if not formal:
            return match[0]
        return expand_once(_instantiate(body, dict(zip(formal, variables, strict=True)), numbers))

    def expand_once(part: str) -> str:
        return _CALL.sub(replace, part)

    return expand_once(text)


def _values(variables: list[str], pairs: list[tuple[str, str]]) -> str:
    from pyoxigraph import NamedNode

    rows = " ".join(f"({NamedNode(left)} {NamedNode(right)})" for left, right in pairs)
    head = " ".join(f"?{name}" for name in variables)
    return f"VALUES ({head}) {{ {rows} }}"


def _instantiate(body: str, actual: Mapping[str, str], numbers: count[int]) -> str:
    number = next(numbers)

    def rename(match: re.Match[str]) -> str:
        name = match[1]
        if name in actual:
            return f"?{actual[name]}"
        return f"?{name}" if name in SHARED else f"?{name}_{number}"

    return _VARIABLE.sub(rename, body)


@cache
def _load_fragment(name: str) -> tuple[tuple[str, ...], str]:
    """The variables of a fragment and its lines; nothing for a name that is only a comment."""
    path = QUESTIONS / f"{name}.fragment.txt"
    if not path.is_file():
        return (), ""
    head, body = path.read_text(encoding="utf-8").split("\n", 1)
    return tuple(_VARIABLE.findall(head.split(":")[0])), body.rstrip("\n")
