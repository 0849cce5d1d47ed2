"""An explanation as a report to read in a terminal: the reason, the roads, the evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from graph.metrics.citations import Citations, Node
from graph.metrics.roads import RoadLines, group_roads
from graph.metrics.words import say_fraction, say_list, say_number

#: So many channels left out for the same reason are counted instead of listed.
COUNTED_FROM = 4
#: Channels left out for one of these reasons are counted; others are told one by one.
_COUNTED = {
    "set-aside": "",
    "closed": "closed by then",
    "not-yet-open": "not known to be open yet",
    "stage": "not open to developers",
}


def write_report(explanation: Node, *, show_all: bool = False) -> str:
    """The report of what :meth:`graph.metrics.explain.Explanation.to_dict` gives.

    Parameters
    ----------
    explanation
        The explanation as plain values.
    show_all
        Every listing, claim and channel left out, instead of the essential.
    """
    return "\n".join(_lines(explanation, show_all=show_all))


def _lines(explanation: Node, *, show_all: bool) -> Iterator[str]:
    citations = Citations()
    yield explanation["summary"]
    # Of a captive asset the reason has said already who can shut it out.
    sentences = () if explanation["veto"] else (explanation["shut_out"], explanation["apart"])
    if said := " ".join(filter(None, (*sentences, explanation["way_out"]))):
        yield said
    yield from filter(None, (explanation["doubt"], _say_end_to_end(explanation["end_to_end"])))
    roads = RoadLines(explanation, citations, show_all=show_all)
    groups = group_roads(explanation["channels"])
    essential = [group for group in groups if group.is_essential]
    if essential:
        yield "\nRoads that count"
        yield from roads.essential(essential)
    if surplus := [group for group in groups if not group.is_essential]:
        besides = ": each needs owners named above and others besides"
        yield f"\nRoads that change nothing{besides if essential[0].owners else ''}"
        yield from roads.surplus(surplus, essential)
    if explanation["left_out"]:
        yield "\nLeft out"
        yield from _left_out_lines(explanation["left_out"], citations, show_all=show_all)
    if citations.sources:
        yield "\nSources"
        yield from citations.lines()


def _say_end_to_end(both: Node | None) -> str | None:
    """The models that an assistant needs and the shops that sell it, where both are known."""
    if both is None or both["captivity"] is None:
        return None
    captivity = say_fraction(Fraction(both["captivity"]))
    return f"End to end, models and shops together: captivity {captivity}. {both['reason']}"


def _left_out_lines(
    left_out: Sequence[Node], citations: Citations, *, show_all: bool
) -> Iterator[str]:
    """The channels left out under their reasons; of many with one reason only the platforms."""
    kinds: dict[tuple[str, str], list[Node]] = {}
    codes = Counter(channel["code"] for channel in left_out)
    for channel in left_out:
        code = channel["code"]
        counted = code in _COUNTED and codes[code] >= COUNTED_FROM and not show_all
        # Why something is set aside matters, when exactly it closed does not.
        key = (channel["reason"], "" if counted else channel["label"])
        if counted and _COUNTED[code]:
            key = (_COUNTED[code], "")
        kinds.setdefault(key, []).append(channel)
    for (reason, _), group in kinds.items():
        sources = {source["iri"]: source for channel in group for source in channel["sources"]}
        cited = "".join(citations.cite(source) for source in sources.values())
        if len(group) == 1:
            said = f"{group[0]['label']}: {group[0]['reason']}"
        else:
            platforms = sorted({c["platform"]["label"] for c in group}, key=str.casefold)
            channels = say_number(len(group), "channel").capitalize()
            said = f"{channels} through {say_list(platforms)}: {reason}{_say_days(group)}"
        yield f"  - {said} {cited}".rstrip()


def _say_days(group: Sequence[Node]) -> str:
    """From the first to the last day on which these opened or will open, or closed."""
    edge = {"closed": "valid_to", "not-yet-open": "valid_from"}.get(group[0]["code"])
    days = sorted({c[edge] for c in group if c[edge]}) if edge else []
    if not days:
        return ""
    return f" ({days[0]})" if len(days) == 1 else f" ({days[0]} to {days[-1]})"
