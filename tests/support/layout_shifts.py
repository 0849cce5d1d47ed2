"""How far what a page shows moves while it loads: the worst that can happen, every time.

The first paint comes before any script and before the typeface, as on a slow line; then they come.
"""

from __future__ import annotations

import re
from typing import Any

LATE = re.compile(r"/static/[^?]+\.(js|woff2)\b")
PAINTED = "performance.getEntriesByName('first-contentful-paint').length > 0"
UNREADY = "[data-editor]:not([data-ready])"
#: What has moved without anybody's doing: how far, and what. A last moment is left to move in.
MOVED = """() => new Promise((done) => {
  const moved = [];
  const look = new PerformanceObserver((list) => moved.push(...list.getEntries()));
  look.observe({ type: "layout-shift", buffered: true });
  const name = ({ node }) => (node?.outerHTML ?? node?.textContent ?? "?").trim().slice(0, 80);
  setTimeout(() => done(
    moved.filter((one) => !one.hadRecentInput).map((one) => [one.value, one.sources.map(name)]),
  ), 150);
})"""


def find_shifts(page: Any, address: str) -> list[tuple[float, list[str]]]:
    """Open an address in a page that is new; each layout shift with the nodes that moved."""
    held: list[Any] = []
    is_painted = False

    def let_wait(route: Any) -> None:
        if is_painted:
            route.continue_()
        else:
            held.append(route)

    page.route(LATE, let_wait)
    page.goto(address, wait_until="commit")
    while not page.evaluate(PAINTED):
        page.wait_for_timeout(20)
    is_painted = True
    for route in held:
        route.continue_()
    page.wait_for_load_state("load")
    page.locator(UNREADY).first.wait_for(state="detached")
    return [(value, names) for value, names in page.evaluate(MOVED)]
