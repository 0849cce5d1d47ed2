"""The kinds of things a market knows: the ontology's classes with their parents, as a small table.

``tests/graph/market/test_kinds.py`` holds the table equal to the class tree of the ontology.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

#: Class -> its parents, for every class whose instances are entities of a market.
PARENTS: Mapping[str, tuple[str, ...]] = {
    "Organization": (),
    "Vendor": ("Organization",),
    "CloudProvider": ("Organization",),
    "Asset": (),
    "Model": ("Asset",),
    "ModelFamily": ("Asset",),
    "Assistant": ("Asset", "Platform"),
    "Platform": (),
    "ModelPlatform": ("Platform",),
    "Aggregator": ("Platform",),
    "FirstPartyService": ("Platform",),
    "WeightsHub": ("Platform",),
    "Cloud": (),
    "Surface": (),
    "ProcurementVehicle": (),
    "CompliancePosture": (),
    "Event": (),
    "Announcement": ("Event",),
    "Launch": ("Event",),
    "Acquisition": ("Event",),
    "Rename": ("Event",),
    "Measurement": (),
    "Objective": (),
    "Strategy": (),
    "Hypothesis": (),
    "Condition": (),
}

#: The order in which a thing of several kinds is named, most telling first.
_TELLING = (
    "Assistant", "Model", "ModelFamily", "Asset", "Aggregator", "WeightsHub", "FirstPartyService",
    "ModelPlatform", "Platform", "Cloud", "Surface", "CloudProvider", "Vendor", "Organization",
)  # fmt: skip


def broaden(kinds: Iterable[str]) -> frozenset[str]:
    """The kinds together with all their parents.

    >>> sorted(broaden({"Assistant"}))
    ['Asset', 'Assistant', 'Platform']
    """
    found: set[str] = set()
    waiting = list(kinds)
    while waiting:
        kind = waiting.pop()
        if kind not in found:
            found.add(kind)
            waiting.extend(PARENTS.get(kind, ()))
    return frozenset(found)


def is_kind(kinds: frozenset[str], kind: str) -> bool:
    """Whether something of these kinds is also of this, perhaps broader, kind.

    >>> is_kind(frozenset({"Model"}), "Asset")
    True
    >>> is_kind(frozenset({"Model"}), "Platform")
    False
    """
    return kind in kinds or kind in broaden(kinds)


def main_kind(kinds: frozenset[str]) -> str:
    """The one kind under which to show a thing; ``"Thing"`` when nothing is known.

    >>> main_kind(frozenset({"Model", "Assistant"}))
    'Assistant'
    """
    for kind in _TELLING:
        if kind in kinds:
            return kind
    return min(kinds, default="Thing")
