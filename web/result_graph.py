"""A result as a small graph: nodes and arrows with fixed places, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from graph.terms import RDF, short_name
from web.labels import cut, width_of
from web.results import Cell, ResultTable, Row

if TYPE_CHECKING:
    import networkx as nx

#: More nodes than that are a ball of wool.
MOST_NODES = 300
#: Fewer nodes than that are placed by their distances, which is the better and slower way.
FEW_NODES = 80
SEED = 7
#: What a node is given of the drawing, its label's size, and the frame, in the drawing's units.
ROOM, LETTER, HEIGHT, MARGIN, RADIUS = 74.0, 6.6, 15.0, 60.0, 7.0
LABEL_ROOM, WORDS_ROOM, SMALL_LETTER = 26, 22, 5.4
#: How far two things stand apart that hang on nothing else, and the room they take.
PAIR, PAIR_ROOM = 190.0, 490.0
WIDEST = 1040.0
#: Names of a column that says how the two others hang together.
RELATIONS = frozenset({"predicate", "p", "property", "relation", "rel", "pred"})

Arrow = tuple[str, str, str]
#: Left, top, right and bottom.
Rectangle = tuple[float, float, float, float]
#: Key of a node -> its label, the group that sets its shape, and its address.
Describe = Callable[[str], tuple[str, str, str | None]]


@dataclass(frozen=True, slots=True)
class Node:
    """One thing where it stands; ``label`` is empty where it would cover another."""

    key: str
    name: str
    group: str
    url: str | None
    x: float
    y: float
    label: str = ""
    is_left: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow from edge to edge of two nodes, what it says, and where that is written."""

    x1: float
    y1: float
    x2: float
    y2: float
    title: str
    label: str = ""

    @property
    def middle(self) -> tuple[float, float]:
        """Half the way."""
        return (self.x1 + self.x2) / 2, (self.y1 + self.y2) / 2


@dataclass(frozen=True, slots=True)
class ResultGraph:
    """The drawing, and how many values of the result are not things and so not in it."""

    nodes: Sequence[Node]
    links: Sequence[Link]
    width: float
    height: float
    values: int

    @property
    def groups(self) -> Sequence[str]:
        """The groups that are drawn, for the legend."""
        return sorted({node.group for node in self.nodes} - {"other"})

    @property
    def has_hidden_names(self) -> bool:
        """Whether a name had no room."""
        return not all(node.label for node in self.nodes)


def draw_graph(table: ResultTable, describe: Describe) -> ResultGraph | str:
    """The drawing of a result, or in words why it has none."""
    arrows, values = read_arrows(table)
    if not arrows:
        return "A graph needs two columns of things, or triples between things."
    keys = list(dict.fromkeys(key for start, end, _ in arrows for key in (start, end)))
    if len(keys) > MOST_NODES:
        return (
            f"The result joins {len(keys):,} things. Nobody can read a picture of more than "
            f"{MOST_NODES}: narrow the query, or look at the table, which has them all."
        )
    places, width, height = place_nodes(tuple(dict.fromkeys((a, b) for a, b, _ in arrows)))
    nodes = [Node(key, *describe(key), *places[key]) for key in keys]
    named, taken = write_labels(nodes, arrows, width)
    links = [write_relation(link, taken) for link in draw_links(arrows, places)]
    return ResultGraph(named, links, width, height, values)


def has_arrows(table: ResultTable) -> bool:
    """Whether there is anything to draw."""
    return bool(read_arrows(table)[0])


def read_arrows(table: ResultTable) -> tuple[list[Arrow], int]:
    """The (start, end, relation) of a result, each once, and the number of values left out."""
    found: dict[Arrow, None] = {}
    values = 0
    for start, relation, end in _rows(table):
        if start is None or end is None or not start.is_node:
            continue
        if not end.is_node:
            values += 1
        elif relation != RDF.type.value:
            found[start.text, end.text, short_name(relation)] = None
    return list(found), values


def _rows(table: ResultTable) -> Iterator[tuple[Cell | None, str, Cell | None]]:
    if table.kind == "graph":
        for subject, predicate, node in table.rows:
            yield subject, predicate.text if predicate else "", node
        return
    picked = pick_columns(table)
    if picked is None:
        return
    start, relation, end = picked
    for row in table.rows:
        said = row[relation] if relation is not None else None
        yield row[start], said.text if said else "", row[end]


def pick_columns(table: ResultTable) -> tuple[int, int | None, int] | None:
    """Where the two things and their relation stand in a row; None without two things.

    >>> cells = [Cell("urn:a", "urn:a"), Cell("urn:p", "urn:p"), Cell("urn:b", "urn:b")]
    >>> pick_columns(ResultTable("select", ("s", "p", "o"), [cells], 1))
    (0, 1, 2)
    """
    things = [n for n, _ in enumerate(table.columns) if _holds_nodes(table.rows, n)]
    named = (n for n in things if table.columns[n].lower() in RELATIONS)
    relation = next(named, None) if len(things) > 2 else None
    ends = [n for n in things if n != relation]
    return (ends[0], relation, ends[1]) if len(ends) > 1 else None


def _holds_nodes(rows: Sequence[Row], column: int) -> bool:
    first = next((row[column] for row in rows if row[column] is not None), None)
    return first is not None and first.is_node


