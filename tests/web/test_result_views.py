"""A result as table, chart and graph, from rows made by hand."""

from __future__ import annotations

from fractions import Fraction

from graph.terms import RDF
from web.charts.geometry import Figure
from web.result_chart import draw_charts, read_number
from web.result_graph import ResultGraph, draw_graph, place_nodes, read_arrows
from web.results import Cell, ResultTable, drop_labels, read_answers


def node(name: str) -> Cell:
    return Cell(f"urn:{name}", iri=f"urn:{name}")


def number(text: str) -> Cell:
    return Cell(text, is_number=True)


def describe(key: str) -> tuple[str, str, str | None]:
    return key.removeprefix("urn:"), "other", None


def name_of(iri: str) -> tuple[str, str | None]:
    return iri.removeprefix("urn:"), f"/x?{iri}"


def select(columns: str, *rows: list[Cell | None]) -> ResultTable:
    return ResultTable("select", columns.split(), rows, len(rows))


def chart(table: ResultTable) -> Figure:
    (found,) = charts(table)
    return found


def charts(table: ResultTable) -> list[Figure]:
    found = draw_charts(table, "title", name_of)
    assert isinstance(found, list), found
    return found


def graph(table: ResultTable) -> ResultGraph:
    found = draw_graph(table, describe)
    assert isinstance(found, ResultGraph), found
    return found


def test_names_with_one_number_are_bars() -> None:
    figure = chart(select("a n", [node("one"), number("3")], [node("two"), number("1/2")]))
    assert [row[0] for row in figure.table.rows] == ["one", "two"]
    assert figure.table.rows[1][1].startswith("1/2")


def test_names_with_two_numbers_are_groups() -> None:
    figure = chart(select("a n m", [Cell("one"), number("3"), number("4")]))
    assert tuple(figure.table.columns) == ("Name", "n", "m")


def test_days_with_numbers_are_lines_in_the_order_of_days() -> None:
    rows = [[Cell(day), number(n)] for day, n in (("2026-02-01", "2"), ("2026-01-01", "1"))]
    figure = chart(select("day n", *rows))
    assert [str(row[0]) for row in figure.table.rows] == ["2026-01-01", "2026-02-01"]


def test_a_column_of_names_makes_a_line_of_each() -> None:
    rows = [[Cell(f"2026-0{m}-01"), Cell(n), number("1")] for m in (1, 2) for n in ("x", "y")]
    assert chart(select("day name n", *rows)).names == ("x", "y")


def test_shares_and_counts_never_share_an_axis() -> None:
    """In one column or in two; of a share the axis goes to 1, whatever its values."""
    days = [Cell("2026-01-01"), Cell("2026-02-01")]
    long = [
        [day, Cell(name), number(n), Cell("core")]
        for day in days
        for name, n in (("closure-index", "1/4"), ("stacks", "30"), ("billing-stacks", "94"))
    ]
    shares, counts = charts(select("date metric value population", *long))
    assert (shares.about.unit, counts.about.unit) == ("closure-index", "whole numbers")
    assert counts.names == ("stacks", "billing-stacks")
    ticks = [text.text for text in shares.wide.texts if text.anchor == "end"]
    assert (ticks[0], ticks[-1]) == ("0", "1")
    assert shares.about.population == counts.about.population == "core"
    rows = [[Cell(name), number("12"), number("1/3"), number("4")] for name in ("x", "y")]
    counts, shares = charts(select("owner assets share captives", *rows))
    assert tuple(counts.table.columns) == ("Name", "assets", "captives")
    assert shares.about.unit == "share"


def test_zero_and_one_are_shares_where_their_name_says_so() -> None:
    rows = [[Cell("x"), number("1"), number("1")], [Cell("y"), number("0"), number("9")]]
    assert [one.about.unit for one in charts(select("a captivity owners", *rows))] == [
        "captivity",
        "owners",
    ]
    assert len(charts(select("a routes owners", *rows))) == 1


def test_columns_that_are_not_drawn_are_named() -> None:
    wide = select("a b c d e f", [Cell("x"), *(number(n) for n in "23456")])
    assert chart(wide).about.note == "Not drawn, but in the table: f."
    rows = [
        [Cell(f"2026-0{m}-01"), Cell(n), number("2"), number("3")] for m in (1, 2) for n in "xy"
    ]
    assert chart(select("day name n m", *rows)).about.note == "Not drawn, but in the table: m."


