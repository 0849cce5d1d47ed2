"""Lines over days: where things stand, worked by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise

from web.charts.frame import Frame, Scale, place_moments, spread
from web.charts.geometry import LINE, Drawing, Figure
from web.charts.given import About, Level, Moment, Number, Reading, Series
from web.charts.lines import draw_lines

ABOUT = About("Closure index", "share, 0 to 1", "core", "2026")


def series(name: str, *values: Number) -> Series:
    return Series(name, [Reading(date(2026, n + 1, 1), value) for n, value in enumerate(values)])


def line_of(drawing: Drawing, look: str = "line") -> str:
    return next(path.d for path in drawing.paths if path.look == look)


def test_step_holds_its_value_until_the_next_day() -> None:
    # 2026-01-01 to 2026-01-11: ten days over 100 units, values 0 to 1 over 100 units.
    one = Series("x", [Reading(date(2026, 1, 1), 1), Reading(date(2026, 1, 6), Fraction(1, 2))])
    figure = draw_lines(ABOUT, [one], is_step=True, until=date(2026, 1, 11))
    d = line_of(figure.wide)
    left, right = 46.0, 840 - (24 + 7 * 6.5)
    half = (left + right) / 2
    # The frame is 250 high below a margin of 12: value 1 at 12, 1/2 at 137.
    assert d == f"M{left:g} 12H{half:.1f}V137H{right:g}"


def test_gap_lifts_the_pen() -> None:
    figure = draw_lines(ABOUT, [series("x", 1, None, 1)])
    assert line_of(figure.wide).count("M") == 2
    assert figure.table.rows[1] == ("2026-02-01", "")


def test_scale_ends_on_round_numbers_and_holds_all_values() -> None:
    figure = draw_lines(ABOUT, [series("x", 3, 37)])
    ticks = [
        text.text for text in figure.wide.texts if text.look == "tick" and text.anchor == "end"
    ]
    assert ticks == ["0", "10", "20", "30", "40"]


def test_whole_numbers_get_no_ticks_between_them() -> None:
    figure = draw_lines(About("n", "models", is_count=True), [series("x", 0, 2)])
    ticks = [text.text for text in figure.wide.texts if text.anchor == "end"]
    assert ticks == ["0", "1", "2"]


def test_labels_at_line_ends_do_not_overlap() -> None:
    figure = draw_lines(ABOUT, [series(f"s{n}", 1, 1 + n / 1000) for n in range(8)])
    places = sorted(text.y for text in figure.wide.texts if text.look == "name")
    assert len(places) == 8
    assert all(below - above >= LINE - 0.01 for above, below in pairwise(places))
    assert figure.wide.is_labelled
    assert not figure.phone.is_labelled
    assert figure.names == tuple(f"s{n}" for n in range(8))


def test_more_labels_than_fit_become_a_legend() -> None:
    figure = draw_lines(ABOUT, [series(f"s{n}", 1, 2) for n in range(20)])
    assert not figure.wide.is_labelled
    assert spread([0.0] * 20, 15, 0, 250) is None


def test_words_of_moments_stand_in_rows_of_their_own() -> None:
    frame = Frame(Scale(date(2026, 1, 1), date(2026, 12, 31), 0, 1, False), 46, 0, 700, 250)
    day = date(2026, 6, 1)
    moments = [Moment(day, "one event"), Moment(day, "another"), Moment(date(2026, 1, 2), "far")]
    rows = {moment.label: row for row, moment, *_ in place_moments(frame, moments)}
    assert rows == {"far": 0, "one event": 0, "another": 1}


def test_moment_outside_the_days_is_left_out() -> None:
    figure = draw_lines(ABOUT, [series("x", 1, 1)], moments=[Moment(date(2030, 1, 1), "later")])
    assert "later" not in [text.text for text in figure.wide.texts]


def test_level_is_drawn_where_its_value_is() -> None:
    figure = draw_lines(ABOUT, [series("x", 0, 1)], levels=[Level(Fraction(3, 4), "closed")])
    # A quarter down from 12 over 250.
    assert line_of(figure.wide, "level").startswith("M46 74.5H")


def test_one_reading_is_a_mark_in_the_middle_of_a_month() -> None:
    figure = draw_lines(ABOUT, [series("x", 1)])
    assert len(figure.wide.marks) == 1
    assert 46 < figure.wide.marks[0].x < 840


def test_nothing_to_draw_says_so() -> None:
    for figure in (
        draw_lines(ABOUT, []),
        draw_lines(ABOUT, [series("x", None, float("nan"))]),
    ):
        assert figure.is_empty
        assert [text.text for text in figure.wide.texts] == ["Nothing to draw: there is no value."]


def test_numbers_stand_in_the_table_in_full() -> None:
    one = Series("x", [Reading(date(2026, 1, 1), Fraction(143, 699), "2 opened", "/changes")])
    table = draw_lines(ABOUT, [one]).table
    assert table.columns == ("Day", "x", "Why")
    assert table.rows == (("2026-01-01", "143/699 (0.205)", "2 opened"),)
    assert table.links == ("/changes",)


def test_words_say_from_what_to_what() -> None:
    assert draw_lines(ABOUT, [series("core", 1, Fraction(1, 2))]).words == (
        "Closure index: core from 1 on 2026-01-01 to 1/2 (0.500) on 2026-02-01."
    )


def test_phone_is_narrow_and_nothing_stands_outside_of_it() -> None:
    figure: Figure = draw_lines(
        ABOUT,
        [series("x" * 200, 1, 10**9)],
        moments=[Moment(date(2026, 1, 20), "a long story " * 9)],
    )
    assert figure.phone.width == 358
    for text in figure.phone.texts:
        assert 0 <= text.x <= 358


def test_value_of_the_last_day_is_seen() -> None:
    figure = draw_lines(ABOUT, [series("a", 1, 3)], is_step=True, until=date(2026, 2, 1))
    # 31 days and one more: the last value is one thirty-second of the width.
    d = line_of(figure.wide)
    edges = [float(part.partition("V")[0]) for part in d.split("H")[1:3]]
    left, right = 46.0, edges[1]
    assert round((edges[1] - edges[0]) / (right - left), 3) == round(1 / 32, 3)
