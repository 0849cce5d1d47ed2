"""The roads of an asset in the rows of its picture: one for each platform, like gates together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from web.kinds import in_words

#: Gates drawn beside each other on one road; the last stands for all that follow.
GATES = 3
#: Rows drawn, and of a group of roads with equal gates when there are more.
ROWS = 12
ROWS_OF_GROUP = 2


@dataclass(frozen=True, slots=True)
class GateMark:
    """One owner as a gate; ``is_captive`` where it stands on every road."""

    iri: str
    label: str
    is_captive: bool = False


@dataclass(frozen=True, slots=True)
class RoadRow:
    """The roads through one platform that the same owners can close.

    ``roles`` maps an owner to what it does there; ``side`` is a short note beside the platform.
    """

    platform: Mapping[str, Any]
    side: str
    gates: tuple[GateMark, ...]
    is_captive: bool
    title: str
    roles: Mapping[str, Sequence[str]] = field(default_factory=dict)


def make_rows(captivity: Mapping[str, Any]) -> tuple[list[RoadRow], int]:
    """The rows of the picture, and how many platforms have none for want of room.

    Owners who stand on most roads come first on each, and their rows together.
    """
    channels: Sequence[Mapping[str, Any]] = captivity["channels"]
    spans = Counter(owner["iri"] for channel in channels for owner in channel["owners"])
    veto = frozenset(owner["iri"] for owner in captivity["veto_owners"])

    def rank(iri: str) -> tuple[int, str]:
        return -spans[iri], iri

    by_place: dict[tuple[tuple[tuple[int, str], ...], str], list[Mapping[str, Any]]] = {}
    for channel in channels:
        owners = tuple(sorted(rank(owner["iri"]) for owner in channel["owners"]))
        by_place.setdefault((owners, channel["platform"]["iri"]), []).append(channel)
    ordered = sorted(by_place, key=lambda place: (place[0], by_place[place][0]["group"]))
    shown = _choose(ordered)
    rows = [_row(by_place[place], spans, veto) for place in shown]
    return rows, len(ordered) - len(shown)


def _choose(places: Sequence[tuple[Any, str]]) -> list[tuple[Any, str]]:
    """All places where there is room; else the first of each group, as far as it reaches."""
    if len(places) <= ROWS:
        return list(places)
    taken: Counter[Any] = Counter()
    chosen = []
    for place in places:
        taken[place[0]] += 1
        if taken[place[0]] <= ROWS_OF_GROUP:
            chosen.append(place)
    return chosen[:ROWS]


def _row(
    channels: Sequence[Mapping[str, Any]], spans: Mapping[str, int], veto: frozenset[str]
) -> RoadRow:
    first = channels[0]
    owners = sorted(first["owners"], key=lambda owner: (-spans[owner["iri"]], owner["iri"]))
    roles: dict[str, list[str]] = {}
    for channel in channels:
        for entry in channel["roles"]:
            for owner in entry["owners"]:
                known = roles.setdefault(owner["iri"], [])
                known += [role for role in entry["roles"] if role not in known]
    stages = {channel["stage"] for channel in channels}
    notes = [f"{len(channels)} listings"] if len(channels) > 1 else []
    if len(stages) == 1 and stages <= {"Preview", "Deprecated"}:
        notes.append(in_words(stages.pop()))
    return RoadRow(
        first["platform"],
        ", ".join(notes),
        _mark(owners, veto),
        bool(veto),
        "; ".join(channel["label"] for channel in channels[:3]),
        roles,
    )


def _mark(owners: Sequence[Mapping[str, Any]], veto: frozenset[str]) -> tuple[GateMark, ...]:
    marks = [GateMark(o["iri"], o["label"], o["iri"] in veto) for o in owners]
    if len(marks) > GATES:
        rest = marks[GATES - 1 :]
        is_captive = any(mark.is_captive for mark in rest)
        marks[GATES - 1 :] = [GateMark("", f"{len(rest)} owners more", is_captive)]
    return tuple(marks)
