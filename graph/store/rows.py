"""The rows of a SELECT as a person wants them: by name, as plain values, or as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, overload

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions

from graph.errors import InvalidInput, MisconfiguredSettings
from graph.store.port import Term
from graph.terms import ID_BASE, XSD

if TYPE_CHECKING:
    import pandas

XSD_BASE = XSD.base
WHOLE = frozenset(
    f"{XSD_BASE}{name}"
    for name in (
        "integer int long short byte nonNegativeInteger positiveInteger nonPositiveInteger "
        "negativeInteger unsignedInt unsignedLong unsignedShort unsignedByte"
    ).split()
)
REAL = frozenset({f"{XSD_BASE}double", f"{XSD_BASE}float"})
#: Longer texts of digits are left as texts: arithmetic on them can take for ever.
DIGITS = 60


class Row(Mapping[str, Any]):
    """One row: ``row["name"]`` or ``row.name``; an unbound variable is None."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __getattr__(self, name: str) -> Any:
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(f"no column {name}: {', '.join(self._values)}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={value!r}' for name, value in self._values.items())})"


class Rows(Sequence[Row]):
    """The rows of a SELECT in the order of its result.

    ``columns`` are the names of its variables. Values are plain: an IRI or a text is a ``str``,
    numbers are ``int``, ``Decimal`` or ``float``, days are ``date``, moments ``datetime``.
    ``terms`` has the same rows as RDF terms.
    """

    def __init__(self, columns: Sequence[str], terms: Sequence[tuple[Term | None, ...]]) -> None:
        self.columns = tuple(columns)
        self.terms = tuple(terms)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Rows: ...
    def __getitem__(self, index: int | slice) -> Row | Rows:
        if isinstance(index, slice):
            return Rows(self.columns, self.terms[index])
        values = (None if term is None else to_value(term) for term in self.terms[index])
        return Row(dict(zip(self.columns, values, strict=True)))

    def __len__(self) -> int:
        return len(self.terms)

    def __repr__(self) -> str:
        return f"<{len(self)} rows of {', '.join(self.columns)}>"

    def to_dicts(self) -> list[dict[str, Any]]:
        """Each row as a dictionary."""
        return [dict(row) for row in self]

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas data frame, one column for each variable.

        Raises
        ------
        MisconfiguredSettings
            pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise MisconfiguredSettings(
                "pandas is not installed", advice="pip install pandas, or use to_dicts()."
            ) from error
        return pd.DataFrame(self.to_dicts(), columns=list(self.columns))


def read_rows(solutions: QuerySolutions) -> Rows:
    """Every solution of the engine."""
    names = [variable.value for variable in solutions.variables]
    return Rows(names, [tuple(solution) for solution in solutions])


def iri(name: str) -> NamedNode:
    """The node of an IRI, or of the short name of an entity.

    >>> str(iri("openai/gpt-5.5"))
    '<https://w3id.org/captivity/id/openai/gpt-5.5>'
    >>> str(iri("https://example.org/x"))
    '<https://example.org/x>'

    Raises
    ------
    InvalidInput
        It cannot be one.
    """
    text = name if ":" in name.partition("/")[0] else ID_BASE + name
    try:
        return NamedNode(text)
    except ValueError as error:
        raise InvalidInput("Not an IRI", repr(name), str(error)) from error


def to_value(term: Term) -> Any:
    """The plain value of a term.

    >>> to_value(Literal("1.50", datatype=XSD.decimal)), to_value(Literal(3))
    (Decimal('1.50'), 3)
    >>> to_value(BlankNode("a"))
    '_:a'
    """
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    if isinstance(term, NamedNode):
        return term.value
    try:
        return _literal_value(term.value, term.datatype.value)
    except (ValueError, InvalidOperation):
        return term.value


def _literal_value(text: str, datatype: str) -> Any:
    if datatype == XSD.boolean.value:
        return {"true": True, "1": True, "false": False, "0": False}.get(text, text)
    if datatype == XSD.date.value:
        return date.fromisoformat(text[:10])
    if datatype == XSD.dateTime.value:
        return datetime.fromisoformat(text)
    if len(text) > DIGITS:
        return text
    if datatype in WHOLE:
        return int(text)
    if datatype == XSD.decimal.value:
        return Decimal(text)
    return float(text) if datatype in REAL else text


def to_term(value: Any) -> NamedNode | Literal:
    """The term of a value: of pyoxigraph, of rdflib or of Python, where a text is a literal.

    >>> str(to_term("a")), str(to_term(2)), str(to_term(date(2026, 6, 2)))
    ('"a"', '"2"^^<http://www.w3.org/2001/XMLSchema#integer>', '"2026-06-02"^^<http://www.w3.org/2001/XMLSchema#date>')

    Raises
    ------
    InvalidInput
        It has none.
    """
    if isinstance(value, NamedNode | Literal):
        return value
    if type(value).__module__.startswith("rdflib."):
        from graph.store.rdflib_terms import from_rdflib

        found = from_rdflib(value)
        if isinstance(found, NamedNode | Literal):
            return found
    elif isinstance(value, bool | int | float | str):
        return Literal(value)
    elif isinstance(value, Decimal):
        return Literal(format(value, "f"), datatype=XSD.decimal)
    elif isinstance(value, datetime):
        return Literal(value.isoformat(), datatype=XSD.dateTime)
    elif isinstance(value, date):
        return Literal(value.isoformat(), datatype=XSD.date)
    raise InvalidInput("Not a value for a query", repr(value)[:100], "Give an IRI or a literal.")
