"""What the answers of the API hold, as types: the description of the API is made from them.

The functions that make the answers give plain dictionaries; the tests compare the two. Fractions
are texts like ``1/3``, days are texts like ``2026-06-02``.
"""

from __future__ import annotations

from typing import Annotated, Any, NotRequired, TypedDict

Fraction = Annotated[str | None, "An exact fraction such as 1/3; null where it is undefined."]


class Node(TypedDict):
    """A node as a link: ``group`` is the kind that sets its shape."""

    iri: str
    label: str
    group: str


class Found(TypedDict):
    """One thing whose name fits; ``parts`` are those of the label, each with whether it fits."""

    iri: str
    label: str
    kind: str
    url: str
    id: str
    detail: str
    section: str
    group: str
    shape: str
    parts: list[tuple[str, bool]]


class Completion(TypedDict):
    """One term that a query can use; ``uses`` counts the statements with it."""

    name: str
    label: str
    type: str
    info: str
    uses: int


class Completions(TypedDict):
    """What an editor of queries completes: prefixes by name, and terms, ours first."""

    prefixes: dict[str, str]
    terms: list[Completion]


class ScoreRow(TypedDict):
    """The captivity of one asset, with everything that the number rests on."""

    name: str
    iri: str
    label: str
    as_of: str
    view: str
    captivity: Fraction
    escape: Fraction
    type: str
    veto: list[str]
    owners: list[str]
    channel_count: int
    platform_count: int
    owner_count: int
    bounds: list[str] | None
    cut: int | None
    coalitions: list[list[str]]
    coalitions_complete: bool
    routes: int | None
    hhi: Fraction
    effective_number: Fraction


class EntityPage(TypedDict):
    """Everything that the page of a node shows; which parts there are depends on its kind."""

    iri: str
    slug: str
    label: str
    kind: str
    kinds: list[str]
    group: str
    alt_labels: list[str]
    as_of: str
    view: str
    resale: bool
    what: str
    claims: list[dict[str, Any]]
    claim_count: int
    contests: list[list[dict[str, Any]]]
    statements: list[dict[str, Any]]
    more_statements: bool
    mentions: list[dict[str, Any]]
    more_mentions: bool
    developers: NotRequired[list[Node]]
    operators: NotRequired[list[Node]]
    runs_on: NotRequired[list[Node]]
    owners: NotRequired[list[Node]]
    control: NotRequired[dict[str, Any]]
    captivity: NotRequired[dict[str, Any]]
    history: NotRequired[dict[str, Any]]
    exits: NotRequired[dict[str, Any]]
    carries: NotRequired[list[dict[str, Any]]]
    carries_count: NotRequired[int]
    vendors: NotRequired[list[dict[str, Any]]]
    only_road: NotRequired[list[dict[str, Any]]]
    captive_to_owner_count: NotRequired[int]
    channel_count: NotRequired[int]
    stages: NotRequired[dict[str, int]]
    access_modes: NotRequired[dict[str, int]]
    exclusivities: NotRequired[dict[str, int]]
    changes: NotRequired[list[dict[str, Any]]]
    develops: NotRequired[list[dict[str, Any]]]
    develops_count: NotRequired[int]
    can_shut: NotRequired[list[dict[str, Any]]]
    can_shut_count: NotRequired[int]
    can_shut_others_count: NotRequired[int]
    develops_types: NotRequired[dict[str, int]]
    operates_platforms_count: NotRequired[int]
    controls: NotRequired[list[dict[str, Any]]]
    operates: NotRequired[list[Node]]
    stakes: NotRequired[list[dict[str, Any]]]
    power: NotRequired[dict[str, Any] | None]
    dependence: NotRequired[dict[str, Any]]
    channel: NotRequired[dict[str, Any]]
    stake: NotRequired[dict[str, Any]]
    claim: NotRequired[dict[str, Any]]
    source: NotRequired[dict[str, Any]]


class Network(TypedDict):
    """The market picture: boxes and roads as vis-network reads them, and all that is said of them.

    ``hidden`` counts what is not drawn, by role; ``details`` tells about what is in focus.
    """

    as_of: str
    view: str
    resale: bool
    floor: str
    population: dict[str, Any]
    filters: dict[str, str]
    unfolding: dict[str, str]
    total: int
    captive: int
    drawn: int
    hidden: dict[str, int]
    summary: str
    details: dict[str, Any] | None
    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    options: dict[str, Any]


class CountsRow(TypedDict):
    """How much the graph holds, and the newest day of a source or claim."""

    by_class: dict[str, int]
    date: str | None
    triples: int


class QuestionParameter(TypedDict):
    """One parameter of a named question."""

    name: str
    type: str
    meaning: str
    default: str | None


class Question(TypedDict):
    """A named question, and the address that answers it."""

    name: str
    number: int
    asked_by: str
    words: str
    answered_by: str
    parameters: list[QuestionParameter]
    url: str


class Answer(TypedDict):
    """The answer to a named question: one row per thing found."""

    name: str
    as_of: str
    question: str
    rows: list[dict[str, Any]]
    command: NotRequired[str]


class ListPart(TypedDict):
    """A part of a list: ``total`` counts all, ``limit`` and ``offset`` say which part it is."""

    total: int
    limit: int
    offset: int


class ChangesAnswer(ListPart):
    """A part of the changes of a period; ``set_aside`` were resale and the like."""

    since: str
    until: str
    seen: int
    set_aside: int
    changes: list[dict[str, Any]]


class LoadRow(TypedDict):
    """One file that was added, with its provenance."""

    load_id: str
    name: str
    sha256: str
    added_at: str
    who: str
    triples: int
    version: str
    graph: str


class LoadsAnswer(ListPart):
    """A part of the files that were added."""

    loads: list[LoadRow]


class LogAnswer(ListPart):
    """A part of the changes of the store."""

    changes: list[dict[str, Any]]


class ReviewAnswer(ListPart):
    """A part of the review queue."""

    listings: list[dict[str, Any]]


class TermRow(TypedDict):
    """One term of the vocabulary; ``uses`` counts the things of a class in the graph."""

    name: str
    iri: str
    label: str
    section: str
    definition: str
    examples: list[str]
    broader: list[str]
    uses: int | None
