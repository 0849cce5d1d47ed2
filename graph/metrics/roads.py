"""The roads of an explanation as lines: one group per gate set, one line per platform in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from graph.metrics.citations import Citations, Node
from graph.metrics.evidence import pick_claims, say_claim
from graph.metrics.roles import say_roles
from graph.metrics.words import say_list, say_number

#: With more groups than this, those of one channel are told in one line.
GROUPS_SHOWN = 12

_STAGES = {
    "GA": "generally available",
    "Preview": "in preview",
    "Deprecated": "deprecated but served",
    "StageUnstated": "stage not stated",
}
_MODES = {
    "RawAPI": "raw API",
    "Embedded": "embedded only",
    "ManagedAgent": "managed agent",
    "OpenWeights": "open weights",
    "AccessUnstated": "access not stated",
}
_SINCE = {"FirstListed": "first listed", "SnapshotSeen": "seen on"}


class Group:
    """The channels of one asset that the same owners can close."""

    def __init__(self, owners: Sequence[str], channels: Sequence[Node]) -> None:
        self.owners = tuple(owners)
        self.channels = sorted(channels, key=lambda c: (c["valid_from"] or "", c["name"]))

    @property
    def is_essential(self) -> bool:
        """Whether no other group needs fewer of these owners."""
        return bool(self.channels[0]["is_essential"])

    @property
    def platforms(self) -> list[str]:
        """The labels of its platforms, sorted."""
        return sorted({c["platform"]["label"] for c in self.channels}, key=str.casefold)


def group_roads(channels: Sequence[Node]) -> list[Group]:
    """The channels under their gate sets: those with most channels first, then by owners."""
    found: dict[tuple[str, ...], list[Node]] = {}
    for channel in channels:
        labels = sorted((owner["label"] for owner in channel["owners"]), key=str.casefold)
        found.setdefault(tuple(labels), []).append(channel)
    groups = [Group(owners, inside) for owners, inside in found.items()]
    return sorted(groups, key=lambda group: (-len(group.channels), group.owners))


class RoadLines:
    """Writes groups of roads; a chain of control is told where it is first needed."""

    def __init__(self, explanation: Node, citations: Citations, *, show_all: bool) -> None:
        self.label = explanation["label"]
        self.floor = Decimal(explanation["floor"])
        self.citations = citations
        self.show_all = show_all
        self.told: set[str] = set()

    def essential(self, groups: Sequence[Group]) -> Iterator[str]:
        """The roads that make the number; of very many only the larger groups in full."""
        shown = list(groups)
        if len(groups) > GROUPS_SHOWN and not self.show_all:
            shown = [group for group in groups if len(group.channels) > 1][:GROUPS_SHOWN]
            shown = shown or list(groups[:GROUPS_SHOWN])
        for number, group in enumerate(shown, start=1):
            yield from self._group(f"  {number}. ", group)
        if rest := [group for group in groups if group not in shown]:
            names = [say_list(group.owners) for group in rest]
            more = say_number(len(rest), "more group")
            yield f"  and {more}: {'; '.join(names)} (--all lists them)"

    def surplus(self, groups: Sequence[Group], essential: Sequence[Group]) -> Iterator[str]:
        """The roads that change nothing, and why."""
        if self.show_all:
            for group in groups:
                yield from self._group("  - ", group)
            return
        if not essential[0].owners:
            count = sum(len(group.channels) for group in groups)
            platforms = len({name for group in groups for name in group.platforms})
            owners = len({owner for group in groups for owner in group.owners})
            yield (
                f"  {say_number(count, 'channel').capitalize()} with gates, on "
                f"{say_number(platforms, 'platform')}, of {say_number(owners, 'owner')}: "
                f"none is needed while another road has no gate (--all lists them)"
            )
            return
        for group in groups[:GROUPS_SHOWN]:
            yield f"  - {say_list(group.platforms)}: {self._say_surplus(group, essential)}"
        if len(groups) > GROUPS_SHOWN:
            yield f"  - and {len(groups) - GROUPS_SHOWN} more such groups (--all lists them)"

    def _say_surplus(self, group: Group, essential: Sequence[Group]) -> str:
        """Whom the roads need besides those who hold a road without them."""
        within = next(found for found in essential if set(found.owners) < set(group.owners))
        others = [owner for owner in group.owners if owner not in within.owners]
        verb = "needs" if len(group.platforms) == 1 else "need"
        needs = f"{verb} {say_list(others)} besides {say_list(within.owners)}"
        grounds = list(say_roles(group.channels, self.told, self.citations, within.owners))
        because = f" ({'; '.join(grounds)})" if grounds else ""
        return f"{needs}{because} {self._cite(group.channels)}".rstrip()

    def _group(self, head: str, group: Group) -> Iterator[str]:
        closers = _say_group(group)
        reach = say_number(len(group.channels), "channel")
        indent = " " * len(head)
        roles = [f"{indent}{line}" for line in say_roles(group.channels, self.told, self.citations)]
        bullets = list(self._bullets(indent, group))
        if len(bullets) == 1 and not roles:
            yield f"{head}{closers} can close {reach}: {bullets[0].strip().removeprefix('- ')}"
            return
        yield f"{head}{closers} can close {reach}"
        yield from roles
        yield from bullets

    def _bullets(self, indent: str, group: Group) -> Iterator[str]:
        if self.show_all:
            for channel in group.channels:
                yield from self._channel(indent, [channel])
            return
        alike: dict[tuple[object, ...], list[Node]] = {}
        for channel in group.channels:
            # A channel with evidence of its own is told on its own.
            own = channel["iri"] if channel["claims"] else channel["platform"]["iri"]
            alike.setdefault((own, channel["access_mode"]), []).append(channel)
        for channels in alike.values():
            yield from self._channel(indent, channels)

    def _channel(self, indent: str, channels: Sequence[Node]) -> Iterator[str]:
        first = channels[0]
        claims, more = pick_claims(first["claims"], self.floor, show_all=self.show_all)
        cited = "" if claims else self._cite(channels)
        yield f"{indent}- {self._name(first)} ({_describe(channels)}) {cited}".rstrip()
        sources = {source["iri"]: source for source in first["sources"]}
        for claim in claims:
            yield f"{indent}  {say_claim(claim, sources, self.citations)}"
        if more:
            yield f"{indent}  and {say_number(more, 'more claim')} (--all shows all)"

    def _name(self, channel: Node) -> str:
        """The platform, with the channel's own label where it says more."""
        platform, label = str(channel["platform"]["label"]), str(channel["label"])
        if label == f"{self.label} through {platform}":
            return platform
        return label

    def _cite(self, channels: Sequence[Node]) -> str:
        sources = {s["iri"]: s for channel in channels for s in channel["sources"]}
        return "".join(self.citations.cite(source) for source in sources.values()) or "(no source)"


