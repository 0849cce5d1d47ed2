"""The address of a market page: everything that restores what a reader sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from graph.errors import InvalidInput
from web.choices import one_of
from web.filters import Filters, full_iri, read_filters
from web.viewpoint import Viewpoint, read_viewpoint

#: Role -> how many of it the first view shows, in the order of the columns.
FIRST_SHOWN: Mapping[str, int] = {"vendor": 9, "platform": 14, "owner": 12}
STEP = 12
#: More boxes in a column than this are a list, and the table is the better list.
MAP_ROWS, CANVAS_ROWS = 40, 125
OPENED_MOST = 6
SHOWS = ("map", "canvas", "table")
#: What the forms of the picture were called before.
OLD_SHOWS = {"": "map", "graph": "canvas", "columns": "map"}
ONLY = ("vendor", "model", "platform", "owner")


@dataclass(frozen=True, slots=True)
class Unfolding:
    """How far the picture is folded out.

    Attributes
    ----------
    counts
        Role -> how many boxes of its column to show, the busiest first.
    opened
        Keys of boxes that are opened into what is in them, oldest first. One that stands twice
        shows two steps of it.
    focus
        The key of the box or road to tell about, or the name of an entity; empty for none.
    only
        The one role to show, as a list without roads; empty for all.
    """

    counts: Mapping[str, int] = field(default_factory=lambda: dict(FIRST_SHOWN))
    opened: tuple[str, ...] = ()
    focus: str = ""
    only: str = ""

    def args(self) -> dict[str, str]:
        """The part of an address that restores it; what is usual is left out."""
        pairs = {f"{role}s": str(n) for role, n in self.counts.items() if n != FIRST_SHOWN[role]}
        texts = {"open": " ".join(self.opened), "focus": self.focus, "only": self.only}
        return pairs | {name: text for name, text in texts.items() if text}

    def limit_of(self, key: str) -> int:
        """How many of what is in an opened box are shown; 0 for one that is closed."""
        return STEP * self.opened.count(key)

    def wanted(self, role: str) -> str:
        """The IRI of the entity in focus where it may have that role; else empty."""
        named, _, rest = self.focus.partition(":")
        if named in (*FIRST_SHOWN, "model", "group"):
            return full_iri(rest) if named == role else ""
        return "" if " " in self.focus else full_iri(self.focus)


@dataclass(frozen=True, slots=True)
class Address:
    """One state of the market page; equal addresses give equal pages at one revision."""

    at: Viewpoint
    filters: Filters
    unfolding: Unfolding
    show: str = "map"

    def args(self) -> dict[str, str]:
        """The arguments that restore it."""
        shown = {} if self.show == "map" else {"show": self.show}
        return self.at.args() | self.filters.args() | self.unfolding.args() | shown

    def url(self, **changes: str) -> str:
        """The address with some arguments replaced; an empty one is left out.

        >>> read_address({"as_of": "2026-06-02", "kind": "Model"}).url(kind="", owners="24")
        '/?as_of=2026-06-02&owners=24'
        """
        args = {name: text for name, text in (self.args() | changes).items() if text}
        return f"/?{urlencode(args)}" if args else "/"

    def opened_with(self, key: str) -> str:
        """The address with a box opened, or opened further; the oldest of too many is closed."""
        return self.url(open=" ".join([*self.unfolding.opened, key][-OPENED_MOST:]))

    def opened_without(self, key: str) -> str:
        """The address with a box closed."""
        return self.url(open=" ".join(k for k in self.unfolding.opened if k != key))


def read_address(args: Mapping[str, str]) -> Address:
    """The state that an address asks for.

    Raises
    ------
    InvalidDate
        ``as_of`` is no day.
    InvalidInput
        Something else in it is none of what there is.
    """
    show = args.get("show", "")
    show = one_of("form of the picture", OLD_SHOWS.get(show, show), SHOWS)
    most = MAP_ROWS if show == "map" else CANVAS_ROWS
    unfolding = Unfolding(
        counts={
            role: _read_count(args.get(f"{role}s", ""), first, most)
            for role, first in FIRST_SHOWN.items()
        },
        opened=tuple(args.get("open", "").split()[-OPENED_MOST:]),
        focus=" ".join(args.get("focus", "").split()),
        only=one_of("column", args.get("only", ""), ("", *ONLY)),
    )
    return Address(read_viewpoint(args), read_filters(args), unfolding, show)


def _read_count(text: str, first: int, most: int) -> int:
    if not text:
        return first
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise InvalidInput("Not a number of boxes", text[:20], f"Give a number from 1 to {most}.")
    return min(max(int(text), 1), most)
