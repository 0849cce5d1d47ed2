"""What a chart comes out as: shapes at their places, which a template writes as SVG."""

from __future__ import annotations

from dataclasses import dataclass

from web.charts.given import About


@dataclass(frozen=True, slots=True)
class Sheet:
    """The size a chart is drawn at, in its own units, which are about pixels."""

    width: float
    plot_height: float
    left: float = 46
    room: int = 24
    is_phone: bool = False


WIDE = Sheet(840, 250)
PHONE = Sheet(358, 210, left=38, room=15, is_phone=True)
#: So many colours there are, each with its own dash and its own mark.
SLOTS = 8
TEXT_WIDTH = 6.5
DIGIT_WIDTH = 7.0
#: Names before bars must not be cut at the edge, whatever their letters.
NAME_WIDTH = 7.2
LINE = 15.0


@dataclass(frozen=True, slots=True)
class Path:
    """A line or an area; ``look`` is its class."""

    d: str
    look: str
    slot: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Rect:
    """A bar, or a transparent strip that says what is under it."""

    x: float
    y: float
    width: float
    height: float
    look: str
    slot: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of a series at a point; one with ``href`` is a link."""

    x: float
    y: float
    slot: int
    title: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text; ``anchor`` is start, middle or end; ``whole`` is the text uncut."""

    x: float
    y: float
    text: str
    look: str
    anchor: str = "start"
    href: str = ""
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing; ``is_labelled`` says that the names stand in it, so that no legend is needed."""

    width: float
    height: float
    paths: tuple[Path, ...] = ()
    rects: tuple[Rect, ...] = ()
    marks: tuple[Mark, ...] = ()
    texts: tuple[Text, ...] = ()
    is_labelled: bool = True

    @property
    def has_links(self) -> bool:
        """Whether anything in it can be followed; then it is a group and no image."""
        return any(text.href for text in self.texts) or any(mark.href for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart as texts: the heads of the columns, and the rows.

    ``links`` are the addresses of the first cells, empty where there is none.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart: what it is of, drawn twice, and its numbers as a table.

    ``names`` are those of the series by slot, for a legend; empty where there is one series only.
    ``words`` say in a sentence what the drawing shows. ``is_empty`` when there is nothing to draw.
    """

    about: About
    wide: Drawing
    phone: Drawing
    table: Table
    words: str
    names: tuple[str, ...] = ()
    is_empty: bool = False


def coordinate(number: float) -> str:
    """A place with at most one decimal.

    >>> coordinate(12.04), coordinate(3)
    ('12', '3')
    """
    return f"{number:.1f}".removesuffix(".0")
