from __future__ import annotations

import re
from datetime import date

import pytest
from generated_markets import DAY as GENERATED
from generated_markets import market_records
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from large_markets import large_records

from graph.market.compile import compile_market
from graph.market.market import Market
from graph.market.read import read_records
from graph.market.records import MarketRecords
from graph.metrics.captivity import score_market
from graph.store.embedded import EmbeddedStore
from web.columns import PHONE, WIDE, Box, Road, Shape, draw_both, draw_columns
from web.filters import Filters, select_routes
from web.labels import cut, width_of, wrap
from web.layout import count_crossings, order_columns, place_columns
from web.market.address import Unfolding, read_address
from web.market.canvas import make_network
from web.market.drawing import BOX_HEIGHT, More, draw_map
from web.market.phone import GATE, WIDTH, choose_roads, draw_phone
from web.market.picture import MarketPicture, make_picture
from web.market.words import summarise

names = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=8, unique=True)


DAY = date(2026, 6, 2)
#: Records take long to make up.
FEW = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def picture_of(market: Market, filters: Filters = Filters(), **unfolding: object) -> MarketPicture:  # noqa: B008
    scores = {score.asset: score.veto for score in score_market(market)}
    captive = {asset for asset, veto in scores.items() if veto}
    shown = select_routes(market, filters, captive, None)
    return make_picture(market, shown, scores, Unfolding(**unfolding))  # type: ignore[arg-type]


@pytest.fixture
def market(small_store: EmbeddedStore) -> Market:
    return compile_market(read_records(small_store), DAY)


@pytest.fixture
def article(market: Market) -> MarketPicture:
    return picture_of(market)


def test_article_is_drawn_with_its_roads(article: MarketPicture) -> None:
    """On the article's day: Codex on two roads, MAI-Code-1-Flash and the OpenAI models."""
    roads = {(t.start.label, t.end.label): (t.models, t.captive) for t in article.ties}
    # Codex through Bedrock; either of two owners may refuse, so none is captive.
    assert roads["OpenAI: can leave", "Amazon Bedrock"] == (1, 0)
    # MAI-Code-1-Flash has this road alone.
    assert roads["Microsoft: captive", "GitHub Copilot"] == (1, 1)
    assert roads["Microsoft", "Microsoft: captive"] == (1, 1)
    amazon = article.knots["owner:amazon"]
    assert (amazon.models, amazon.captive) == (1, 0)
    # GitHub Copilot carries MAI-Code-1-Flash, which it alone has, and the unnamed OpenAI models.
    copilot = article.knots["platform:copilot"]
    assert (copilot.models, copilot.captive) == (2, 1)
    assert article.hidden == {"vendor": 0, "platform": 0, "owner": 0, "group": 0}


def test_opened_vendor_shows_its_models_one_by_one(market: Market) -> None:
    picture = picture_of(market, opened=("vendor:openai",))
    roads = {(t.start.key, t.end.key) for t in picture.ties}
    assert {("vendor:openai", "model:codex"), ("model:codex", "platform:bedrock")} <= roads
    # The other vendor's model stays in its group.
    assert "group:microsoft:captive" in picture.knots
    assert not any(key.startswith("group:openai") for key in picture.knots)


def test_focus_lights_the_roads_of_the_model_and_no_other(market: Market) -> None:
    """Codex: OpenAI's service and Bedrock, so OpenAI and Amazon; nothing of Microsoft's."""
    picture = picture_of(market, focus="codex")
    boxes = {key for key in picture.lit if " " not in key}
    assert {"vendor:openai", "model:codex", "platform:bedrock", "owner:amazon"} <= boxes
    assert "owner:openai" in boxes
    assert not boxes & {"vendor:microsoft", "platform:copilot", "owner:microsoft"}
    assert "model:codex platform:bedrock" in picture.lit


def test_road_in_focus_lights_what_leads_to_it_and_on(market: Market) -> None:
    picture = picture_of(market, focus="group:microsoft:captive platform:copilot")
    assert "owner:microsoft" in picture.lit
    assert "vendor:microsoft" in picture.lit
    assert "vendor:openai" not in picture.lit


def test_column_has_no_more_boxes_than_asked_and_counts_the_rest(market: Market) -> None:
    whole = picture_of(market)
    counts = {"vendor": 1, "platform": 1, "owner": 9}
    picture = picture_of(market, counts=counts)
    assert [len(picture.columns[n]) for n in (0, 2)] == [1, 1]
    assert picture.hidden["platform"] == len(whole.columns[2]) - 1
    assert picture.hidden["vendor"] == len(whole.columns[0]) - 1
    # What is in focus is drawn in any case.
    assert "platform:bedrock" in picture_of(market, counts=counts, focus="codex").knots


