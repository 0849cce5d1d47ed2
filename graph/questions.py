"""The named questions: SPARQL files with a sentence, typed parameters and one date.

The head of a file ``ontology/questions/<name>.rq`` is made of comment lines::

    # Which assets can be bought under a contract that the buyer already holds?
    # question 1 P
    # param contract entity:ProcurementVehicle "the contract held" pv-aws

A parameter becomes the variable of its name, bound as a term; without a default it must be given.
Every question may use ``?date``, the day asked about.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from pyoxigraph import Literal, NamedNode

from graph.asof import answer_on
from graph.days import parse_date
from graph.errors import InvalidInput, UnknownQuestion
from graph.fragments import called_names, expand
from graph.market.columns import Readable, parse_number
from graph.market.kept import load_records
from graph.market.kinds import is_kind
from graph.market.names import NameIndex
from graph.market.ownership import close_ownership
from graph.market.records import MarketRecords
from graph.market.support import supported_stakes
from graph.store.port import GivesCopies, QueryAnswer, QueryRequest, Term
from graph.suggest import did_you_mean
from graph.terms import CTV, VOCABULARY_BASE, XSD
from ontology import QUESTIONS

AS_OF = "as-of"


class Askable(Readable, Protocol):
    """The part of a store that questions are put to."""

    def query(self, request: QueryRequest) -> QueryAnswer:
        """Answer a SPARQL query."""
        ...


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a question takes; ``default`` is None where it must be given.

    ``type`` is ``entity``, ``entity:<Class>``, ``concept``, ``date``, ``number`` or ``text``.
    """

    name: str
    type: str
    meaning: str
    default: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """A named question: ``words`` is the sentence, ``number`` its place among those collected."""

    name: str
    words: str
    number: int
    asked_by: str
    parameters: tuple[Parameter, ...]
    text: str


def list_questions() -> list[Question]:
    """Every named question in the order of its number."""
    found = [load_question(path.stem) for path in QUESTIONS.glob("*.rq")]
    return sorted(found, key=lambda question: (question.number, question.name))


def load_question(name: str) -> Question:
    """The question of that name.

    Raises
    ------
    UnknownQuestion
        There is none; the message names similar ones.
    """
    known = sorted(path.stem for path in QUESTIONS.glob("*.rq"))
    if name not in known:
        advice = did_you_mean(name, known) or "See the list with: captivity ask"
        raise UnknownQuestion("No question has the name", name, advice)
    text = (QUESTIONS / f"{name}.rq").read_text(encoding="utf-8")
    words = text.split("\n", 1)[0].removeprefix("# ")
    number, asked_by = next(_head_lines(text, "question"))[:2]
    return Question(name, words, int(number), asked_by, tuple(_read_parameters(text)), text)


def ask(store: Askable, name: str, params: Mapping[str, str], as_of: date) -> QueryAnswer:
    """The answer to a named question on a day, as SPARQL results in JSON.

    Parameters
    ----------
    store
        The store to ask.
    name
        The name of the question.
    params
        Parameter -> value as text; entities by any name that the command line takes.
    as_of
        The day asked about, bound to ``?date``.

    Raises
    ------
    UnknownQuestion
        There is no question of that name.
    InvalidInput
        A parameter is missing, unknown or not of its type.
    UnknownEntity
        A parameter names no entity, or several.
    """
    question = load_question(name)

    def get_records() -> MarketRecords:
        return load_records(store)

    request = build_request(question, params, as_of, get_records)
    # Engines elsewhere answer some of our questions wrongly: those are asked of a copy here.
    asked = store.local_copy() if isinstance(store, GivesCopies) else store
    return answer_on(asked, request, as_of, get_records)