def test_what_cannot_be_drawn_is_said() -> None:
    assert "needs a column of numbers" in str(draw_charts(select("a", [node("x")]), "", name_of))
    rows = [[Cell(f"2026-0{m}-01"), Cell(str(n)), number("1")] for m in (1, 2) for n in range(9)]
    told = draw_charts(select("day name n", *rows), "", name_of)
    assert "9 series over days" in str(told)
    assert "two columns of things" in str(draw_graph(select("a", [node("x")]), describe))


def test_triples_give_arrows_between_things_and_count_the_values() -> None:
    kind = Cell(RDF.type.value, iri=RDF.type.value)
    rows = [
        [node("a"), node("p"), node("b")],
        [node("a"), node("p"), node("b")],
        [node("a"), node("q"), Cell("text")],
        [node("a"), kind, node("Class")],
        [Cell("_:x"), node("p"), node("a")],
    ]
    table = ResultTable("graph", ("subject", "predicate", "object"), rows, len(rows))
    arrows, values = read_arrows(table)
    assert arrows == [("urn:a", "urn:b", "urn:p"), ("_:x", "urn:a", "urn:p")]
    assert values == 1


def test_a_relation_between_two_columns_is_written_on_the_arrow() -> None:
    drawn = graph(select("s p o", [node("a"), node("p"), node("b")]))
    assert [(link.title, link.label) for link in drawn.links] == [("urn:p", "urn:p")]


def test_no_label_covers_a_node_or_another_label() -> None:
    rows = [[node("middle"), node(f"leaf-number-{n}")] for n in range(60)]
    drawn = graph(select("a b", *rows))
    boxes = []
    for one in drawn.nodes:
        boxes.append((one.x - 7, one.y - 7, one.x + 7, one.y + 7, one.key))
        if one.label:
            width = len(one.label) * 6.6
            left = one.x - 12 - width if one.is_left else one.x + 12
            boxes.append((left, one.y - 7, left + width, one.y + 7, one.key))
    meeting = [
        (a[4], b[4])
        for i, a in enumerate(boxes)
        for b in boxes[:i]
        if a[4] != b[4] and a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    labelled = {one.key for one in drawn.nodes if one.label}
    assert not [pair for pair in meeting if labelled & set(pair)]


def test_places_are_the_same_each_time_and_inside_the_drawing() -> None:
    pairs = (("a", "b"), ("b", "c"), ("x", "y"))
    places, width, height = place_nodes(pairs)
    place_nodes.cache_clear()
    assert place_nodes(pairs) == (places, width, height)
    assert all(0 <= x <= width and 0 <= y <= height for x, y in places.values())


def test_a_label_that_says_what_the_thing_beside_it_shows_is_left_out() -> None:
    rows = [[node("a"), Cell("a"), node("b"), Cell("another")], [node("c"), None, None, None]]
    table = select("x x_label y y_label", *rows)
    kept = drop_labels(table, lambda iri: iri.removeprefix("urn:"))
    assert kept.columns == ["x", "y", "y_label"]
    assert kept.rows[0] == [node("a"), node("b"), Cell("another")]


def test_answers_of_a_metric_show_entities_and_leave_out_what_is_empty() -> None:
    labels = {"https://w3id.org/captivity/id/codex": "Codex"}
    rows = [
        {"name": "codex", "label": "Codex", "share": "1/2", "until": None, "of": ["codex", "x"]},
        {"name": "codex", "label": "Codex", "share": "1", "until": None, "of": []},
    ]
    table = read_answers(rows, labels.get)
    assert table.columns == ["name", "share", "of"]
    assert table.rows[0][0] == Cell("codex", iri="https://w3id.org/captivity/id/codex")
    assert [row[1] for row in table.rows] == [number("1/2"), number("1")]
    assert [row[2] for row in table.rows] == [Cell("Codex, x"), None]


def test_fractions_keep_their_place_on_the_axis() -> None:
    assert read_number(number("1/3")) == Fraction(1, 3)
    assert read_number(number("1/0")) is None
    assert read_number(number("soon")) is None
