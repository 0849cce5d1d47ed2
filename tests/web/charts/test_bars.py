"""Bars: their length, their words, and what stands where there is no value."""

from __future__ import annotations

from fractions import Fraction

from web.charts.bars import draw_bars, draw_groups
from web.charts.given import About, Bar, Group

ABOUT = About("Captives", "assets", is_count=True)


def test_bars_are_as_long_as_their_values() -> None:
    figure = draw_bars(ABOUT, [Bar("a", 40), Bar("b", 10)])
    long, short = figure.wide.rects
    assert long.x == short.x
    assert round(long.width / short.width, 2) == 4


def test_negative_bar_ends_at_zero() -> None:
    up, down = draw_bars(About("x", "x"), [Bar("a", 1), Bar("b", -1)]).wide.rects
    assert round(down.x + down.width, 3) == round(up.x, 3)


def test_missing_value_is_said_and_no_bar_is_drawn() -> None:
    figure = draw_bars(ABOUT, [Bar("a", 1), Bar("b", None)])
    assert len(figure.wide.rects) == 1
    assert "no value" in [text.text for text in figure.wide.texts]
    assert figure.table.rows == (("a", "1"), ("b", ""))


def test_zero_is_still_a_bar() -> None:
    assert [rect.width for rect in draw_bars(ABOUT, [Bar("a", 0)]).wide.rects] == [1.0]


def test_bars_of_a_group_have_the_colours_of_their_names() -> None:
    figure = draw_groups(
        About("K", "captivity"), ["before", "after"], [Group("Codex", (Fraction(1, 2), 1), "/x")]
    )
    assert [(rect.slot, rect.title) for rect in figure.wide.rects] == [
        (0, "Codex: 1/2 (0.500)"),
        (1, "Codex: 1"),
    ]
    assert figure.names == ("before", "after")
    assert figure.wide.has_links
    assert figure.table.links == ("/x",)


def test_names_stand_above_the_bars_on_a_phone() -> None:
    figure = draw_bars(ABOUT, [Bar("Amazon Web Services and all that belongs to it", 1)])
    name = next(text for text in figure.phone.texts if text.look == "name")
    assert name.x == 2
    assert name.y < figure.phone.rects[0].y
    assert figure.phone.width == 358


def test_words_after_the_longest_bar_stand_within_the_drawing() -> None:
    single = draw_bars(ABOUT, [Bar("a", 8, note="stands on every road")])
    grouped = draw_groups(ABOUT, ["before", "after"], [Group("OpenAI", (7, 8))])
    for figure in (single, grouped):
        for drawing in (figure.wide, figure.phone):
            for text in drawing.texts:
                if text.look == "value":
                    assert text.x + 6.5 * len(text.text) <= drawing.width
