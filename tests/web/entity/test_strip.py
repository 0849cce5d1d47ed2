"""The strip of history: across in per cent of the time, up by the value."""

from __future__ import annotations

from datetime import date
from typing import Any

from web.entity.strip import RISE, TOP, draw_strip


def step(day: str, until: str, captivity: str | None, value: float | None) -> dict[str, Any]:
    return {
        "date": day,
        "until": until,
        "captivity": captivity,
        "value": value,
        "tone": "shared",
    }


def test_bars_share_the_width_as_their_days_share_the_time() -> None:
    """100 days: 25 of captivity 1, then 75 of one half."""
    strip = draw_strip(
        [
            step("2026-01-01", "2026-01-26", "1", 1.0),
            step("2026-01-26", "2026-04-11", "1/2", 0.5),
        ],
        date(2026, 1, 26),
    )
    assert strip is not None
    first, second = strip.bars
    assert (first.x, first.width, second.x, second.width) == (0.0, 25.0, 25.0, 75.0)
    assert (first.y, first.height) == (TOP, RISE)
    assert (second.y, second.height) == (TOP + RISE / 2, RISE / 2)
    # The middle of the day looked at: half a day of a hundred.
    assert strip.today == 25.5
    assert [words for _, words in strip.ticks] == ["2026-02", "2026-03", "2026-04"]


def test_asset_of_which_nothing_moved_has_no_strip() -> None:
    assert draw_strip([step("2026-01-01", "2026-01-02", None, None)], date(2026, 1, 1)) is None


def test_day_outside_is_not_marked_and_centuries_fit() -> None:
    strip = draw_strip(
        [step("0001-01-01", "1900-01-01", "1", 1.0), step("1900-01-01", "9999-12-31", "0", 0.0)],
        date(9999, 12, 31),
    )
    assert strip is not None
    assert strip.today is None
    assert len(strip.ticks) <= 9
