"""From the text of one field to the RDF values it is written as, or a reason why it is none."""

from __future__ import annotations

import re
from decimal import Decimal
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode

from graph.days import parse_date
from graph.errors import InvalidInput
from graph.ingest.literals import find_fault
from graph.market.columns import parse_number
from graph.terms import XSD
from graph.writing.codes import find_code
from graph.writing.fields import Field, Type
from graph.writing.naming import SLUG, Names
from graph.writing.turtle import Value

RANGE = re.compile(r"\s*(?:-|\.\.|to)\s*")
FLAGS = {"true": "true", "yes": "true", "false": "false", "no": "false"}


def read_field(field: Field, text: str, names: Names) -> list[tuple[NamedNode, Value]]:
    """The predicates and values that one text of a field is written as.

    Raises
    ------
    InvalidInput, InvalidDate, UnknownEntity
        The text is not what the field asks for.
    """
    if field.type is Type.SHARE:
        bounds = read_share(text)
        return list(zip(field.predicates, bounds, strict=True))
    return [(predicate, read_value(field, text, names)) for predicate in field.predicates]


def read_value(field: Field, text: str, names: Names) -> Value:
    """The one value that a text of the field is."""
    match field.type:
        case Type.NAME:
            return names.resolve(text, field.target)
        case Type.CODE:
            return find_code(field.target, text).node
        case Type.DAY:
            return Literal(parse_date(text.strip()).isoformat(), datatype=XSD.date)
        case Type.FRACTION:
            return _decimal(text, Decimal(1))
        case Type.AMOUNT:
            return _decimal(text, None)
        case Type.FLAG:
            return Literal(_flag(text), datatype=XSD.boolean)
        case Type.URL:
            return Literal(_url(text))
        case _:
            return _text(text)


def read_share(text: str) -> tuple[Literal, Literal]:
    """The two bounds of a share: one number for both, or a range.

    >>> [bound.value for bound in read_share("0.25-0.3")], read_share("1")[1].value
    (['0.25', '0.3'], '1.0')

    Raises
    ------
    InvalidInput
        It is neither, or the bounds are not in order.
    """
    parts = RANGE.split(text.strip())
    if len(parts) > 2:
        raise InvalidInput("Not a share", repr(text), "Write 0.27, or a range as 0.25-0.3.")
    low, high = _decimal(parts[0], Decimal(1)), _decimal(parts[-1], Decimal(1))
    if Decimal(low.value) > Decimal(high.value):
        raise InvalidInput("The range runs backwards", repr(text), "Write the smaller share first.")
    return low, high


def read_slug(text: str, names: Names) -> str:
    """The slug, which nothing has yet.

    Raises
    ------
    InvalidInput
        It has characters that slugs have not, or it is taken.
    """
    slug = text.strip()
    if not SLUG.fullmatch(slug):
        advice = "Use letters, digits, points and hyphens, with / between parts."
        raise InvalidInput("Not an identifier", repr(slug), advice)
    if names.is_taken(slug):
        raise InvalidInput("The identifier is taken", slug, "Choose another, or leave it out.")
    return slug


def _decimal(text: str, most: Decimal | None) -> Literal:
    number = parse_number(text.strip())
    if number is None or number < 0 or (most is not None and number > most):
        advice = "Write a number of at least 0." if most is None else "Write 0 to 1, such as 0.8."
        raise InvalidInput("Not a number that fits", repr(text), advice)
    plain = f"{number:f}"
    return Literal(plain if "." in plain else f"{plain}.0", datatype=XSD.decimal)


def _flag(text: str) -> str:
    if (found := FLAGS.get(text.strip().casefold())) is None:
        raise InvalidInput("Neither true nor false", repr(text), "Write true or false.")
    return found


def _url(text: str) -> str:
    address = text.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    is_plain = parts.scheme in ("http", "https") and parts.netloc and not re.search(r"\s", address)
    if not is_plain:
        raise InvalidInput("Not a web address", repr(text), "It begins with https://.")
    return address


def _text(text: str) -> Literal:
    literal = Literal(text.strip().replace("\r\n", "\n"))
    if (fault := find_fault(literal)) is not None:
        raise InvalidInput(f"The text {fault}", repr(text[:40]), "Remove it.")
    return literal