def test_picture_of_a_large_market_is_no_thicket() -> None:
    """Boxes: 9 vendors, two groups each, 14 platforms, 12 owners; 94 roads a lane and few more."""
    picture = picture_of(compile_market(large_records(3000), DAY))
    assert [len(column) for column in picture.columns] == [9, 18, 14, 12]
    assert picture.thin > 0
    for role, most in (("group", 18), ("platform", 94 + 18 + 14), ("owner", 94 + 14 + 12)):
        assert sum(tie.end.role == role for tie in picture.ties) <= most
    # Nothing floats.
    assert {tie.end.key for tie in picture.ties} >= {knot.key for knot in picture.columns[2]}


def test_list_of_one_role_has_no_roads(market: Market) -> None:
    picture = picture_of(market, only="platform")
    assert [bool(column) for column in picture.columns] == [False, False, True, False]
    assert picture.ties == ()


def test_captivity_stays_that_of_the_whole_market_under_a_filter(market: Market) -> None:
    """Of Codex only the road through Bedrock is shown; that does not make it Amazon's captive."""
    amazon = next(iri for iri in market.records.entities if iri.endswith("/amazon"))
    picture = picture_of(market, Filters(owner=amazon))
    assert {knot.key for knot in picture.columns[2]} == {"platform:bedrock"}
    assert (picture.total, picture.captive) == (1, 0)


def test_network_is_json_with_positions_and_without_physics(article: MarketPicture) -> None:
    network = make_network(article, {})
    assert all({"id", "x", "y", "label"} <= node.keys() for node in network["nodes"])  # type: ignore[attr-defined]
    assert network["options"]["physics"] == {"enabled": False}  # type: ignore[index]
    assert len(network["edges"]) == len(article.ties)  # type: ignore[arg-type]


def test_nothing_shown_is_nothing_to_draw(market: Market) -> None:
    picture = make_picture(market, {}, {})
    assert picture.is_empty
    assert "nothing to draw" in summarise(picture, read_address({}), str)


@FEW
@given(market_records(4, 2), st.sampled_from([(), ("vendor:a",), ("owner:b", "vendor:c")]))
def test_boxes_of_the_map_never_overlap_and_roads_meet_them(
    records: MarketRecords, opened: tuple[str, ...]
) -> None:
    picture = picture_of(compile_market(records, GENERATED), opened=opened)
    drawing = draw_map(picture, {}, [More(2, "+3 more platforms", "/")])
    for number, one in enumerate(drawing.boxes):
        assert 0 <= one.y <= drawing.height - BOX_HEIGHT
        for other in drawing.boxes[:number]:
            assert abs(one.x - other.x) >= one.width or abs(one.y - other.y) >= BOX_HEIGHT
    tops = {box.key: box.y for box in drawing.boxes}
    for road in drawing.roads:
        start, end = (float(y) for y in re.findall(r" ([\d.]+)(?:C|$)", road.path))
        assert tops[road.start] <= start <= tops[road.start] + BOX_HEIGHT
        assert tops[road.end] <= end <= tops[road.end] + BOX_HEIGHT


@FEW
@given(market_records(4, 2), st.sampled_from([(), ("vendor:a",), ("owner:b", "vendor:c")]))
def test_boxes_on_a_phone_never_overlap_and_roads_meet_them(
    records: MarketRecords, opened: tuple[str, ...]
) -> None:
    picture = picture_of(compile_market(records, GENERATED), opened=opened)
    more = [More(0, "+3 more vendors", "/"), More(2, "+3 more", "/"), More(3, "+1 more", "/")]
    for drawing in draw_phone(picture, {}, more):
        for number, one in enumerate(drawing.boxes):
            assert 0 <= one.x <= WIDTH - one.width
            assert 0 <= one.y <= drawing.height - one.height
            for other in drawing.boxes[:number]:
                first, second = sorted((one, other), key=lambda box: box.y)
                apart = abs(one.x - other.x) >= min(one.width, other.width)
                assert apart or second.y - first.y >= first.height
        boxes = {box.key: box for box in drawing.boxes}
        for road in drawing.roads:
            start, end = boxes[road.start], boxes[road.end]
            x1, y1, x2, y2 = (
                float(n) for n in re.findall(r"^M(\S+) (\S+)C.* (\S+) (\S+)$", road.path)[0]
            )
            assert (x1, x2) == (start.x + start.width, end.x)
            assert start.y <= y1 <= start.y + start.height
            assert end.y <= y2 <= end.y + end.height
            # A gate stands in the gap, on its road.
            assert (road.mark_x, road.mark_y) in ((x1 + GATE, y1), (x2 - GATE, y2))


