"""An explanation as a report to read in a terminal: the reason, the roads, the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from graph.metrics.words import say_list, say_number

CLAIMS_SHOWN = 3

Node = Mapping[str, Any]

_STAGES = {
    "GA": "generally available",
    "Preview": "in preview",
    "Deprecated": "deprecated, still served",
    "StageUnstated": "stage not stated",
}
_MODES = {
    "RawAPI": "raw API",
    "Embedded": "embedded only",
    "ManagedAgent": "managed agent",
    "OpenWeights": "open weights",
    "AccessUnstated": "access not stated",
}


def write_report(explanation: Node) -> str:
    """The report of what :meth:`graph.metrics.explain.Explanation.to_dict` gives."""
    return "\n".join(_Report().lines(explanation))


class _Report:
    """Writes the lines and numbers the sources in the order in which they are first cited."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.sources: list[Node] = []

    def lines(self, explanation: Node) -> Iterator[str]:
        yield explanation["summary"]
        if explanation["channels"]:
            yield "\nRoads that count"
            yield from self._road_lines(explanation["channels"])
        if explanation["left_out"]:
            yield "\nLeft out"
            yield from self._left_out_lines(explanation["left_out"])
        if self.sources:
            yield "\nSources"
            for number, source in enumerate(self.sources, start=1):
                yield f"  [{number}] {_say_source(source)}"

    def _road_lines(self, channels: Sequence[Node]) -> Iterator[str]:
        """The channels under the owners who can close them, each owner's reach said once."""
        groups: dict[tuple[str, ...], list[Node]] = {}
        for channel in channels:
            groups.setdefault(tuple(owner["label"] for owner in channel["owners"]), []).append(
                channel
            )
        for number, (owners, group) in enumerate(groups.items(), start=1):
            reach = say_number(len(group), "channel")
            yield f"  {number}. {_say_closers(owners)} can close {reach}"
            yield from self._role_lines(group)
            for channel in sorted(group, key=lambda c: (c["valid_from"] or "", c["name"])):
                yield from self._channel_lines(channel)

    def _role_lines(self, group: Sequence[Node]) -> Iterator[str]:
        merged: dict[tuple[str, str], list[str]] = {}
        for gate in (gate for channel in group for gate in channel["gates"]):
            role = gate["role"]
            if gate["through"]:
                role += f" of {gate['through']['label']}"
            roles = merged.setdefault(self._say_party(gate), [])
            if role not in roles:
                roles.append(role)
        for (party, control), roles in merged.items():
            yield f"     {party} {say_list(roles)}{control}"

    def _channel_lines(self, channel: Node) -> Iterator[str]:
        sources = {source["iri"]: source for source in channel["sources"]}
        listing = f", listed as {channel['listing_id']}" if channel["listing_id"] else ""
        if channel["seller"]:
            listing += f", sold by {channel['seller']['label']}"
        cited = ""
        if not channel["claims"]:
            cited = "".join(self._cite(source) for source in channel["sources"]) or "(no source)"
        yield f"     - {channel['label']} ({_describe(channel)}{listing}) {cited}".rstrip()
        for claim in channel["claims"][:CLAIMS_SHOWN]:
            grade = [claim["kind"].lower(), claim["confidence"]]
            if claim["locator"]:
                grade.append(claim["locator"])
            denies = "against: " if claim["polarity"] == "Denies" else ""
            cited = "".join(self._cite(sources[iri]) for iri in claim["sources"])
            said = f"{denies}{claim['statement']} ({', '.join(grade)}) {cited}"
            yield f"       Evidence: {said.rstrip()}"
        if (more := len(channel["claims"]) - CLAIMS_SHOWN) > 0:
            yield f"       and {more} more claim{'s' if more > 1 else ''}"

    def _say_party(self, gate: Node) -> tuple[str, str]:
        """The party, and how it is controlled as the end of the sentence."""
        party = str(gate["party"]["label"])
        if not gate["is_known"]:
            return f"Whoever operates {party} (not known)", ""
        control = ""
        for owner in gate["owners"]:
            control += "".join(f"; {self._say_stake(stake)}" for stake in owner["chain"])
            if len(owner["group"]) > 1:
                members = say_list([member["label"] for member in owner["group"]])
                control += f"; {members} control each other"
            if not owner["counts"]:
                control += f"; {owner['label']} is not counted in this view"
        return party, control

    def _say_stake(self, stake: Node) -> str:
        grounds = []
        if Decimal(stake["votes"]) > 0:
            grounds.append(f"{_percent(stake['votes'])} of the votes")
        if stake["confers_control"]:
            grounds.append("stated control")
        cited = "".join(self._cite(source) for source in stake["sources"])
        said = f"{stake['issuer']['label']} is controlled by {stake['holder']['label']}"
        return f"{said} ({', '.join(grounds)}){' ' if cited else ''}{cited}"

    def _left_out_lines(self, left_out: Sequence[Node]) -> Iterator[str]:
        """The channels left out under their reasons; of many with one reason only the platforms."""
        reasons: dict[str, list[Node]] = {}
        for channel in left_out:
            reasons.setdefault(channel["reason"], []).append(channel)
        for reason, group in reasons.items():
            sources = {source["iri"]: source for channel in group for source in channel["sources"]}
            cited = "".join(self._cite(source) for source in sources.values())
            if len(group) == 1:
                yield f"  - {group[0]['label']}: {reason} {cited}".rstrip()
            else:
                platforms = sorted({channel["platform"]["label"] for channel in group})
                yield (
                    f"  - {say_number(len(group), 'channel')} through {say_list(platforms)}: "
                    f"{reason} {cited}".rstrip()
                )

    def _cite(self, source: Node) -> str:
        if source["iri"] not in self.numbers:
            self.sources.append(source)
            self.numbers[source["iri"]] = len(self.sources)
        return f"[{self.numbers[source['iri']]}]"


def _say_closers(owners: Sequence[str]) -> str:
    """The owners in the gate set: any one of them can close the channel."""
    return say_list(owners, last="or") if owners else "Nobody"


def _describe(channel: Node) -> str:
    mode, stage = str(channel["access_mode"]), str(channel["stage"])
    parts = [_MODES.get(mode, mode), _STAGES.get(stage, stage)]
    if channel["valid_from"]:
        parts.append(f"since {channel['valid_from']}")
    if channel["valid_to"]:
        parts.append(f"until {channel['valid_to']}")
    return ", ".join(parts)


def _say_source(source: Node) -> str:
    parts = [source["title"], source["issued"]]
    if source["url"] != source["title"]:
        parts.append(source["url"])
    return ", ".join(str(part) for part in parts if part)


def _percent(share: str) -> str:
    """A share in [0, 1] as a percentage without needless zeros.

    >>> _percent("1.0"), _percent("0.505")
    ('100 %', '50.5 %')
    """
    return f"{float(share) * 100:.6g} %"
