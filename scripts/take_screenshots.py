"""Photograph every page of a running explorer: three widths, light and dark, one sheet a page.

Run it with a server that holds the shipped market:

    .venv/bin/python scripts/take_screenshots.py http://127.0.0.1:8765 docs/pages [NAME ...]
"""

from __future__ import annotations

import argparse
import base64
import shutil
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

DAY = "as_of=2026-06-02"
PAGES = {
    "market": f"/?{DAY}",
    "market-canvas": f"/?show=canvas&{DAY}",
    "market-table": f"/?show=table&{DAY}",
    "entity-asset": f"/id/codex?{DAY}",
    "entity-model": f"/id/openai/gpt-5.5?{DAY}",
    "entity-platform": f"/id/bedrock?{DAY}",
    "entity-owner": f"/id/microsoft?{DAY}",
    "matrix": f"/matrix?{DAY}",
    "rankings": f"/rankings?{DAY}",
    "comparison": f"/compare?name=codex&name=mai-code-1-flash&{DAY}",
    "whatif": f"/whatif?edit=close+codex+on+bedrock&{DAY}",
    "thesis": f"/thesis?{DAY}",
    "sparql": f"/sparql?question=opened-and-closed&{DAY}",
    "changes": "/changes?since=2026-06-01&until=2026-07-02",
    "review": "/review",
    "add": "/add",
    "new": "/new",
    "loads": "/loads",
    "log": "/log",
    "search": "/search?q=gpt",
    "ontology": "/ontology",
    "about": "/about",
    "api": "/api",
    "tour": "/tour/4",
    "embed": f"/embed/market?{DAY}",
}
WIDTHS = {"wide": (1280, 900), "tablet": (768, 900), "phone": (390, 900)}
SCHEMES = ("light", "dark")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
#: Six pictures in a row, light above dark, each with its width told.
SHEET = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 16px; background: #8a8d94; display: grid; gap: 16px; width: max-content;
  grid-template-columns: repeat(3, max-content); }}
img {{ height: 400px; display: block; border-radius: 4px; }}
</style>{}"""


def photograph(browser: Browser, address: str) -> list[bytes]:
    """The first screen of a page as PNG: by scheme, then by width."""
    shots = []
    for scheme in SCHEMES:
        for width, height in WIDTHS.values():
            with browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
                reduced_motion="reduce",
            ) as context:
                page = context.new_page()
                page.goto(address, wait_until="load")
                page.wait_for_timeout(400)
                shots.append(page.screenshot())
    return shots


def compose(browser: Browser, shots: list[bytes]) -> bytes:
    """The pictures on one sheet, as JPEG."""
    images = "".join(
        f'<img src="data:image/png;base64,{base64.b64encode(shot).decode()}">' for shot in shots
    )
    with browser.new_context(viewport={"width": 1400, "height": 960}) as context:
        page = context.new_page()
        page.set_content(SHEET.format(images), wait_until="load")
        return page.locator("body").screenshot(type="jpeg", quality=60)


def main() -> None:
    """Write one sheet a page into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        for name in asked.names or PAGES:
            sheet = compose(browser, photograph(browser, asked.address + PAGES[name]))
            (asked.folder / f"{name}.jpg").write_bytes(sheet)
        browser.close()


if __name__ == "__main__":
    main()
