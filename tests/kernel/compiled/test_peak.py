"""The yardstick: a loop that does what it says, as often as it is told."""

from __future__ import annotations

import threading

from engraft.kernel.compiled.peak import CHAINS, _written, multiply_add
from engraft.kernel.compiled.target import host


def test_the_loop_holds_one_multiply_add_per_chain():
    text = str(_written(max(host().lanes // 2, 2)))
    loop = text.partition("\nloop:")[2].partition("icmp")[0]
    fused = loop.count("call") if host().fused else loop.count("fmul")
    assert fused == CHAINS


def test_operations_are_counted_by_lane():
    go, work = multiply_add()
    go(1000)
    assert work == 2 * CHAINS * max(host().lanes // 2, 2)


def test_two_loops_run_beside_each_other():
    go, _ = multiply_add()
    beside = [threading.Thread(target=go, args=(1000,)) for _ in range(2)]
    for thread in beside:
        thread.start()
    for thread in beside:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in beside)
