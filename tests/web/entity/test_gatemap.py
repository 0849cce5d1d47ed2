"""Roads with their gates: one owner on every road is one gate from top to bottom."""

from __future__ import annotations

from typing import Any

from web.entity.gatemap import PHONE, WIDE, draw_gates
from web.entity.roadrows import ROWS, make_rows

BASE = "https://w3id.org/captivity/id/"


def node(name: str) -> dict[str, Any]:
    return {"iri": BASE + name, "label": name.upper()}


def road(platform: str, *owners: str, group: int = 0, stage: str = "GA") -> dict[str, Any]:
    return {
        "label": f"a through {platform}",
        "platform": node(platform),
        "stage": stage,
        "group": group,
        "owners": [node(owner) for owner in owners],
        "roles": [
            {"party": node(owner), "roles": ["operator"], "owners": [node(owner)]}
            for owner in owners
        ],
    }


def captivity(*roads: dict[str, Any], veto: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"channels": list(roads), "veto_owners": [node(owner) for owner in veto]}


def test_owner_on_every_road_is_one_gate_over_all_of_them() -> None:
    rows, more = make_rows(
        captivity(road("p", "o"), road("q", "o"), road("r", "o", "x", group=1), veto=("o",))
    )
    assert more == 0
    wide, phone = draw_gates(node("a"), rows, 0, {})
    gates = {gate.lines[0]: gate for gate in wide.gates}
    assert set(gates) == {"O", "X"}
    # Three rows, less the air above the first box and below the last.
    assert gates["O"].height == 3 * WIDE.row - (WIDE.row - WIDE.box)
    assert gates["O"].is_captive
    assert gates["X"].height == WIDE.box
    assert not gates["X"].is_captive
    assert gates["X"].x > gates["O"].x + gates["O"].width
    # On a phone there is one place: the third road has both in one gate.
    assert [gate.lines[0] for gate in phone.gates] == ["O", "O + X"]
    assert phone.gates[0].height == 2 * PHONE.row - (PHONE.row - PHONE.box)


def test_road_that_nobody_can_close_has_no_gate() -> None:
    rows, _ = make_rows(captivity(road("hub"), road("p", "o", group=1)))
    wide, _ = draw_gates(node("a"), rows, 0, {})
    assert [(way.is_free, way.is_captive) for way in wide.ways] == [(True, False), (False, False)]
    assert len(wide.gates) == 1


def test_listings_on_one_platform_are_one_road_with_a_note() -> None:
    rows, _ = make_rows(captivity(road("p", "o"), road("p", "o"), road("q", "x", stage="Preview")))
    assert [(row.platform["label"], row.side) for row in rows] == [
        ("P", "2 listings"),
        ("Q", "preview"),
    ]


def test_many_roads_show_the_first_of_each_group_and_count_the_others() -> None:
    roads = [road(f"p{n}", "o") for n in range(10)] + [road(f"q{n}", "x") for n in range(10)]
    rows, more = make_rows(captivity(*roads))
    assert len(rows) == 4 <= ROWS
    assert more == 16


def test_more_owners_than_fit_share_the_last_place() -> None:
    rows, _ = make_rows(captivity(road("p", "a", "b", "c", "d", "e")))
    assert [gate.label for gate in rows[0].gates] == ["A", "B", "3 owners more"]


def test_signs_lead_to_the_pages_of_the_same_day() -> None:
    rows, _ = make_rows(captivity(road("p", "o")))
    wide, _ = draw_gates(node("a"), rows, 0, {"as_of": "2026-06-02"})
    assert wide.gates[0].href == "/id/o?as_of=2026-06-02"
    assert "/id/p?as_of=2026-06-02" in [sign.href for sign in wide.signs]
