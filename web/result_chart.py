"""A result as a chart: bars for names, lines for days; or the reason why it has none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from graph.market.columns import parse_day, parse_number
from web.charts.given import About, Bar, Group, Reading, Series

if TYPE_CHECKING:
    from datetime import date

    from web.charts.geometry import Figure
    from web.results import Cell, ResultTable, Row

#: Bars and groups that a page has room for, series that can be told apart, days that are joined.
MOST_BARS, MOST_GROUPS, MOST_SERIES, MOST_DAYS = 40, 20, 8, 2000
#: Numbers of one row that stand side by side.
MOST_NUMBERS = 4

#: IRI -> its label and its address.
Describe = Callable[[str], tuple[str, str | None]]


def draw_chart(table: ResultTable, title: str, describe: Describe) -> Figure | str:
    """The chart of a result, or in words why it has none."""
    numbers = [n for n, _ in enumerate(table.columns) if _all(table.rows, n, _is_number)]
    days = [n for n, _ in enumerate(table.columns) if _all(table.rows, n, _is_day)]
    names = [n for n, _ in enumerate(table.columns) if n not in numbers and n not in days]
    if not numbers or not (days or names):
        return "A chart needs a column of numbers beside one of names or of days."
    if days and len({_day(row[days[0]]) for row in table.rows}) > 1:
        return _draw_days(table, title, days[0], numbers, names, describe)
    return _draw_names(table, title, (names or days)[0], numbers, describe)


def has_chart(table: ResultTable) -> bool:
    """Whether a column of numbers stands beside one of something else."""
    numbers = [n for n, _ in enumerate(table.columns) if _all(table.rows, n, _is_number)]
    return 0 < len(numbers) < len(table.columns)


def _draw_names(
    table: ResultTable, title: str, name: int, numbers: Sequence[int], describe: Describe
) -> Figure:
    from web.charts.bars import draw_bars, draw_groups

    shown = numbers[:MOST_NUMBERS]
    most = MOST_BARS if len(shown) == 1 else MOST_GROUPS
    told = [_say(table, n) for n in shown]
    note = f"The first {most} of {table.total:,} rows." if table.total > most else ""
    about = About(
        title, told[0] if len(told) == 1 else "value", note=note, is_count=_is_whole(table, shown)
    )
    rows = [(*_name(row[name], describe), row) for row in table.rows[:most]]
    if len(shown) == 1:
        bars = [Bar(label, read_number(row[shown[0]]), href) for label, href, row in rows]
        return draw_bars(about, bars)
    groups = [Group(label, [read_number(row[n]) for n in shown], href) for label, href, row in rows]
    return draw_groups(about, told, groups)


def _draw_days(
    table: ResultTable,
    title: str,
    day: int,
    numbers: Sequence[int],
    names: Sequence[int],
    describe: Describe,
) -> Figure | str:
    from web.charts.lines import draw_lines

    found: dict[str, dict[date, Reading]] = {}
    # One column of names tells series apart; without one, each column of numbers is a series.
    by_name = bool(names) and len({_text(row[names[0]]) for row in table.rows}) > 1
    for row in table.rows:
        for number in numbers[:1] if by_name else numbers[:MOST_NUMBERS]:
            name = _name(row[names[0]], describe)[0] if by_name else _say(table, number)
            when = _day(row[day])
            if when is not None:
                found.setdefault(name, {})[when] = Reading(when, read_number(row[number]))
    if len(found) > MOST_SERIES or any(len(one) > MOST_DAYS for one in found.values()):
        return (
            f"The result has {len(found):,} series over days, and a chart tells {MOST_SERIES} "
            "apart. Narrow the query, or look at the table."
        )
    series = [Series(name, [one[d] for d in sorted(one)]) for name, one in found.items()]
    unit = _say(table, numbers[0])
    return draw_lines(About(title, unit, is_count=_is_whole(table, numbers[:1])), series)


def _all(rows: Sequence[Row], column: int, fits: Callable[[Cell], bool]) -> bool:
    cells = [cell for row in rows if (cell := row[column]) is not None]
    return bool(cells) and all(map(fits, cells))


def _is_number(cell: Cell) -> bool:
    return cell.is_number and read_number(cell) is not None


def _is_day(cell: Cell) -> bool:
    return not cell.iri and not cell.is_number and parse_day(cell.text) is not None


def read_number(cell: Cell | None) -> Fraction | None:
    """The number that a cell holds, fractions exact; None for any other text.

    >>> from web.results import Cell
    >>> read_number(Cell("1/3"))
    Fraction(1, 3)
    """
    if cell is None:
        return None
    top, _, bottom = cell.text.partition("/")
    numbers = (parse_number(top), parse_number(bottom or "1"))
    if numbers[0] is None or not numbers[1]:
        return None
    return Fraction(numbers[0]) / Fraction(numbers[1])


def _day(cell: Cell | None) -> date | None:
    return parse_day(cell.text) if cell is not None else None


def _text(cell: Cell | None) -> str:
    return cell.text if cell is not None else ""


def _name(cell: Cell | None, describe: Describe) -> tuple[str, str]:
    if cell is None:
        return "–", ""
    if not cell.iri:
        return cell.text, ""
    label, url = describe(cell.iri)
    return label, url or ""


def _say(table: ResultTable, column: int) -> str:
    return table.columns[column].replace("_", " ")


def _is_whole(table: ResultTable, columns: Sequence[int]) -> bool:
    found = (read_number(row[n]) for row in table.rows for n in columns)
    return all(number is None or number.denominator == 1 for number in found)
