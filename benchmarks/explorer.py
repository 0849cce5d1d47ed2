"""How heavy the market page is in a browser, for a market of 10,000 entities, made up.

A store of that size is filled and served, and headless Chromium opens it. Run
``python benchmarks/explorer.py [RUNS]``: it prints the median of each figure beside its goal.
Wall times suffer from whatever else the machine does; bytes, heap and processor time do not.
"""

from __future__ import annotations

import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

ENTITIES = 10_000
CHANNELS = 48_000
#: A day on which most channels of the generated market are open.
DAY = "2026-06-02"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
DRAWN = "document.querySelector('.map .tie, [data-drawn]') !== null"
NAVIGATION = "performance.getEntriesByType('navigation')[0].loadEventEnd"
#: Steps by which the canvas is dragged, each drawn by itself.
REDRAWS = 40
PAGE = f"?as_of={DAY}"
#: The pages on which is measured how far what they show moves while they load.
MOVING = [
    PAGE, f"{PAGE}&show=canvas", f"{PAGE}&show=table", "id/lab/1/model-1", "id/platform/1",
    "id/firm/1.0", "matrix", "rankings", "compare?name=lab/1/model-1&name=lab/2/model-2",
    "whatif?edit=close+lab/1/model-1+on+platform/1", "thesis", "sparql",
    "sparql?question=opened-and-closed", "changes", "review", "add", "new", "loads", "log",
    "search?q=model", "ontology", "about", "api", "embed/market",
]  # fmt: skip
CANVAS = f"?as_of={DAY}&show=canvas&vendors=125&platforms=125&owners=125&kind=Model"
Figures = dict[str, float]


def write_market(store: Path) -> int:
    """Fill a new store with the generated market; gives its number of entities."""
    from large_markets import large_records

    from graph.settings import Settings
    from graph.store import open_store

    records = large_records(CHANNELS, platforms=600, owners=80)
    with open_store(Settings(store=str(store)), write=True) as opened:
        opened.commit(list(iter_quads(records)))
    return len(records.entities)


def iter_quads(records: Any) -> Iterator[Any]:
    """Yield the statements of the records, in one graph."""
    from pyoxigraph import Literal, NamedNode, Quad

    from graph.terms import CTV, ID_BASE, RDF, RDFS

    graph = NamedNode(f"{ID_BASE}generated")
    day = NamedNode("http://www.w3.org/2001/XMLSchema#date")

    def node(name: str) -> NamedNode:
        return NamedNode(ID_BASE + name)

    def link(subject: str, predicate: Any, names: Any) -> Iterator[Quad]:
        yield from (Quad(node(subject), predicate, node(name), graph) for name in names)

    for entity in records.entities.values():
        for kind in entity.kinds:
            yield Quad(node(entity.iri), RDF.type, getattr(CTV, kind), graph)
        yield Quad(node(entity.iri), RDFS.label, Literal(entity.label.title()), graph)
        yield from link(entity.iri, CTV.developedBy, entity.developers)
        yield from link(entity.iri, CTV.operatedBy, entity.operators)
        yield from link(entity.iri, CTV.runsOn, entity.runs_on)
    for channel in records.channels.values():
        subject = node(channel.iri)
        yield Quad(subject, RDF.type, CTV.Channel, graph)
        yield from link(channel.iri, CTV.asset, [channel.asset])
        yield from link(channel.iri, CTV.platform, [channel.platform])
        yield from link(channel.iri, CTV.hostedOn, channel.hosts)
        yield from link(channel.iri, CTV.upstream, channel.upstream)
        yield Quad(subject, CTV.accessMode, getattr(CTV, channel.access_mode), graph)
        yield Quad(subject, CTV.stage, getattr(CTV, channel.stage), graph)
        yield Quad(subject, CTV.validFrom, Literal(str(channel.valid_from), datatype=day), graph)
        if channel.valid_to:
            yield Quad(subject, CTV.validTo, Literal(str(channel.valid_to), datatype=day), graph)


