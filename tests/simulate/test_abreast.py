"""Blocks come in order whoever is done first, and whoever is stopped leaves nothing half done."""

from __future__ import annotations

import threading
import time

import pytest

from engraft.simulate import in_order


def test_results_come_in_the_order_of_the_blocks() -> None:
    def one(block: float, threads: int) -> float:
        time.sleep(block)
        return 2 * block

    cut = [0.03, 0.0, 0.02, 0.0, 0.01]
    assert list(in_order(one, cut, threads=3)) == [(block, 2 * block) for block in cut]


@pytest.mark.parametrize(
    ("blocks", "threads", "expected"), [(4, 2, [1, 1, 1, 1]), (5, 2, [1, 1, 1, 1, 2]), (1, 4, [4]), (3, 1, [1, 1, 1])]
)
def test_blocks_that_are_left_over_share_all_threads(blocks: int, threads: int, expected: list[int]) -> None:
    assert [used for _, used in in_order(lambda _, used: used, range(blocks), threads=threads)] == expected


def test_the_next_blocks_are_under_way_while_one_is_looked_at() -> None:
    reached = threading.Event()

    def one(block: int, threads: int) -> int:
        if block == 1:
            reached.set()
        return block

    for block, _ in in_order(one, range(2), threads=1):
        if block == 0:
            assert reached.wait(5.0)


def test_whoever_stops_looking_waits_for_what_has_begun_and_begins_nothing_new() -> None:
    begun, done = [], []

    def one(block: int, threads: int) -> int:
        begun.append(block)
        time.sleep(0.01)
        done.append(block)
        return block

    found = in_order(one, range(100), threads=2)
    next(found)
    found.close()
    assert sorted(begun) == sorted(done)
    assert len(begun) < 10


def test_a_fault_in_a_block_reaches_the_caller_when_it_is_that_blocks_turn() -> None:
    def one(block: int, threads: int) -> int:
        if block == 2:
            raise ValueError("block 2")
        return block

    found = in_order(one, range(5), threads=2)
    assert [next(found), next(found)] == [(0, 0), (1, 1)]
    with pytest.raises(ValueError, match="block 2"):
        next(found)
