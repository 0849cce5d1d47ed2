"""Charts as SVG from the server: pure functions from numbers to frozen geometry, and one macro.

Say what the figure is of, give the numbers, and hand the result to the template::

    from web.charts.given import About, Level, Moment, Reading, Series
    from web.charts.lines import draw_lines

    about = About(
        title="Closure index",
        unit="share of live assets, 0 to 1",
        population="core: models of the registry that make text",
        date="2025-01-01 to 2026-07-02",
    )
    readings = [Reading(date(2026, 6, 1), Fraction(5, 6)), Reading(date(2026, 7, 1), 0.5)]
    figure = draw_lines(about, [Series("core", readings)], is_step=True, high=1)

    {% import "charts.html" as charts %}
    {{ charts.figure(figure) }}

==================================  ==========================================================
``lines.draw_lines(about, series)`` lines or steps over days, each labelled at its end
``bars.draw_bars(about, bars)``     horizontal bars, one a name: ``[Bar("Azure", 12, "/id/azure")]``
``bars.draw_groups(about, names, groups)``  some bars for each name: ``[Group("Azure", (3, 4))]``
``files.write_svg(figure)``         the wide drawing as a file of its own, styles inside
``files.figure_rows(figure)``       the numbers as rows, for CSV
==================================  ==========================================================

Every figure is drawn twice, for a wide screen and for a phone, and carries its numbers as a table.
A value of None is a gap. Names are text, whatever stands in them; those too long are cut, and the
table has them whole. Nothing to draw gives a figure that says so.
"""
