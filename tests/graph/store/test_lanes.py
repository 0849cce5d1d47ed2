"""Which query may run when there are more than can: by hand, without processes."""

from __future__ import annotations

from typing import cast

from graph.store.lanes import FAST, MOST_PARKED, MOST_SLOW, PARKED, SLOW, TURN_S, Lanes, Run
from graph.store.worker_process import Worker

NO_WORKER = cast(Worker, None)


def make_run(started: float, client: str = "", worked: float = 1.0) -> Run:
    return Run(NO_WORKER, started, 60.0, client, spent=(0.0, worked))


def fill(count: int, client: str = "", start: float = 0.0) -> tuple[Lanes, list[Run]]:
    lanes = Lanes()
    runs = [make_run(start + n / 1000, client) for n in range(count)]
    for run in runs:
        lanes.begin(run)
    return lanes, runs


def test_short_query_stays_in_the_fast_lane() -> None:
    lanes = Lanes()
    lanes.begin(run := make_run(0.0, worked=0.001))
    assert lanes.sort(0.2) == []
    assert run.lane == FAST


def test_query_that_does_not_work_but_holds_a_place_long_goes_aside() -> None:
    lanes = Lanes()
    lanes.begin(run := make_run(0.0, worked=0.001))
    lanes.sort(0.3)
    assert run.lane == SLOW


def test_slow_lane_takes_so_many_and_the_rest_is_parked() -> None:
    lanes, runs = fill(MOST_SLOW + 3)
    assert lanes.sort(1.0) == []
    assert [run.lane for run in runs] == [SLOW] * MOST_SLOW + [PARKED] * 3


def test_parked_queries_take_turns_with_the_running_ones() -> None:
    lanes, runs = fill(MOST_SLOW + 1)
    lanes.sort(1.0)
    lanes.sort(1.0 + TURN_S / 2)
    assert runs[-1].lane == PARKED
    lanes.sort(1.0 + TURN_S)
    assert runs[-1].lane == SLOW
    assert [run.lane for run in runs].count(PARKED) == 1


def test_end_of_one_lets_the_next_run() -> None:
    lanes, runs = fill(MOST_SLOW + 1)
    lanes.sort(1.0)
    lanes.end(runs[0])
    lanes.sort(1.1)
    assert runs[-1].lane == SLOW
    lanes.end(runs[0])
    assert len(lanes) == MOST_SLOW


def test_place_goes_to_the_client_that_has_the_fewest() -> None:
    lanes, runs = fill(MOST_SLOW + 2, "greedy")
    lanes.begin(modest := make_run(0.5, "modest"))
    lanes.sort(1.0)
    assert modest.lane == SLOW
    assert [run.lane for run in runs].count(PARKED) == 3


def test_too_many_are_refused_the_newest_of_the_greediest_first() -> None:
    lanes, runs = fill(MOST_SLOW + MOST_PARKED, "greedy")
    lanes.begin(modest := make_run(0.5, "modest"))
    assert lanes.sort(1.0) == [runs[-1]]
    assert modest.lane != "over"
