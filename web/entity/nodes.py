"""Nodes and sources as the values that a page links: IRI, label, and the group that sets shape."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.market.columns import slug_of
from graph.terms import short_name
from web.kinds import group_of
from web.state import State


def name_node(state: State, iri: str) -> dict[str, str]:
    """A node as a link: its IRI, its label, and the group that sets its shape."""
    records = state.records()
    if (entity := records.entities.get(iri)) is not None:
        return {"iri": iri, "label": entity.label, "group": group_of(entity.kinds)}
    label = slug_of(iri)
    if iri in records.channels:
        label = records.channels[iri].label
    elif iri in records.sources:
        label = records.sources[iri].title
    elif iri in records.claims:
        label = records.claims[iri].statement or label
    elif iri in records.stakes:
        stake = records.stakes[iri]
        label = f"{state.names().label(stake.holder)} in {state.names().label(stake.issuer)}"
    return {"iri": iri, "label": label, "group": "other"}


def name_nodes(state: State, iris: Iterable[str]) -> list[dict[str, str]]:
    """Several nodes as links, in the order given."""
    return [name_node(state, iri) for iri in iris]


def label_node(state: State, iri: str) -> str:
    """What to call a node in a table: its label if it is one of ours, else its short name."""
    label = name_node(state, iri)["label"]
    return short_name(iri) if label == slug_of(iri) else label


def describe_source(state: State, iri: str) -> dict[str, Any]:
    """A source with its title, address and day; its slug where nothing describes it."""
    source = state.records().sources.get(iri)
    return {
        "iri": iri,
        "title": source.title if source else slug_of(iri),
        "url": source.url if source else None,
        "issued": text_of(source.issued) if source else None,
    }


def describe_sources(state: State, iris: Iterable[str]) -> list[dict[str, Any]]:
    """Several sources, in the order given, each once."""
    return [describe_source(state, iri) for iri in dict.fromkeys(iris)]


def text_of(value: object) -> str | None:
    """The value as text; None stays None."""
    return None if value is None else str(value)


def span_of(low: object, high: object) -> str | None:
    """A share or a range of them as text; None where neither end is stated.

    >>> span_of(1, 1), span_of(None, "0.3"), span_of(None, None)
    ('1', '? to 0.3', None)
    """
    if low is None and high is None:
        return None
    return text_of(low) if low == high or high is None else f"{text_of(low) or '?'} to {high}"
