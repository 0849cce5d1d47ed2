"""Time to find names among ten thousand entities, typed right and wrong, against two peers.

The peers answer the same texts over the same names: a trigram table of SQLite's FTS5, whose query
is the text's trigrams joined by OR, and rapidfuzz's weighted ratio over every name. A text is found
when the entity it was made from is among the first ten. Run
``python benchmarks/search.py [ADDRESS]``: it prints the percentiles in ms of processor time, and
with the address of a running server those over HTTP of the market that it serves, by the clock on
the wall, and what the SPARQL page transfers.
"""

from __future__ import annotations

import random
import re
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Sequence

import httpx

from graph.search.index import Entry, SearchIndex

ENTITIES, QUERIES, SHOWN = 10_000, 500, 10
TARGET_MS, PAGE_KB = 20.0, 350
MAKERS = (
    "Anthropic OpenAI Mistral Meta Google Cohere DeepSeek Alibaba Tencent Baidu Nvidia Databricks "
    "Snowflake Perplexity Moonshot Zhipu Microsoft Amazon Cerebras Groq Together Fireworks"
).split()
SERIES = (
    "Claude Opus Sonnet Haiku Gemini Llama Command Qwen Codestral Mixtral Pixtral Phi Nova Titan "
    "Granite Falcon Jamba Nemotron Kimi Ernie Hunyuan Gemma Grok Sonar Palmyra Aurora Beacon Cobalt"
).split()
SIZES = "mini nano large medium small pro turbo instruct chat coder vision preview thinking".split()

Find = Callable[[str], Sequence[str]]


def make_entries(chance: random.Random) -> list[Entry]:
    """Entities named as models are: a series, a version and a size, with a slug and a count."""
    entries: dict[str, Entry] = {}
    while len(entries) < ENTITIES:
        maker, series, size = map(chance.choice, (MAKERS, SERIES, SIZES))
        number = f"{chance.randint(1, 19)}.{chance.randint(0, 9)}"
        label = f"{series} {number} {size.title()}"
        slug = f"{maker}/{label.replace(' ', '-')}".lower()
        entries[slug] = Entry(
            slug, label, "Model", "asset", (label, slug, slug.split("/")[1]),
            detail=maker, popularity=chance.randint(0, 40),
        )  # fmt: skip
    return list(entries.values())


def make_texts(entries: Sequence[Entry], chance: random.Random) -> list[tuple[str, str]]:
    """(text, slug): a third begun names, a third words in another order, a third misspelt."""
    texts = []
    for number in range(QUERIES):
        entry = chance.choice(entries)
        series, version, size = entry.label.split()
        if number % 3 == 0:
            text = entry.label[: chance.randint(1, len(entry.label))]
        elif number % 3 == 1:
            text = f"{size.lower()} {series.lower()} {version}"
        else:
            place = chance.randrange(1, len(series))
            text = f"{series[:place]}{series[place + 1 :]} {version} {size}"
        texts.append((text, entry.key))
    return texts


def make_fts(entries: Sequence[Entry]) -> Find:
    """SQLite FTS5 with trigrams, best of its own ranking first."""
    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE names USING fts5(name, slug UNINDEXED, tokenize='trigram')")
    rows = [(name, entry.key) for entry in entries for name in dict.fromkeys(entry.names)]
    table.executemany("INSERT INTO names VALUES (?, ?)", rows)
    ask = "SELECT slug FROM names WHERE names MATCH ? ORDER BY rank LIMIT 30"

    def find(text: str) -> list[str]:
        parts = {text[i : i + 3] for i in range(len(text) - 2)}
        if not parts:
            return []
        wanted = " OR ".join(f'"{part}"' for part in sorted(parts) if '"' not in part)
        return list(dict.fromkeys(slug for (slug,) in table.execute(ask, (wanted,))))[:SHOWN]

    return find


