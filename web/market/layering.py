"""The order of the boxes in the four columns: few crossings, and a vendor's groups together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from web.layout import Edge, order_columns


def order_layers(
    columns: Sequence[Sequence[str]], edges: Sequence[Edge], origins: Mapping[str, Sequence[str]]
) -> list[list[str]]:
    """Vendors, groups, platforms and owners in the order to draw them.

    Vendors are ordered against platforms as if the groups between were not there; then each
    vendor's groups follow it, the one with the higher platforms first.

    Parameters
    ----------
    columns
        The keys of the four columns.
    edges
        The roads with their weights, in the order in which they should be told.
    origins
        Vendor -> its keys in the second column.
    """
    vendors, units, platforms, owners = columns
    vendor_of = {unit: vendor for vendor in vendors for unit in origins.get(vendor, ())}
    through = [(vendor_of.get(start, start), end, weight) for start, end, weight in edges
               if start not in origins]  # fmt: skip
    vendors, platforms, owners = order_columns([vendors, platforms, owners], through)
    place = {key: float(row) for row, key in enumerate(platforms)}
    drawn = set(units)
    # A model of two vendors stands with the first.
    ordered = dict.fromkeys(
        unit
        for vendor in vendors
        for unit in _order_units(origins.get(vendor, ()), edges, place)
        if unit in drawn
    )
    return [vendors, [*ordered, *(u for u in units if u not in ordered)], platforms, owners]


def _order_units(
    units: Sequence[str], edges: Sequence[Edge], place: Mapping[str, float]
) -> list[str]:
    """Single models as they are, then the groups by where their roads lead."""

    def height(unit: str) -> float:
        seen = [(place[end], weight) for start, end, weight in edges
                if start == unit and end in place]  # fmt: skip
        total = sum(weight for _, weight in seen)
        return sum(row * weight for row, weight in seen) / total if total else 0.0

    models = [unit for unit in units if unit.startswith("model:")]
    return [*models, *sorted((u for u in units if u not in models), key=height)]
