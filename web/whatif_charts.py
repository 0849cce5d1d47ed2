"""The figures of the what-if pages: before beside after, new roads, and what refusals take."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from graph.terms import ID_BASE
from web.charts.bars import draw_bars, draw_groups
from web.charts.geometry import Figure
from web.charts.given import About, Bar, Group
from web.links import entity_url

Row = Mapping[str, Any]

#: More bars than this are a list; the table under the figure has them all.
SHOWN = 16


def draw_moves(view: Row, args: Mapping[str, str]) -> dict[str, Figure]:
    """Captivity before and after of the assets that moved most, and the captives of owners."""
    figures = {}
    if moved := view["moved"]:
        about = About(
            "Captivity before and after",
            "captivity, 0 to 1; no bar where no road is open",
            f"{_of(len(moved), 'moved asset')} of {view['population']['name']}",
            view["as_of"],
        )
        groups = [
            Group(
                one["label"],
                (_value(one["captivity_before"]), _value(one["captivity_after"])),
                entity_url(one["iri"], **args),
            )
            for one in moved[:SHOWN]
        ]
        figures["moved"] = draw_groups(about, ("before", "after"), groups, high=1)
    if owners := view["gatekeepers"]:
        about = About(
            "Captives of each owner before and after",
            f"assets of {view['population']['name']} that the owner alone can close",
            f"{view['population']['name']}, {view['population']['after']['live']} live",
            view["as_of"],
            is_count=True,
        )
        groups = [
            Group(
                one["label"], (one["assets_before"], one["assets_after"]), _url(one["name"], args)
            )
            for one in owners[:SHOWN]
        ]
        figures["owners"] = draw_groups(about, ("before", "after"), groups)
    return figures


def draw_exits(view: Row, args: Mapping[str, str]) -> dict[str, Figure]:
    """The captivity that one new road would leave, for each group of platforms."""
    exits = view["exits"]
    if not exits:
        return {}
    # Both sorts, because whose road would not help is half of the answer.
    useful = [one for one in exits if one["helps"]]
    futile = [one for one in exits if not one["helps"]]
    shown = useful[: max(SHOWN // 2, SHOWN - len(futile))]
    shown += futile[: SHOWN - len(shown)]
    about = About(
        f"{view['label']} with one road more",
        f"captivity with the new road, 0 to 1; now {view['captivity'] or 'no road'}",
        f"{len(shown)} of {len(exits)} groups of platforms that do not offer it",
        view["as_of"],
    )
    bars = [
        Bar(
            _more(one["platform_labels"]),
            _value(one["captivity"]),
            _url(one["platforms"][0], args),
            "helps" if one["helps"] else "of no use",
            not one["helps"],
        )
        for one in shown
    ]
    return {"exits": draw_bars(about, bars, high=1)}


def draw_exposure(view: Row, args: Mapping[str, str]) -> dict[str, Figure]:
    """What each owner's refusal takes: assets lost, and assets that keep another road."""
    owners = view["owners"]
    if not owners:
        return {}
    about = About(
        "If an owner refuses",
        "assets",
        f"{len(view['live'])} with a live road, of {', '.join(view['labels'][:3])}",
        view["as_of"],
        is_count=True,
    )
    groups = [
        Group(one["label"], (one["lost_count"], one["kept_count"]), _url(one["owner"], args))
        for one in owners[:SHOWN]
    ]
    return {"exposure": draw_groups(about, ("lost", "keep another road"), groups)}


def _of(count: int, noun: str) -> str:
    """How many there are, and how many of them are drawn where not all are.

    >>> _of(2, "group"), _of(40, "group")
    ('2 groups', 'the first 16 of 40 groups')
    """
    words = f"{count} {noun}{'' if count == 1 else 's'}"
    return words if count <= SHOWN else f"the first {SHOWN} of {words}"


def _more(labels: list[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{labels[0]} and {len(labels) - 1} more"


def _url(slug: str, args: Mapping[str, str]) -> str:
    return entity_url(ID_BASE + slug, **args)


def _value(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
