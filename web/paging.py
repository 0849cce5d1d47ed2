"""Long lists part by part: ``limit`` and ``offset`` in the address, Link headers in the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Request, Response

from graph.errors import InvalidInput
from web.answers import as_json
from web.operation import LIMIT, OFFSET, Parameter

Item = TypeVar("Item")

#: The header that counts the items of the whole list.
TOTAL = "X-Total-Count"


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a list is wanted: at most ``limit`` items after the first ``offset``."""

    limit: int
    offset: int

    def of(self, items: Sequence[Item]) -> Sequence[Item]:
        """That part of the items."""
        return items[self.offset : self.offset + self.limit]


def read_part(args: Mapping[str, str], limit: Parameter = LIMIT) -> Part:
    """The part that an address asks for; ``limit`` says how much it is unless it says so.

    Raises
    ------
    InvalidInput
        A limit or an offset that there cannot be.
    """
    return Part(read_number(args, limit), read_number(args, OFFSET))


def read_number(args: Mapping[str, str], parameter: Parameter) -> int:
    """The whole number of that parameter in the address, its default when it is not there.

    Raises
    ------
    InvalidInput
        It is no number, or outside the range of the parameter.
    """
    text = args.get(parameter.name, "") or str(parameter.default or 0)
    low, high = parameter.at_least or 0, parameter.at_most or 10**9
    if not (text.isascii() and text.isdigit() and low <= int(text[:12]) <= high):
        raise InvalidInput(
            f"There is no such {parameter.name}", text[:20], f"Give a number from {low} to {high}."
        )
    return int(text)


def as_page(
    incoming: Request,
    items: Sequence[Any],
    key: str,
    head: Mapping[str, Any] | None = None,
    total: int | None = None,
) -> Response:
    """The part of the items that the request asks for, as JSON under ``key``, with ``total``.

    With a total given, the items are that part already.
    """
    part = read_part(incoming.args)
    shown = part.of(items) if total is None else items
    count = len(items) if total is None else total
    place = {"total": count, "limit": part.limit, "offset": part.offset}
    return lead_on(incoming, as_json({**(head or {}), **place, key: list(shown)}), part, count)


def as_list(incoming: Request, rows: Sequence[Any], part: Part, total: int) -> Response:
    """A part of a list as a bare array: how many there are in all stands in the headers alone."""
    return lead_on(incoming, as_json(list(rows)), part, total)


def lead_on(incoming: Request, answer: Response, part: Part, count: int) -> Response:
    """The answer with the number of all items, and where its other parts are, in the headers."""
    answer.headers[TOTAL] = str(count)
    answer.headers["Link"] = ", ".join(
        f'<{_address(incoming, part.limit, offset)}>; rel="{rel}"'
        for rel, offset in find_links(part, count).items()
    )
    return answer


def find_links(part: Part, total: int) -> dict[str, int]:
    """Relation -> the offset that it leads to; there is always a first and a last part.

    >>> find_links(Part(10, 10), 35)
    {'first': 0, 'prev': 0, 'next': 20, 'last': 30}
    """
    found = {"first": 0}
    if part.offset > 0:
        found["prev"] = max(0, min(part.offset, total) - part.limit)
    if part.offset + part.limit < total:
        found["next"] = part.offset + part.limit
    return found | {"last": max(0, (total - 1) // part.limit * part.limit)}


def _address(incoming: Request, limit: int, offset: int) -> str:
    """The address of another part, relative to the host."""
    pairs = [p for p in incoming.args.items(multi=True) if p[0] not in ("limit", "offset")]
    query = urlencode([*pairs, ("limit", str(limit)), ("offset", str(offset))])
    return f"{incoming.path}?{query}"