def test_phone_shows_vendors_with_their_models_and_says_what_it_leaves_out() -> None:
    """The large market: 9 vendors of two groups, 14 platforms, far more than 28 roads."""
    picture = picture_of(compile_market(large_records(3000), DAY))
    first, second = draw_phone(picture, {})
    assert [head for _, head in first.heads] == ["Vendors, their models", "Platforms"]
    assert len(first.cards) == 9
    assert {box.key for box in first.boxes} == {k.key for c in picture.columns[:3] for k in c}
    assert {box.key for box in second.boxes} == {k.key for c in picture.columns[2:] for k in c}
    lane = [tie for tie in picture.ties if tie.end.role == "platform"]
    assert f"the widest {len(first.roads)} of {len(lane)} roads from models" in first.said
    # Of every box that has a road, one at least is drawn; of the captive ones 14 at least.
    drawn = {end for road in first.roads for end in (road.start, road.end)}
    assert drawn == {knot.key for tie in lane for knot in (tie.start, tie.end)}
    assert sum(road.is_captive for road in first.roads) >= min(14, sum(t.is_captive for t in lane))
    # A card begins with its vendor, and each of its groups stands below it, inside.
    for (top, height), vendor in zip(first.cards, picture.columns[0], strict=True):
        inside = [b for b in first.boxes if b.x < 100 and top <= b.y < top + height]
        assert [b.key.split(":")[1] for b in inside] == [vendor.key.split(":")[1]] * 3
        assert max(b.y + b.height for b in inside) < top + height


def test_phone_draws_every_road_that_is_lit(market: Market) -> None:
    picture = picture_of(market, focus="codex")
    drawn = {road.key for drawing in draw_phone(picture, {}) for road in drawing.roads}
    assert {key for key in picture.lit if " platform:" in key or " owner:" in key} <= drawn
    assert choose_roads([]) == []


def test_list_on_a_phone_has_two_boxes_in_a_row(market: Market) -> None:
    picture = picture_of(market, only="platform")
    (drawing,) = draw_phone(picture, {})
    assert drawing.roads == drawing.cards == ()
    assert len({box.x for box in drawing.boxes}) == min(2, len(picture.columns[2]))


@FEW
@given(market_records(4, 2))
def test_every_model_shown_is_drawn_where_nothing_is_hidden(records: MarketRecords) -> None:
    picture = picture_of(compile_market(records, GENERATED))
    assert picture.thin == 0
    assert picture.drawn == picture.total
    inner = [tie for tie in picture.ties if tie.end.role == "platform"]
    assert all(tie.captive in (0, tie.models) for tie in inner)


@given(names, names, st.data())
def test_ordering_keeps_every_node_and_never_adds_crossings(
    left: list[str], right: list[str], data: st.DataObject
) -> None:
    columns = [[f"l{name}" for name in left], [f"r{name}" for name in right]]
    pairs = st.tuples(st.sampled_from(columns[0]), st.sampled_from(columns[1]), st.just(1.0))
    edges = data.draw(st.lists(pairs, max_size=20))
    ordered = order_columns(columns, edges)
    assert [sorted(column) for column in ordered] == [sorted(column) for column in columns]
    assert count_crossings(ordered, edges) <= count_crossings(columns, edges)


@given(names, names, st.sampled_from([WIDE, PHONE]))
def test_boxes_of_a_drawing_never_overlap(left: list[str], right: list[str], shape: Shape) -> None:
    columns = [[Box(f"l{n}", n, "asset") for n in left], [Box(f"r{n}", n, "owner") for n in right]]
    drawing = draw_columns(["a", "b"], columns, [Road(f"l{left[0]}", f"r{right[0]}")], shape)
    placed = drawing.boxes
    for number, one in enumerate(placed):
        for other in placed[:number]:
            assert (
                abs(one.x - other.x) >= shape.box_width or abs(one.y - other.y) >= shape.box_height
            )
    assert all(0 <= box.x <= drawing.width - shape.box_width for box in placed)


def test_nothing_to_draw_is_no_error() -> None:
    assert draw_columns([], [], []).boxes == ()
    assert place_columns([], 1, 1) == {}


def test_long_label_is_cut_and_says_so() -> None:
    assert cut("x" * 30, 10) == "x" * 9 + "…"
    assert cut("a \n b", 10) == "a b"


@given(st.text(max_size=300), st.integers(4, 30), st.integers(1, 3), st.integers(0, 3))
def test_lines_of_a_label_fit_whatever_the_script(
    label: str, room: int, lines: int, tail: int
) -> None:
    found = wrap(label, room, lines, tail)
    assert 1 <= len(found) <= lines
    assert all(width_of(line) <= room for line in found)
    assert width_of(found[-1]) <= room - tail


def test_phone_gets_the_columns_in_pairs_with_every_road() -> None:
    columns = [
        [Box("v", "V", "organisation")],
        [Box("p", "P", "platform")],
        [Box("o", "O", "owner")],
    ]
    roads = [Road("v", "p"), Road("p", "o")]
    both = draw_both(["a", "b", "c"], columns, roads)
    assert len(both.wide.roads) == 2
    assert [[placed.road for placed in pair.roads] for pair in both.pairs] == [
        [roads[0]],
        [roads[1]],
    ]
    # At its own size a pair is as wide as a phone of 390 px leaves room for.
    assert {pair.width for pair in both.pairs} == {358}