def make_ratio(entries: Sequence[Entry]) -> Find:
    """Rapidfuzz's weighted ratio over every name."""
    from rapidfuzz import fuzz, process, utils

    rows = [(name, entry.key) for entry in entries for name in dict.fromkeys(entry.names)]
    names = [utils.default_process(name) for name, _ in rows]

    def find(text: str) -> list[str]:
        best = process.extract(
            text, names, scorer=fuzz.WRatio, processor=utils.default_process, limit=30
        )
        return list(dict.fromkeys(rows[place][1] for _, _, place in best))[:SHOWN]

    return find


def make_ours(entries: Sequence[Entry]) -> Find:
    """The index that the product uses."""
    index = SearchIndex(entries)

    def find(text: str) -> list[str]:
        found = index.find(text, SHOWN)
        return [entry.key for section in found.sections for entry in section.entries]

    return find


def show(name: str, spent: Sequence[float], more: str = "") -> None:
    """One line: the median and the 95th percentile in ms."""
    cuts = statistics.quantiles(spent, n=20)
    middle, high = statistics.median(spent) * 1000, cuts[18] * 1000
    verdict = "met" if high <= TARGET_MS else "MISSED"
    print(
        f"{name:34} p50 {middle:7.2f}   p95 {high:7.2f} ms   target {TARGET_MS:g} {verdict}{more}"
    )


def measure(name: str, make: Callable[[], Find], texts: Sequence[tuple[str, str]]) -> None:
    """Build, ask everything once unmeasured, and then once measured."""
    start = time.process_time()
    find = make()
    built = time.process_time() - start
    find(texts[0][0])
    spent, right = [], [0, 0, 0]
    for number, (text, slug) in enumerate(texts):
        start = time.process_time()
        found = find(text)
        spent.append(time.process_time() - start)
        right[number % 3] += slug in found
    each = [round(300 * count / len(texts)) for count in right]
    shares = "   found: {} % begun, {} % turned round, {} % misspelt".format(*each)
    show(name, spent, f"{shares}   built in {built:.2f} s")


def measure_http(address: str) -> None:
    """What a running server takes for labels of its own market, and how much its pages weigh."""
    chance = random.Random(8)  # noqa: S311
    with httpx.Client(base_url=address, headers={"Accept-Encoding": "gzip"}) as client:
        every = {"q": "a", "section": "asset", "format": "json"}
        (section,) = client.get("/search", params=every).json()["sections"]
        labels = [row["label"] for row in section["found"]]
        spent = []
        for number in range(QUERIES):
            label = chance.choice(labels)
            place = chance.randrange(1, len(label))
            text = label[:place] + label[place + number % 2 :]
            start = time.perf_counter()
            client.get("/api/search", params={"q": text}).raise_for_status()
            spent.append(time.perf_counter() - start)
        show("over HTTP, half of them misspelt", spent)
        weigh_page(client)


def weigh_page(client: httpx.Client) -> None:
    """What the first visit of the SPARQL page transfers, compressed as browsers ask for it."""
    page = client.get("/sparql", headers={"Accept": "text/html"})
    addresses = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text))
    sizes = {"the page": page.num_bytes_downloaded}
    for address in sorted(addresses | {"/api/completion"}):
        answer = client.get(address)
        sizes[address.partition("?")[0].rpartition("/")[2]] = answer.num_bytes_downloaded
    total = sum(sizes.values()) / 1024
    verdict = "met" if total <= PAGE_KB else "MISSED"
    print(f"{'the SPARQL page, first visit':34} {total:.0f} KB   target {PAGE_KB} {verdict}")
    for name, size in sorted(sizes.items(), key=lambda item: -item[1]):
        print(f"  {name:32} {size / 1024:7.1f} KB")


def main() -> None:
    """Compare the engines, and then a server if one is named."""
    chance = random.Random(7)  # noqa: S311
    entries = make_entries(chance)
    texts = make_texts(entries, chance)
    print(f"{len(entries):,} entities, {len(texts)} texts")
    measure("ours", lambda: make_ours(entries), texts)
    measure("SQLite FTS5, trigrams", lambda: make_fts(entries), texts)
    measure("rapidfuzz, weighted ratio", lambda: make_ratio(entries), texts)
    if len(sys.argv) > 1:
        measure_http(sys.argv[1])


if __name__ == "__main__":
    main()
