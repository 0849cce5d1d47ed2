"""The market page in a browser: its states are addresses, with history and keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

DAY = "as_of=2026-06-02"
#: Each with the colours and the width in which it is looked at.
STATES = {
    f"?{DAY}&open=vendor:openai&focus=codex": ("dark", 1280),
    "?kind=Model&roads=captive&population=core&floor=0.8": ("light", 390),
    "?only=platform": ("light", 1280),
    "?show=canvas": ("dark", 390),
}
WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
TOP = "document.querySelector('.map').getBoundingClientRect().top"
LABELS = "[...document.querySelectorAll('.map .knot')].map(found => found.dataset.key)"
#: The sizes of the letters on the drawings for a phone, as they are seen.
SMALL = """[...document.querySelectorAll('.small-map')].flatMap(map => {
  const scale = map.getBoundingClientRect().width / map.viewBox.baseVal.width;
  const sizes = [...map.querySelectorAll('text')].map(text => getComputedStyle(text).fontSize);
  return sizes.map(size => scale * parseFloat(size));
})"""
HERE = "document.activeElement.dataset.key"


def key(page: Page, name: str) -> str:
    return f'.map .knot[data-key="{name}"]'


def test_picture_begins_above_the_fold_and_a_box_tells_about_itself(
    page: Page, address: str
) -> None:
    page.goto(address)
    assert page.evaluate(TOP) < 400
    page.locator(key(page, "platform:bedrock")).click()
    expect(page.locator("#told-name")).to_have_text("Amazon Bedrock")
    expect(page.locator("#told-name")).to_be_focused()
    expect(page).to_have_url(re.compile(r"focus=platform%3Abedrock"))
    page.reload()
    expect(page.locator("#told-name")).to_have_text("Amazon Bedrock")
    page.keyboard.press("Escape")
    expect(page.locator("#told")).to_have_count(0)
    expect(page.locator(key(page, "platform:bedrock"))).to_be_focused()
    page.go_back()
    expect(page.locator("#told-name")).to_have_text("Amazon Bedrock")
    page.go_back()
    expect(page.locator("#told")).to_have_count(0)


def test_road_tells_about_itself(page: Page, address: str) -> None:
    page.goto(address)
    road = page.locator('.tie[data-from="platform:bedrock"][data-to="owner:amazon"] path')
    road.first.dispatch_event("click", {"bubbles": True, "button": 0})
    expect(page.locator("#told-name")).to_have_text("Amazon Bedrock → Amazon")


def test_slider_plays_through_the_months_and_back_leaves(page: Page, address: str) -> None:
    page.goto(f"{address}?as_of=2026-09-15")
    before = page.locator("#summary").inner_text()
    page.get_by_role("button", name="Play the history").click()
    expect(page).to_have_url(re.compile("as_of=2026-10-31"))
    expect(page.locator("#as_of")).to_have_value("2026-10-31")
    page.get_by_role("button", name="Stop").click()
    page.go_back()
    expect(page).to_have_url(re.compile("as_of=2026-09-15"))
    expect(page.locator("#summary")).to_have_text(before)
    expect(page.locator("#as_of")).to_have_value("2026-09-15")


def test_slider_by_key_and_by_link_changes_day_and_picture(page: Page, address: str) -> None:
    page.goto(f"{address}?as_of=2026-06-02")
    slider = page.get_by_role("slider", name="Month")
    expect(slider).to_have_attribute("aria-valuetext", "June 2026")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("as_of=2026-05-31"))
    expect(page.get_by_role("slider", name="Month")).to_be_focused()
    page.get_by_role("link", name="Month before: April 2026").click()
    expect(page).to_have_url(re.compile("as_of=2026-04-30"))
    expect(page.locator("h1")).to_contain_text("AI models")
    heading = page.locator("h1").inner_text()
    page.reload()
    expect(page.locator("h1")).to_have_text(heading)


def test_legend_shows_only_captive_roads_and_takes_that_back(page: Page, address: str) -> None:
    page.goto(f"{address}?{DAY}")
    page.get_by_role("link", name="captive road").click()
    expect(page).to_have_url(re.compile("roads=captive"))
    expect(page.get_by_role("link", name="captive road")).to_have_attribute("aria-current", "true")
    expect(page.locator("#summary")).to_contain_text("Only captive models")
    ends = page.evaluate(
        "[...document.querySelectorAll('.tie')].filter(t => t.dataset.from.startsWith('group:'))"
        ".map(t => t.classList.contains('captive'))"
    )
    assert ends
    assert all(ends)
    page.get_by_role("link", name="captive models , take this filter back").click()
    expect(page.locator(".chip")).to_have_count(0)


def test_choices_are_sent_when_made_and_stand_as_chips(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Population").select_option("core")
    expect(page).to_have_url(f"{address}?population=core")
    page.get_by_text("More filters").click()
    page.get_by_label("Owner who can close the road").select_option("microsoft")
    expect(page.locator(".chip")).to_have_count(2)
    # The menu is still there for the next choice.
    page.get_by_label("Access").select_option(label="raw API")
    expect(page.locator(".chip")).to_have_count(3)
    page.keyboard.press("Escape")
    expect(page.get_by_label("Access")).to_be_hidden()


def test_columns_unfold_by_steps_and_fold_in_again(page: Page, address: str) -> None:
    page.goto(address)
    keys = page.evaluate(LABELS)
    page.get_by_role("link", name=re.compile(r"\+\d+ more platforms")).first.click()
    expect(page).to_have_url(f"{address}?platforms=26")
    assert sum(k.startswith("platform:") for k in page.evaluate(LABELS)) == 26
    page.locator(key(page, "vendor:openai")).click()
    page.get_by_role("link", name="Show its models one by one").click()
    expect(page.locator('.map [data-key^="model:"]')).to_have_count(12)
    page.get_by_role("link", name="Close the details").click()
    page.get_by_role("link", name="Fold everything in again").click()
    expect(page.locator('.map [data-key^="model:"]')).to_have_count(0)
    assert page.evaluate(LABELS) == keys


def test_boxes_are_walked_by_arrows_and_opened_by_enter(page: Page, address: str) -> None:
    page.goto(address)
    first = page.locator(".map .knot").first
    first.focus()
    start = page.evaluate(HERE)
    page.keyboard.press("ArrowDown")
    assert page.evaluate(HERE) != start
    assert page.evaluate(HERE).startswith("vendor:")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(HERE).startswith("group:")
    page.keyboard.press("ArrowRight")
    chosen = page.evaluate(HERE)
    assert chosen.startswith("platform:")
    # Its way stands out, all else steps back.
    expect(page.locator(".roadmap.traced")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#told-name")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(key(page, chosen))).to_be_focused()
    # One box is on the way of Tab, so that the picture is passed in one step.
    assert page.locator('.map .knot[tabindex="0"]').count() == 1


def test_canvas_follows_the_choices_and_is_saved(page: Page, address: str) -> None:
    page.goto(f"{address}?show=canvas&{DAY}")
    drawn = page.locator("[data-drawn]")
    expect(drawn).to_have_count(1)
    before = drawn.get_attribute("data-drawn")
    page.get_by_role("link", name="captive road").click()
    expect(page.locator("#summary")).to_contain_text("Only captive models")
    assert drawn.get_attribute("data-drawn") != before
    rows = page.locator("table tbody tr").count()
    assert drawn.get_attribute("data-drawn") == str(rows)
    with page.expect_download() as saved:
        page.get_by_role("button", name="PNG").click()
    assert Path(saved.value.path()).read_bytes().startswith(b"\x89PNG")


def test_road_map_is_saved_as_pixels_with_its_style(page: Page, address: str) -> None:
    page.goto(address)
    with page.expect_download() as saved:
        page.get_by_role("button", name="PNG").click()
    content = Path(saved.value.path()).read_bytes()
    assert content.startswith(b"\x89PNG")
    # 2100 pixels wide: twice the size of the drawing.
    assert int.from_bytes(content[16:20]) == 2100


@pytest.mark.parametrize("state", STATES)
def test_state_is_the_same_after_a_reload_fits_and_satisfies_axe(
    browser: Browser, address: str, state: str
) -> None:
    scheme, width = STATES[state]
    with browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    ) as context:
        page = context.new_page()
        page.goto(f"{address}{state}")
        summary, keys = page.locator("#summary").inner_text(), page.evaluate(LABELS)
        page.reload()
        assert (page.locator("#summary").inner_text(), page.evaluate(LABELS)) == (summary, keys)
        rows = page.locator("table tbody tr").count()
        drawn = page.locator(".map .knot" if "only" in state else ".map .tie").count()
        assert rows == drawn or (rows and "canvas" in state)
        content, window = page.evaluate(WIDTHS)
        assert content <= window
        if width == 390 and "canvas" not in state:
            assert min(page.evaluate(SMALL)) >= 11.95
            assert page.locator(".small-map .gate").count()
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        found = Axe().run(page).response["violations"]
        assert [f"{v['id']}: {n['target']}" for v in found for n in v["nodes"]] == []


def test_everything_can_be_done_without_scripts(browser: Browser, address: str) -> None:
    window = {"width": 1280, "height": 900}
    with browser.new_context(java_script_enabled=False, viewport=window) as context:
        page = context.new_page()
        page.goto(f"{address}?{DAY}")
        page.locator(key(page, "platform:bedrock")).click()
        expect(page.locator("#told-name")).to_have_text("Amazon Bedrock")
        page.get_by_role("link", name="Close the details").click()
        page.get_by_role("link", name="Month before: May 2026").click()
        expect(page.get_by_label("On this day")).to_have_value("2026-05-31")
        page.get_by_label("Population").select_option("core")
        page.get_by_role("button", name="Show").click()
        expect(page).to_have_url(re.compile("population=core"))
        expect(page.locator(".chip")).to_have_count(1)
