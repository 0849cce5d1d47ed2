"""The columns picture of a platform or an organisation: what goes through it, and to whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graph.market.gates import Route
from web.columns import Box, Drawings, Road, draw_both
from web.kinds import group_of
from web.links import entity_url
from web.state import State
from web.viewpoint import Viewpoint

ROWS = 14


def draw_columns_of(state: State, at: Viewpoint, page: Mapping[str, Any]) -> Drawings | None:
    """The picture of a platform or an organisation; None when there is nothing to draw."""
    sketch = Sketch(state, at, page["iri"])
    if page.get("carries"):
        return sketch.platform()
    if "develops" in page and (page["can_shut"] or page["develops"]):
        return sketch.organisation(page)
    return None


class Sketch:
    """Collects boxes and roads around one entity; each box once in its column."""

    def __init__(self, state: State, at: Viewpoint, iri: str) -> None:
        self.state, self.market, self.at, self.iri = state, state.market(at), at, iri
        self.columns: list[dict[str, Box]] = [{} for _ in range(4)]
        self.roads: dict[tuple[str, str], Road] = {}

    def asset(self, captivity: Mapping[str, Any]) -> Drawings:
        """Vendors, the asset, the platforms of its live channels, their controlling owners."""
        entity = self.state.records().entities.get(self.iri)
        veto = frozenset(owner["iri"] for owner in captivity["veto_owners"])
        focus = self._box(1, self.iri, is_focus=True)
        for vendor in entity.developers if entity else ():
            self._road(self._box(0, vendor), focus)
        for route in self.market.routes.get(self.iri, ()):
            self._route(focus, route, veto)
        return self._draw("Vendor", "Asset", "Platforms", "Who can close it")

    def platform(self) -> Drawings:
        """The vendors and assets that go through a platform, and who controls it."""
        focus = self._box(2, self.iri, is_focus=True)
        for score in self._busiest(self.state.carried(self.at).get(self.iri, ())):
            asset = self._box(1, score.asset, side=str(score.captivity))
            entity = self.state.records().entities.get(score.asset)
            for vendor in (entity.developers if entity else ())[:1]:
                self._road(self._box(0, vendor), asset)
            for route in self.market.routes[score.asset]:
                if route.channel.platform == self.iri:
                    self._road(asset, focus, bool(score.veto))
                    for owner in route.owners:
                        self._road(focus, self._box(3, owner, role="owner"), owner in score.veto)
        return self._draw("Vendors", "Assets, with captivity", "Platform", "Who can close it")

    def organisation(self, page: Mapping[str, Any]) -> Drawings:
        """The assets an organisation can shut out, or develops, with vendors and platforms."""
        wanted = [row["iri"] for row in page["can_shut"] or page["develops"]]
        for score in self._busiest(wanted):
            asset = self._box(1, score.asset, side=str(score.captivity or "–"))
            entity = self.state.records().entities.get(score.asset)
            for vendor in (entity.developers if entity else ())[:1]:
                self._road(self._box(0, vendor, is_focus=vendor == self.iri), asset)
            for route in self.market.routes.get(score.asset, ()):
                self._route(asset, route, frozenset(score.veto))
        return self._draw("Vendors", "Assets, with captivity", "Platforms", "Who can close it")

    def _route(self, asset: str, route: Route, veto: frozenset[str]) -> None:
        platform = self._box(2, route.channel.platform)
        self._road(asset, platform, bool(veto), route.channel.label)
        for owner in sorted(route.owners):
            self._road(platform, self._box(3, owner, role="owner"), owner in veto)

    def _busiest(self, assets: Iterable[str]) -> list[Any]:
        wanted = set(assets)
        live = [s for s in self.state.scores(self.at) if s.asset in wanted and s.channel_count]
        return live[:ROWS] or [s for s in self.state.scores(self.at) if s.asset in wanted][:ROWS]

    def _box(
        self, column: int, iri: str, *, role: str = "", side: str = "", is_focus: bool = False
    ) -> str:
        key = f"{column} {iri}"
        if key not in self.columns[column]:
            entity = self.state.records().entities.get(iri)
            group = role or (group_of(entity.kinds) if entity else "other")
            url = entity_url(iri, **self.at.args())
            focus = is_focus or iri == self.iri
            self.columns[column][key] = Box(key, self.market.label(iri), group, url, side, focus)
        return key

    def _road(self, start: str, end: str, is_captive: bool = False, title: str = "") -> None:
        old = self.roads.get((start, end))
        self.roads[start, end] = Road(
            start,
            end,
            1,
            is_captive or bool(old and old.is_captive),
            title or (old.title if old else ""),
        )

    def _draw(self, *heads: str) -> Drawings:
        """The columns that hold anything; of long ones the first rows, with the rest counted."""
        filled = [
            (head, list(c.values())) for head, c in zip(heads, self.columns, strict=True) if c
        ]
        shown = [boxes[:ROWS] for _, boxes in filled]
        named = [
            head if len(boxes) <= ROWS else f"{head} ({ROWS} of {len(boxes)})"
            for head, boxes in filled
        ]
        return draw_both(named, shown, list(self.roads.values()))
