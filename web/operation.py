"""What an address of the API takes and gives, said at the function that answers it.

``@describe(...)`` goes under the decorator of the route; the words are those of the docstring::

    @api.get("/score")
    @describe(*VIEWPOINT, answer=list[ScoreRow], raises=[UnknownEntity])
    def score() -> Response: ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from graph.errors import CaptivityError, InvalidDate, InvalidInput, UnknownFormat
from graph.market.gates import View
from graph.market.populations import POPULATIONS

Function = TypeVar("Function", bound=Callable[..., Any])
Place = Literal["query", "path"]

CSV = "text/csv"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an address; ``type`` and ``format`` are those of JSON Schema."""

    name: str
    words: str
    type: str = "string"
    format: str = ""
    enum: tuple[str, ...] = ()
    default: str | int | None = None
    example: str = ""
    many: bool = False
    required: bool = False
    at_least: int | None = None
    at_most: int | None = None
    place: Place = "query"


@dataclass(frozen=True, slots=True)
class Operation:
    """One function of the API: what it takes, the form of its answer, what it may raise.

    ``answer`` is a type (dataclass, ``TypedDict``, ``list`` of one ...) or a JSON Schema;
    ``forms`` are the media types other than JSON. ``tries`` is the address of an example.
    """

    parameters: tuple[Parameter, ...]
    answer: Any
    raises: tuple[type[CaptivityError], ...]
    forms: tuple[str, ...]
    topic: str
    tries: str


#: Function -> what was said of it.
OPERATIONS: dict[Callable[..., Any], Operation] = {}


def describe(
    *parameters: Parameter,
    answer: Any = Any,
    raises: Sequence[type[CaptivityError]] = (),
    forms: Sequence[str] = (),
    topic: str = "Market",
    tries: str = "",
) -> Callable[[Function], Function]:
    """Say what the function of a route takes and gives; the function stays as it is."""
    taken = parameters
    if forms and not any(parameter.name == "format" for parameter in parameters):
        taken = (*parameters, format_of("json", *(NAMES.get(form, form) for form in forms)))
    operation = Operation(
        taken, answer, tuple(raises) + _implied(taken), tuple(forms), topic, tries
    )

    def keep(function: Function) -> Function:
        OPERATIONS[function] = operation
        return function

    return keep


#: Media type -> what it is called in ``?format=``.
NAMES: Mapping[str, str] = {
    CSV: "csv",
    "image/svg+xml": "svg",
    "application/graphml+xml": "graphml",
    "text/turtle": "turtle",
    "application/atom+xml": "atom",
    "application/gexf+xml": "gexf",
}


def format_of(*names: str) -> Parameter:
    """The parameter that chooses the form, the first by default."""
    return Parameter(
        "format", "Form of the answer; it beats the header Accept.", enum=names, default=names[0]
    )


def in_path(name: str, words: str, example: str = "") -> Parameter:
    """A part of the path."""
    return Parameter(name, words, example=example, required=True, place="path")


AS_OF = Parameter(
    "as_of", "The day that is looked at, YYYY-MM-DD; today when left out.", format="date",
    example="2026-06-02",
)  # fmt: skip
VIEW = Parameter(
    "view", "Whose gates count: all, those of others than the vendor, or billers alone.",
    enum=tuple(str(view) for view in View), default=str(View.DEVELOPER),
)  # fmt: skip
RESALE = Parameter(
    "resale", "1 counts resale, consumer apps and local runtimes as roads.", enum=("", "1"),
    default="",
)  # fmt: skip
#: From where the market is looked at: what most addresses take.
VIEWPOINT = (AS_OF, VIEW, RESALE)
POPULATION = Parameter(
    "population", "The named set of assets that figures are about; none for every asset.",
    enum=("", "none", *POPULATIONS), default="",
)  # fmt: skip
LIMIT_MOST = 1000
LIMIT = Parameter(
    "limit", "How many rows to give at most.", type="integer", default=100, at_least=1,
    at_most=LIMIT_MOST,
)  # fmt: skip
OFFSET = Parameter(
    "offset", "How many rows to leave out before.", type="integer", default=0, at_least=0,
    at_most=10_000_000,
)  # fmt: skip
#: A part of a long list; the answer's Link header leads to the next and the last part.
PAGING = (LIMIT, OFFSET)


def _implied(parameters: Sequence[Parameter]) -> tuple[type[CaptivityError], ...]:
    """The errors that follow from the parameters alone."""
    kinds: list[type[CaptivityError]] = []
    if any(parameter.format == "date" for parameter in parameters):
        kinds.append(InvalidDate)
    if any(p.place == "query" and (p.enum or p.type == "integer") for p in parameters):
        kinds.append(InvalidInput)
    if any(parameter.name == "format" for parameter in parameters):
        kinds.append(UnknownFormat)
    return tuple(kinds)
