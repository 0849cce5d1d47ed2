"""Changes as an Atom feed (RFC 4287), newest first; a pure function of what happened."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree

from graph.market.changes import Change, Changes
from graph.terms import ID_BASE

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
#: Characters that no XML document may hold.
FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST = 500


def to_atom(
    found: Changes,
    link_to: Callable[[str], str] = str,
    *,
    address: str = "",
    page: str = "",
    query: str = "",
    limit: int = LONGEST,
) -> bytes:
    """The changes as an Atom document in UTF-8, at most ``limit`` of them.

    Parameters
    ----------
    found
        What happened.
    link_to
        The address of the page about an IRI; the IRI itself unless it is given.
    address, page
        The addresses of the feed itself and of the page that shows the same, where there are.
    query
        What was asked for, as it stands in the address: another question is another feed.
    """
    feed = ElementTree.Element("feed", {"xmlns": ATOM})
    add(feed, "id", f"{ID_BASE}changes" + (f"?{query}" if query else ""))
    add(feed, "title", "Captivity: what changed in the market")
    newest = max((change.day for change in found.changes), default=found.since)
    add(feed, "updated", stamp(newest))
    if address:
        add(feed, "link", rel="self", href=address, type=MEDIA_TYPE)
    if page:
        add(feed, "link", rel="alternate", href=page, type="text/html")
    add(ElementTree.SubElement(feed, "author"), "name", "Captivity")
    for change in found.changes[:limit]:
        add_entry(feed, change, link_to(change.asset or change.subject))
    ElementTree.indent(feed)
    document: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def add_entry(feed: ElementTree.Element, change: Change, address: str) -> None:
    """Add one change; its id stays the same as long as kind, subject and day do."""
    entry = ElementTree.SubElement(feed, "entry")
    add(entry, "id", f"{change.subject}#{change.kind}-{change.day.isoformat()}")
    add(entry, "title", change.title)
    add(entry, "updated", stamp(change.day))
    add(entry, "link", rel="alternate", href=address)
    add(entry, "category", term=change.kind)
    add(entry, "summary", f"{change.title} on {change.day.isoformat()}"
        + (f": {change.detail}." if change.detail else "."))  # fmt: skip


def add(parent: ElementTree.Element, tag: str, text: str = "", **attributes: str) -> None:
    """Add one element without the characters that XML has no place for."""
    element = ElementTree.SubElement(parent, tag, {k: clean(v) for k, v in attributes.items()})
    if text:
        element.text = clean(text)


def clean(text: str) -> str:
    """The text without control characters.

    >>> clean("a" + chr(0) + "b")
    'ab'
    """
    return FORBIDDEN.sub("", text)


def stamp(day: date) -> str:
    """The day as an Atom date: its first second.

    >>> stamp(date(2026, 6, 4))
    '2026-06-04T00:00:00Z'
    """
    return f"{day.isoformat()}T00:00:00Z"