def _say_group(group: Group) -> str:
    if not group.owners and any(channel["gates"] for channel in group.channels):
        return "Nobody outside the vendor's own group"
    return _say_closers(group.owners)


def _say_closers(owners: Sequence[str]) -> str:
    """The owners in the gate set: any one of them can close the channel."""
    if not owners:
        return "Nobody"
    if len(owners) == 1:
        return owners[0]
    return f"{'Either' if len(owners) == 2 else 'Any of'} {say_list(owners, last='or')}"


def _say_stage(stage: str, count: int, stages: int) -> str:
    words = _STAGES.get(stage, stage)
    return words if stages == 1 else f"{say_number(count)} {words}"


def _describe(channels: Sequence[Node]) -> str:
    """Access, stage and dates of listings on one platform; several are counted."""
    first = channels[0]
    stages = Counter(channel["stage"] for channel in channels)
    mode = _MODES.get(first["access_mode"], str(first["access_mode"]))
    parts = [] if str(first["label"]).endswith(mode) else [mode]
    parts += [_say_stage(stage, count, len(stages)) for stage, count in stages.most_common()]
    if first["valid_from"]:
        parts.append(f"{_SINCE.get(first['precision'], 'since')} {first['valid_from']}")
    if len(channels) > 1:
        return f"{', '.join(parts)}; {say_number(len(channels), 'listing')}"
    if first["valid_to"]:
        parts.append(f"until {first['valid_to']}")
    if first["listing_id"]:
        parts.append(f"listed as {first['listing_id']}")
    if first["seller"]:
        parts.append(f"sold by {first['seller']['label']}")
    return ", ".join(parts)