def build_request(
    question: Question,
    params: Mapping[str, str],
    as_of: date,
    get_records: Callable[[], MarketRecords],
) -> QueryRequest:
    """The query behind a question with its parameters bound; see :func:`ask`.

    ``get_records`` is called only by questions that need names or owners.
    """
    values = fill_in(question.name, question.parameters, params)
    calls = called_names(question.text)
    types = {parameter.type.split(":")[0] for parameter in question.parameters}
    records = get_records() if "owners" in calls or "entity" in types else None
    bindings: dict[str, Term] = {"date": _day_literal(as_of)}
    index = NameIndex(records) if records is not None else None
    for parameter in question.parameters:
        text = values[parameter.name]
        bindings[parameter.name] = _to_term(parameter, text, as_of, index)
    relations = {"owners": _owner_pairs(records, as_of)} if records and "owners" in calls else {}
    return QueryRequest(text=expand(question.text, relations), bindings=bindings)


def fill_in(name: str, parameters: Sequence[Parameter], given: Mapping[str, str]) -> dict[str, str]:
    """The value of every parameter of the question of that name: as given, else its default.

    Raises
    ------
    InvalidInput
        One is unknown, or is missing and has no default.
    """
    known = [parameter.name for parameter in parameters]
    for stranger in given:
        if stranger not in known:
            takes = f"It takes {', '.join(known)}." if known else "It takes only the date."
            raise InvalidInput(f"The question {name} has no parameter", stranger, takes)
    values: dict[str, str] = {}
    for parameter in parameters:
        text = given.get(parameter.name, parameter.default)
        if text is None:
            raise InvalidInput(
                f"The question {name} needs a parameter",
                parameter.name,
                f"It is {parameter.meaning}.",
            )
        values[parameter.name] = text
    return values


def _to_term(
    parameter: Parameter, text: str, as_of: date, index: NameIndex | None
) -> NamedNode | Literal:
    kind, _, narrower = parameter.type.partition(":")
    if kind == "entity" and index is not None:
        return NamedNode(index.resolve(text, kind=narrower or None))
    if kind == "date":
        what = f"The parameter {parameter.name} is no date"
        return _day_literal(as_of if text == AS_OF else parse_date(text, what))
    if kind == "concept":
        return _require_concept(parameter, text)
    if kind == "number":
        if parse_number(text) is None:
            raise InvalidInput(f"The parameter {parameter.name} is no number", repr(text))
        return Literal(text, datatype=XSD.decimal)
    return Literal(text)


def _require_concept(parameter: Parameter, text: str) -> NamedNode:
    by_name = {name.casefold(): name for name in CTV.members}
    name = by_name.get(text.casefold())
    if name is None:
        advice = did_you_mean(text, sorted(CTV.members))
        raise InvalidInput(f"The parameter {parameter.name} is no term", repr(text), advice)
    return NamedNode(VOCABULARY_BASE + name)


def _day_literal(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD.date)


def _owner_pairs(records: MarketRecords, as_of: date) -> list[tuple[str, str]]:
    """Every organisation with each of its ultimate owners on the day."""
    ownership = close_ownership(supported_stakes(records), as_of)
    parties = {e.iri for e in records.entities.values() if is_kind(e.kinds, "Organization")}
    return [
        (party, owner)
        for party in sorted(parties)
        if not party.startswith("_:")
        for owner in sorted(ownership.ultimate_owners(party))
    ]


def _read_parameters(text: str) -> Iterator[Parameter]:
    for name, kind, meaning, *default in _head_lines(text, "param"):
        yield Parameter(name, kind, meaning, default[0] if default else None)


def _head_lines(text: str, keyword: str) -> Iterator[list[str]]:
    """The words of each comment line that begins with the keyword; quotes keep words together."""
    for line in text.splitlines():
        if line.startswith(f"# {keyword} "):
            yield shlex.split(line.removeprefix(f"# {keyword} "))


def read_rows(answer: bytes) -> tuple[list[str], list[dict[str, Any]]]:
    """The columns and rows of SPARQL results in JSON; unbound cells are None."""
    results = json.loads(answer)
    columns: list[str] = results["head"]["vars"]
    bindings = results["results"]["bindings"]
    return columns, [
        {name: row[name]["value"] if name in row else None for name in columns} for row in bindings
    ]
