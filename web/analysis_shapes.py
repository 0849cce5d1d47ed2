"""What the answers about the thesis, trends and what-ifs hold, as types for the description."""

from __future__ import annotations

from typing import Any, TypedDict

from web.answer_shapes import Fraction

Row = dict[str, Any]


class ThesisTold(TypedDict):
    """The verdict on the watched thesis, its evidence, and the closing of the market."""

    as_of: str
    view: str
    hypothesis: str | None
    literal: str | None
    owner_closed: str | None
    captive_sets: list[Row]
    evidence: list[Row]
    would_deny: list[Row]
    population: str
    population_definition: str
    closure_index: Fraction
    closed_count: int
    live_count: int
    stacks: int
    stack_members: list[Row]
    billing_stacks: int
    billing_stack_members: list[Row]
    threshold_index: str
    max_stacks: int
    prediction_met: bool | None
    notes: list[str]
    period: dict[str, str]
    watched: list[Row]
    series: list[Row]
    billers: list[Row]
    panel: dict[str, str]
    owners_per_model: list[Row]
    growth_note: str


class TrendTold(TypedDict):
    """Numbers over time: each row is a value from its date on, and why it moved."""

    as_of: str
    view: str
    population: str | None
    every: str
    metrics: list[dict[str, str]]
    rows: list[Row]
    note: str | None


class WhatifTold(TypedDict):
    """What a scenario moves: assets, the largest move first, closure, and owners."""

    as_of: str
    view: str
    floor: str
    edits: list[Row]
    moved: list[Row]
    population: Row
    gatekeepers: list[Row]
    summary: str
    lines: list[Row]
    shared: str
    command: str
    address: str


class ExitsTold(TypedDict):
    """What each single new road would do, those that help most first."""

    name: str
    iri: str
    label: str
    as_of: str
    view: str
    captivity: Fraction
    type: str
    veto: list[str]
    veto_labels: list[str]
    exits: list[Row]
    passing_on: list[str]
    summary: str


class ExposureTold(TypedDict):
    """What is lost, and what keeps another road, for every owner who could refuse."""

    kind: str
    subject: list[str]
    labels: list[str]
    as_of: str
    view: str
    live: list[str]
    no_channel: list[str]
    owners: list[Row]
    summary: str


class CoverTold(TypedDict):
    """The smallest sets of contracts, billers or owners; ``complete`` when these are all."""

    as_of: str
    by: str
    assets: list[dict[str, str]]
    size: int
    covers: list[Row]
    complete: bool
    free: list[dict[str, str]]
    uncoverable: list[dict[str, str]]
    summary: str
