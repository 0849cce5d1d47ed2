"""Kinds of things as a page shows them: in words, and as one of six shapes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from graph.market.kinds import broaden, main_kind

#: Broad class -> the group that sets shape and colour, most telling first.
GROUPS = (
    ("Asset", "asset"),
    ("Platform", "platform"),
    ("Organization", "organisation"),
    ("Cloud", "place"),
    ("Surface", "place"),
    ("ProcurementVehicle", "place"),
)

_WORDS = {"Organization": "organisation", "GA": "generally available", "RawAPI": "raw API"}
_ACRONYMS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PARTS = re.compile(r"[^#/]+")


def group_of(kinds: Iterable[str]) -> str:
    """The group of a thing of these kinds; ``"other"`` for what is none of the six.

    >>> group_of({"Assistant"}), group_of({"Vendor"}), group_of({"Claim"})
    ('asset', 'organisation', 'other')
    """
    known = broaden(kinds)
    return next((group for kind, group in GROUPS if kind in known), "other")


def kind_words(kinds: Iterable[str]) -> str:
    """The kind of a thing in words, the most telling of several.

    >>> kind_words({"Model", "ModelFamily"}), kind_words({"FirstPartyService"})
    ('model', 'first party service')
    """
    return in_words(main_kind(frozenset(kinds)))


def in_words(name: str) -> str:
    """The local name of a term as words; of another vocabulary's term, the last part of its IRI.

    >>> in_words("AccessUnstated"), in_words("GA"), in_words("third-party-captive")
    ('access unstated', 'generally available', 'third-party-captive')
    >>> in_words("http://www.w3.org/2004/02/skos/core#Collection")
    'collection'
    """
    local = (_PARTS.findall(name) or [name])[-1]
    return _WORDS.get(local) or _ACRONYMS.sub(" ", local).lower()
