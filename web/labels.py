"""Labels fitted into the boxes of a picture: cut, or wrapped over a few lines."""

from __future__ import annotations

import unicodedata


def width_of(text: str) -> int:
    """How wide a text is drawn, in characters of usual width.

    East Asian characters and emoji count 2, marks that stand on another character 0.

    >>> width_of("Qwen"), width_of("通义"), width_of("e\u0301")
    (4, 4, 1)
    """
    return sum(_width(character) for character in text)


def cut(label: str, room: int) -> str:
    """The label on one line, or as much of it as there is room for.

    >>> cut("Amazon Web Services", 10)
    'Amazon We…'
    """
    text = " ".join(label.split())
    return text if width_of(text) <= room else _start(text, room - 1).rstrip() + "…"


def wrap(label: str, room: int, lines: int, tail: int = 0) -> tuple[str, ...]:
    """The label on at most so many lines, broken between words where that can be.

    ``tail`` is room to leave free at the end of the last line.

    >>> wrap("Azure Cognitive Services", 16, 2)
    ('Azure Cognitive', 'Services')
    >>> wrap("MAI-Code-1-Flash", 14, 2, tail=2)
    ('MAI-Code-1-', 'Flash')
    """
    rest, found = " ".join(label.split()), list[str]()
    while rest and len(found) < lines - 1 and width_of(rest) + tail > room:
        head = _start(rest, room)
        # A line may end where a word does; else it goes back to the last gap, if there is one.
        is_whole = head == rest or rest[len(head)] == " "
        gap = max(head.rfind(" "), head.rfind("-") + 1)
        place = len(head) if is_whole or gap <= 0 else gap
        found.append(rest[:place].rstrip())
        rest = rest[place:].lstrip()
    return (*found, cut(rest, room - tail))


def _start(text: str, room: int) -> str:
    used = 0
    for place, character in enumerate(text):
        used += _width(character)
        if used > room:
            return text[:place]
    return text


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
