"""Who fills which role on a group of channels, and who controls them, as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from graph.metrics.citations import Citations, Node
from graph.metrics.words import say_list

#: Role -> the words for it with the thing operated.
_WORDS = {
    "operates the platform": "operates {}",
    "operates the cloud under the platform": "operates the cloud {} underneath",
    "hosts the inference": "hosts the inference on {}",
    "operates the cloud under the host": "operates the cloud {} under the host",
    "operates the surface": "operates the surface {}",
    "bills as operator of the platform": "bills as operator of {}",
    "stands upstream": "operates {}, which stands upstream",
    "operates the cloud upstream": "operates the cloud {} upstream",
}

#: (role, label of the channel upstream or nothing) -> the labels of the things operated, in order.
Roles = dict[tuple[str, str], dict[str, None]]


def say_roles(
    channels: Sequence[Node],
    told: set[str],
    citations: Citations,
    only: Sequence[str] | None = None,
) -> Iterator[str]:
    """One sentence per party: its roles on these channels and the stakes that control it.

    What goes without saying is left out: an owner that operates the platform itself. Stakes whose
    IRIs are in ``told`` are not told again; those told are added. ``only`` are the labels of the
    owners whose parties matter; None for all.
    """
    parties: dict[str, Roles] = {}
    gates: dict[str, Node] = {}
    for gate in (gate for channel in channels for gate in channel["gates"]):
        if only is not None and not {owner["label"] for owner in gate["owners"]} & set(only):
            continue
        party = gate["party"]["iri"]
        gates.setdefault(party, gate)
        role = (gate["role"], gate["through"]["label"] if gate["through"] else "")
        things = parties.setdefault(party, {}).setdefault(role, {})
        if gate["thing"]:
            things[gate["thing"]["label"]] = None
    for party, roles in parties.items():
        gate = gates[party]
        control = _say_control(gate, told, citations)
        if control or not _goes_without_saying(gate, roles):
            yield f"{_say_party(gate)} {_say_all(roles)}{control}"


def _goes_without_saying(gate: Node, roles: Roles) -> bool:
    owns_itself = [owner["iri"] for owner in gate["owners"]] == [gate["party"]["iri"]]
    return bool(gate["is_known"]) and owns_itself and set(roles) == {("operates the platform", "")}


def _say_party(gate: Node) -> str:
    label = str(gate["party"]["label"])
    return label if gate["is_known"] else f"Whoever operates {label} (not known)"


def _say_all(roles: Roles) -> str:
    said = []
    for (role, through), things in roles.items():
        names = say_list(list(things))
        words = _WORDS[role].format(names) if names and role in _WORDS else role
        said.append(f"{words} for the road upstream, {through}" if through else words)
    return say_list(said)


def _say_control(gate: Node, told: set[str], citations: Citations) -> str:
    control = ""
    for owner in gate["owners"]:
        for stake in owner["chain"]:
            if stake["iri"] not in told:
                told.add(stake["iri"])
                control += f"; {_say_stake(stake, citations)}"
        if len(owner["group"]) > 1:
            members = say_list([member["label"] for member in owner["group"]])
            control += f"; {members} control each other"
        if not owner["counts"]:
            control += f"; {owner['label']} is not counted in this view"
    return control


def _say_stake(stake: Node, citations: Citations) -> str:
    grounds = []
    if Decimal(stake["votes"]) > 0:
        grounds.append(f"{_percent(stake['votes'])} of the votes")
    if stake["confers_control"]:
        grounds.append("stated control")
    cited = "".join(citations.cite(source) for source in stake["sources"])
    said = f"{stake['issuer']['label']} is controlled by {stake['holder']['label']}"
    return f"{said} ({', '.join(grounds)}){' ' if cited else ''}{cited}"


def _percent(share: str) -> str:
    """A share in [0, 1] as a percentage without needless zeros.

    >>> _percent("1.0"), _percent("0.505")
    ('100 %', '50.5 %')
    """
    return f"{float(share) * 100:.6g} %"
