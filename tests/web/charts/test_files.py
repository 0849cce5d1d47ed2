"""A figure as a page shows it and as a file: names are text, the file stands alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree

import pytest
from flask import Flask, get_template_attribute
from flask.testing import FlaskClient

from web.charts.bars import draw_bars
from web.charts.files import figure_rows, write_svg
from web.charts.given import About, Bar, Reading, Series
from web.charts.lines import draw_lines

HOSTILE = "</svg><script>alert(1)</script>\"'&\x00\u202e{{7*7}}"


@pytest.fixture
def app(shipped: FlaskClient) -> Iterator[Flask]:
    found = shipped.application
    with found.test_request_context():
        yield found


def test_hostile_names_are_text_in_page_and_file(app: Flask) -> None:
    about = About(HOSTILE, HOSTILE, HOSTILE, definition=HOSTILE)
    for figure in (
        draw_bars(about, [Bar(HOSTILE, 1, note=HOSTILE)]),
        draw_lines(about, [Series(HOSTILE, [Reading(date(2026, 1, 1), 1, HOSTILE)])]),
    ):
        page = get_template_attribute("charts.html", "figure")(figure)
        assert "<script" not in page
        assert "{{7*7}}" in page
        text = write_svg(figure)
        root = ElementTree.fromstring(text)  # noqa: S314 - our own file, and that is the test
        assert "script" not in {element.tag.rpartition("}")[2] for element in root.iter()}


def test_page_has_the_drawing_twice_and_the_table_once(app: Flask) -> None:
    figure = draw_bars(
        About("Captives", "assets", "core", "2026-07-02"), [Bar("Azure", 3, "/id/a")]
    )
    page = get_template_attribute("charts.html", "figure")(figure)
    assert page.count('<svg class="chart-svg"') == 2
    assert page.count("<table>") == 1
    assert 'role="group" aria-label="Captives: Azure 3."' in page
    assert "assets · 2026-07-02 · population: core" in page
    assert '<th scope="row"><a href="/id/a">Azure</a></th><td>3</td>' in page
    assert "style=" not in page


def test_file_names_nothing_outside_itself_and_has_its_colours(app: Flask) -> None:
    text = write_svg(draw_bars(About("Captives", "assets"), [Bar("Azure", 3, "/id/a")]))
    assert "var(" not in text
    assert "href" not in text
    assert "#0072b2" in text
    assert text.count("http") == 1  # the namespace of SVG


def test_rows_have_the_columns_of_the_table(app: Flask) -> None:
    figure = draw_bars(About("Captives", "assets"), [Bar("=cmd()", 3)])
    assert figure_rows(figure) == [{"Name": "=cmd()", "assets": "3"}]
