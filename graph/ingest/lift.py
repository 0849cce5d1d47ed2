"""Lift the plain edge ``X ctv:distributedVia Y`` to a channel of unknown roles."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import Finding
from graph.terms import CTV, ID_BASE, PROV, RDF, RDFS

UNSAFE = re.compile(r"[^A-Za-z0-9._~/-]+")


class Matcher(Protocol):
    """The one thing asked of a store here."""

    def match(
        self,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        object: NamedNode | None = None,
    ) -> Iterable[Quad]:
        """Yield the quads that fit the pattern."""
        ...


@dataclass(frozen=True, slots=True)
class Lifted:
    """The channels that were made, as quads of the default graph, and a warning for each."""

    quads: tuple[Quad, ...]
    findings: tuple[Finding, ...]


def lift_edges(quads: Sequence[Quad], store: Matcher | None, source: NamedNode) -> Lifted:
    """Channels for the plain edges whose asset and platform have none, here or in the store.

    ``source`` is said to be where each of them comes from.
    """
    edges = [quad for quad in quads if quad.predicate == CTV.distributedVia]
    if not edges:
        return Lifted((), ())
    known = _pairs(quads)
    made: list[Quad] = []
    findings: list[Finding] = []
    for edge in edges:
        asset, platform = edge.subject, edge.object
        if not isinstance(asset, NamedNode) or not isinstance(platform, NamedNode):
            continue
        if (asset, platform) in known or (store and _has_channel(store, asset, platform)):
            continue
        known.add((asset, platform))
        made += make_channel(asset, platform, source)
        findings.append(_finding(asset, platform))
    return Lifted(tuple(made), tuple(findings))


def make_channel(asset: NamedNode, platform: NamedNode, source: NamedNode) -> list[Quad]:
    """The quads of a channel of which only asset and platform are known."""
    channel = NamedNode(f"{ID_BASE}channel/{slug(asset)}--{slug(platform)}")
    label = f"{slug(asset)} through {slug(platform)} (roles not stated)"
    return [
        Quad(channel, RDF.type, CTV.Channel),
        Quad(channel, RDFS.label, Literal(label)),
        Quad(channel, CTV.asset, asset),
        Quad(channel, CTV.platform, platform),
        Quad(channel, CTV.accessMode, CTV.AccessUnstated),
        Quad(channel, CTV.stage, CTV.StageUnstated),
        Quad(channel, PROV.hadPrimarySource, source),
    ]


def slug(node: NamedNode) -> str:
    """The short name of an entity: its IRI after our base, or a name made from a foreign IRI.

    >>> slug(NamedNode(ID_BASE + "openai/gpt-5.5"))
    'openai/gpt-5.5'
    """
    if node.value.startswith(ID_BASE):
        return node.value.removeprefix(ID_BASE)
    tail = UNSAFE.sub("-", re.split(r"[/#]", node.value.rstrip("/#"))[-1])
    return f"{tail}-{hashlib.sha256(node.value.encode()).hexdigest()[:8]}"


def _pairs(quads: Sequence[Quad]) -> set[tuple[object, object]]:
    assets = {quad.subject: quad.object for quad in quads if quad.predicate == CTV.asset}
    return {
        (assets[quad.subject], quad.object)
        for quad in quads
        if quad.predicate == CTV.platform and quad.subject in assets
    }


def _has_channel(store: Matcher, asset: NamedNode, platform: NamedNode) -> bool:
    for quad in store.match(None, CTV.asset, asset):
        subject = quad.subject
        if isinstance(subject, NamedNode) and any(store.match(subject, CTV.platform, platform)):
            return True
    return False


def _finding(asset: NamedNode, platform: NamedNode) -> Finding:
    return Finding(
        "warning",
        slug(asset),
        "a plain distributedVia edge was made a channel whose biller, host and dates are unknown",
        slug(platform),
        fix="Describe the channel (ctv:Channel) to say who can close it.",
    )
