"""Boxes and roads of the picture, and which of them are on the way through one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from web.filters import full_iri
from web.market.address import Unfolding
from web.market.roads import role_of


@dataclass(frozen=True, slots=True)
class Knot:
    """One box: how many assets pass through it, and how many of them are captive.

    At an owner only those count as captive that this very owner can shut out. ``name`` is what the
    box says where its vendor stands beside it, ``label`` what it is called elsewhere.
    """

    key: str
    role: str
    iri: str
    label: str
    name: str
    models: int
    captive: int

    @property
    def is_captive(self) -> bool:
        """Whether most of its models are captive."""
        return 2 * self.captive > self.models


@dataclass(frozen=True, slots=True)
class Tie:
    """One road: the assets that use it, and how many of them one owner alone can shut out."""

    start: Knot
    end: Knot
    models: int
    captive: int

    @property
    def key(self) -> str:
        """What the road is called in an address."""
        return f"{self.start.key} {self.end.key}"

    @property
    def is_captive(self) -> bool:
        """Whether most of the assets on this road are captive."""
        return 2 * self.captive > self.models


def find_lit(
    knots: Mapping[str, Knot], ties: Sequence[Tie], unfolding: Unfolding
) -> frozenset[str]:
    """The keys of all that is on the way through the focus, to both sides; empty without one."""
    if not (focus := unfolding.focus):
        return frozenset()
    road = next((tie for tie in ties if tie.key == focus), None)
    if road is not None:
        starts, ends = {road.start.key}, {road.end.key}
    else:
        starts = ends = _find_boxes(knots, focus)
    lit = {focus} if road is not None else set()
    for seeds, is_back in ((starts, True), (ends, False)):
        lit |= _follow(set(seeds), ties, is_back=is_back)
    return frozenset(lit)


def _find_boxes(knots: Mapping[str, Knot], focus: str) -> set[str]:
    """The box of that key; else those of the entity of that name, a model before all others."""
    if focus in knots:
        return {focus}
    iri = full_iri(focus)
    found = {key for key, knot in knots.items() if knot.iri == iri}
    return {key for key in found if role_of(key) == "model"} or found


def _follow(seeds: set[str], ties: Sequence[Tie], *, is_back: bool) -> set[str]:
    """The seeds with every box and road that leads to them, or that they lead to."""
    lit, waiting = set(seeds), list(seeds)
    while waiting:
        here = waiting.pop()
        for tie in ties:
            near, far = (tie.end, tie.start) if is_back else (tie.start, tie.end)
            if near.key == here:
                lit.add(tie.key)
                if far.key not in lit:
                    lit.add(far.key)
                    waiting.append(far.key)
    return lit