@contextmanager
def serve(store: Path) -> Iterator[str]:
    """A server over the store in a process of its own; its address."""
    command = [Path(sys.executable).with_name("captivity"), "--store", store, "serve"]
    server = subprocess.Popen(
        [*map(str, command), "--port", "0", "--no-browser"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        yield next(word for word in server.stdout.readline().split() if word.startswith("http"))
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)


def first_view(browser: Any, address: str) -> Figures:
    """Seconds until the page is loaded with its picture, kilobytes sent, megabytes of heap."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        sent: dict[str, float] = {}
        devtools.on(
            "Network.loadingFinished",
            lambda event: sent.__setitem__(event["requestId"], event["encodedDataLength"]),
        )
        kinds: dict[str, str] = {}
        devtools.on(
            "Network.responseReceived",
            lambda event: kinds.__setitem__(event["requestId"], event["type"]),
        )
        page.goto(address, wait_until="load")
        assert page.evaluate(DRAWN)
        spent = task_seconds(devtools)
        devtools.send("HeapProfiler.collectGarbage")
        heap = devtools.send("Runtime.getHeapUsage")["usedSize"]
        data = sum(size for key, size in sent.items() if kinds.get(key) == "Document")
        return {
            "first view, warm (s)": page.evaluate(NAVIGATION) / 1000,
            "first view, processor of the page (s)": spent,
            "data of the first view (KB)": data / 1000,
            "first load, all files (KB)": sum(sent.values()) / 1000,
            "heap (MB)": heap / 1e6,
        }


def redraws(browser: Any, address: str) -> Figures:
    """Processor milliseconds for one redraw of the canvas, and how many nodes that has."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(address, wait_until="load")
        holder = page.locator("[data-drawn]")
        holder.wait_for()
        nodes = page.evaluate(
            "JSON.parse(document.getElementById('network').textContent).nodes.length"
        )
        devtools = context.new_cdp_session(page)
        devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        box = holder.bounding_box()
        before = task_seconds(devtools)
        page.mouse.move(box["x"] + 300, box["y"] + 40)
        page.mouse.down()
        for step in range(REDRAWS):
            page.mouse.move(box["x"] + 300 + 3 * step, box["y"] + 40 + step)
            # One frame for each step of the drag, or several would be drawn as one.
            page.evaluate(
                "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
            )
        page.mouse.up()
        spent = task_seconds(devtools) - before
        return {f"redraw at {nodes} nodes (ms of processor)": 1000 * spent / REDRAWS}


def task_seconds(devtools: Any) -> float:
    """The processor seconds that the page's thread has spent on tasks."""
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    return next(m["value"] for m in metrics if m["name"] == "TaskDuration")


def expand(address: str, runs: int) -> Figures:
    """The 95th percentile of the server's answers to an opened vendor or owner, warm; in ms."""
    spent = []
    for number in range(20 * runs):
        steps = (
            f"open=vendor:firm/{number % 40}.0+owner:firm/{number % 40}.0&platforms={14 + number}"
        )
        start = time.perf_counter()
        ask(f"{address}{PAGE}&{steps}")
        spent.append(1000 * (time.perf_counter() - start))
    return {"expand, 95th percentile (ms)": statistics.quantiles(spent, n=20)[-1]}


def shifts(browser: Any, address: str) -> Figures:
    """The worst layout shift of a page, none of its files kept from before, at two widths."""
    from layout_shifts import find_shifts

    figures = {}
    for width in (1280, 390):
        moved = {}
        for path in MOVING:
            with browser.new_context(viewport={"width": width, "height": 900}) as context:
                found = find_shifts(context.new_page(), address + path)
                moved[path] = sum(value for value, _ in found)
        worst = max(moved, key=lambda path: moved[path])
        if moved[worst]:
            print(f"at {width} px {worst} moves most", flush=True)
        figures[f"layout shift, worst of {len(MOVING)} pages, {width} px"] = moved[worst]
    return figures


def ask(address: str) -> None:
    """Read one answer of the server to its end."""
    with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own server
        answer.read()


GOALS = {"first view": 1.0, "data of": 60, "first load": 200, "heap": 10, "redraw": 35,
         "expand": 150, "layout shift": 0.01}  # fmt: skip


def report(figures: list[Figures]) -> None:
    """Print the median of each figure beside its goal."""
    for name in figures[0]:
        median = statistics.median(found[name] for found in figures)
        goal = next(value for start, value in GOALS.items() if name.startswith(start))
        verdict = "met" if median <= goal else "MISSED"
        print(f"{name:44} {median:8.2f}   goal {goal:g} {verdict}", flush=True)


def main(runs: int) -> None:
    """Fill a store, serve it, and measure each figure several times."""
    from playwright.sync_api import sync_playwright

    folder = Path(tempfile.mkdtemp())
    try:
        print(f"{write_market(folder / 'store'):,} entities, {CHANNELS:,} channels", flush=True)
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        with serve(folder / "store") as address, sync_playwright() as playwright:
            for path in (PAGE, CANVAS):
                ask(address + path)  # the server has then worked out the day
            browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
            measures: list[Callable[[], Figures]] = [
                lambda: first_view(browser, address + PAGE),
                lambda: redraws(browser, address + CANVAS),
                lambda: expand(address, 1),
            ]
            for measure in measures:
                measure()
                report([measure() for _ in range(runs)])
            report([shifts(browser, address)])
            browser.close()
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