@lru_cache(maxsize=32)
def place_nodes(
    pairs: tuple[tuple[str, str], ...],
) -> tuple[dict[str, tuple[float, float]], float, float]:
    """Node -> its x and y, with width and height of the drawing; the same for the same pairs.

    What hangs together is placed by itself; the pieces stand in rows, the largest first.
    """
    import networkx as nx

    network = nx.Graph(pairs)
    pieces = sorted(nx.connected_components(network), key=lambda piece: (-len(piece), min(piece)))
    places: dict[str, tuple[float, float]] = {}
    x = y = row_height = width = 0.0
    for piece in pieces:
        # In the order met, because the layouts begin where the order says.
        ordered = nx.Graph(pair for pair in pairs if pair[0] in piece)
        own, wide, high = _place_piece(ordered)
        if x and x + wide > WIDEST:
            x, y, row_height = 0.0, y + row_height, 0.0
        for key, (across, down) in own.items():
            places[key] = (round(x + across, 1), round(y + down, 1))
        x, row_height = x + wide, max(row_height, high)
        width = max(width, x)
    return places, round(max(width, 320.0), 1), round(y + row_height, 1)


def _place_piece(
    network: nx.Graph[str],
) -> tuple[dict[str, tuple[float, float]], float, float]:
    """Places in a box of its own whose corner is at 0, 0, and the sides of the box."""
    import networkx as nx

    count = len(network)
    if count == 2:
        one, two = network
        left = (PAIR_ROOM - PAIR) / 2
        return {one: (left, MARGIN / 2), two: (left + PAIR, MARGIN / 2)}, PAIR_ROOM, MARGIN
    found: Mapping[str, Iterable[float]]
    if count <= FEW_NODES:
        found = nx.kamada_kawai_layout(network)
    else:
        found = nx.forceatlas2_layout(network, seed=SEED, max_iter=100)
    xs, ys = zip(*((float(x), float(y)) for x, y in found.values()), strict=True)
    side = ROOM * max(count, 3) ** 0.5
    wide, high = min(1.5 * side, WIDEST - 2 * MARGIN), side
    left, top = min(xs), min(ys)
    across, down = max(xs) - left or 1.0, max(ys) - top or 1.0
    places = {
        key: (
            MARGIN + (float(x) - left) / across * wide,
            MARGIN / 2 + (float(y) - top) / down * high,
        )
        for key, (x, y) in found.items()
    }
    return places, wide + 2 * MARGIN, high + MARGIN


def draw_links(arrows: Iterable[Arrow], places: dict[str, tuple[float, float]]) -> list[Link]:
    """The arrows; several between the same two things are one with all that they say."""
    said: dict[tuple[str, str], list[str]] = {}
    for start, end, relation in arrows:
        if start != end:
            said.setdefault((start, end), []).append(relation)
    links = []
    for (start, end), relations in said.items():
        (ax, ay), (bx, by) = places[start], places[end]
        length = max(((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5, 1.0)
        near, far = (RADIUS + 2) / length, (RADIUS + 6) / length
        links.append(
            Link(
                round(ax + near * (bx - ax), 1), round(ay + near * (by - ay), 1),
                round(bx - far * (bx - ax), 1), round(by - far * (by - ay), 1),
                ", ".join(filter(None, relations)),
            )
        )  # fmt: skip
    return links


def write_relation(link: Link, taken: list[Rectangle]) -> Link:
    """The arrow with its words on it, where they cover nothing; what they cover is taken then."""
    words = cut(link.title, WORDS_ROOM)
    x, y = link.middle
    half = width_of(words) * SMALL_LETTER / 2
    box = (x - half, y - HEIGHT / 2 - 3, x + half, y + HEIGHT / 2 - 3)
    if not words or any(_meets(box, one) for one in taken):
        return link
    taken.append(box)
    return replace(link, label=words)


def write_labels(
    nodes: Sequence[Node], arrows: Sequence[Arrow], width: float
) -> tuple[list[Node], list[Rectangle]]:
    """The nodes, each with its label where that covers no node and no label placed before.

    A label stands on the side to which fewer arrows lead, if there is room. Beside the nodes: what
    is taken of the drawing.
    """
    across_of = {node.key: node.x for node in nodes}
    leans: dict[str, float] = dict.fromkeys(across_of, 0.0)
    for start, end, _ in arrows:
        for here, there in ((start, end), (end, start)):
            leans[here] += across_of[there] - across_of[here]
    taken = [(n.x - RADIUS, n.y - RADIUS, n.x + RADIUS, n.y + RADIUS) for n in nodes]
    found = []
    for place, node in enumerate(nodes):
        label = cut(node.name, LABEL_ROOM)
        across = width_of(label) * LETTER
        chosen = replace(node)
        for is_left in (leans[node.key] > 1, leans[node.key] <= 1):
            left = node.x - RADIUS - 5 - across if is_left else node.x + RADIUS + 5
            box = (left, node.y - HEIGHT / 2, left + across, node.y + HEIGHT / 2)
            others = (one for n, one in enumerate(taken) if n != place)
            if box[0] >= 2 and box[2] <= width - 2 and not any(_meets(box, one) for one in others):
                taken.append(box)
                chosen = replace(node, label=label, is_left=is_left)
                break
        found.append(chosen)
    return found, taken


def _meets(one: Rectangle, two: Rectangle) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
