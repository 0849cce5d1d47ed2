"""The forms of the answers about tables: matrix, rankings, comparison; the tour uses some."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from web.answer_shapes import Fraction, ListPart, Node


class PopulationTold(TypedDict):
    """The set of assets that figures are about."""

    name: str
    definition: str
    size: int


class MatrixLine(TypedDict):
    """A column of the matrix: its node, its total, and the assets with no road around it."""

    iri: str
    slug: str
    label: str
    total: int
    captive: int


class MatrixCell(TypedDict):
    """Where a row meets a column; ``note`` says what is unusual about the way there."""

    count: int
    captive: int
    shade: int
    note: str


class MatrixRow(MatrixLine):
    """A row of the matrix with one cell per column."""

    cells: list[MatrixCell | None]


class MatrixAnswer(ListPart):
    """A part of the matrix of the market: which rows there are, and what they have where."""

    as_of: str
    view: str
    by: str
    against: str
    sort: str
    counts: str
    marks: str
    population: PopulationTold
    assets: int
    channels: int
    row_count: int
    column_count: int
    columns: list[MatrixLine]
    rows: list[MatrixRow]


class AssetRow(TypedDict):
    """One asset in a table of captivities."""

    iri: str
    label: str
    group: str
    kind: str
    vendors: list[Node]
    captivity: Fraction
    value: float | None
    bounds: list[str] | None
    escape: Fraction
    cut: int | None
    routes: int | None
    type: str
    veto: list[Node]
    channels: int
    platforms: int
    owners: int


class RankingAnswer(ListPart):
    """A part of the assets that fit a choice."""

    as_of: str
    view: str
    population: PopulationTold
    assets: list[AssetRow]


class TableAnswer(ListPart):
    """A part of a table of owners, vendors or platforms; ``columns`` says what each means."""

    table: str
    as_of: str
    view: str
    population: PopulationTold
    columns: dict[str, str]
    rows: list[dict[str, Any]]


class OwnerAcross(TypedDict):
    """How many of the live channels of each compared asset one owner can close, in their order."""

    iri: str
    label: str
    group: str
    closes: list[int]
    alone: list[bool]


class ComparedAsset(AssetRow):
    """An asset that is compared, with the sentence that sums up its captivity."""

    summary: str


class CompareAnswer(TypedDict):
    """Two to four assets side by side; ``shared`` are the owners who stand on a road of each."""

    as_of: str
    view: str
    kind: Literal["asset"]
    assets: list[ComparedAsset]
    owners: list[OwnerAcross]
    shared: list[Node]


class SharedAssets(TypedDict):
    """The assets that all of the compared have to do with: how many, and the first of them."""

    count: int
    captive_count: int
    assets: list[AssetRow]


class PartiesCompared(TypedDict):
    """What comparisons of platforms and of organisations have alike.

    ``measures`` says what each number of a column means.
    """

    as_of: str
    view: str
    resale: bool
    population: PopulationTold
    measures: dict[str, str]
    shared: SharedAssets


class ComparedParty(Node):
    """What is compared; ``why`` leads, by the name of a number, to the list of what it counts."""

    owners: list[Node]
    why: dict[str, str]


class ComparedPlatform(ComparedParty):
    """A platform that is compared; ``only_here`` counts what none of the others has."""

    operators: list[Node]
    carries: int
    captive: int
    captive_to_owner: int
    only: int
    only_here: int
    vendors: int
    channels: int
    stages: dict[str, int]
    access_modes: dict[str, int]
    exclusivities: dict[str, int]


class PlatformsCompared(PartiesCompared):
    """Platforms side by side; ``overlap`` counts what each shares with each, row by row."""

    kind: Literal["platform"]
    platforms: list[ComparedPlatform]
    only_here: list[SharedAssets]
    overlap: list[list[int]]


class ComparedOrganisation(ComparedParty):
    """An organisation that is compared."""

    develops: int
    develops_live: int
    captive_to_self: int
    captive_to_others: int
    captive_to_both: int
    can_shut: int
    can_shut_others: int
    gatekeeper_share: Fraction
    shapley: Fraction
    platforms: int
    controls: int
    stakes_held: int
    stakes_in_it: int


class Pair(TypedDict):
    """What a vendor would lose to an owner who refuses, and what the owner would lose in it."""

    vendor: Node
    owner: Node
    lost: int
    made: int
    supplied: int
    offered: int
    asymmetry: Fraction


class OrganisationsCompared(PartiesCompared):
    """Organisations side by side: each as a vendor against each as an owner, row by row."""

    kind: Literal["organisation"]
    organisations: list[ComparedOrganisation]
    dependence: list[list[Pair]]
    stakes: list[dict[str, Any]]


class TourStep(TypedDict):
    """The figures of one step of the tour on its ``day``; which there are depends on the step."""

    step: int
    of: int
    title: str
    day: str
    judged_on: NotRequired[str]
    asset: NotRequired[AssetRow]
    before: NotRequired[dict[str, Any]]
    then: NotRequired[dict[str, Any]]
    verdict: NotRequired[dict[str, Any]]
    population: NotRequired[PopulationTold]
    closure: NotRequired[list[dict[str, Any]]]
