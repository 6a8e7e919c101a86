"""Blocks side by side: one thread carries one block, and whoever asked gets them in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Block = TypeVar("Block")
Done = TypeVar("Done")

AHEAD = 2  # blocks per thread that may be done before somebody looks at them: more would only take memory


def in_order(
    one: Callable[[Block, int], Done], cut: Sequence[Block], *, threads: int = 0
) -> Generator[tuple[Block, Done], None, None]:
    """Do the same for every block, several at a time, and give each with what came of it, in order.

    The next blocks are under way while a caller looks at one. A block has a thread for itself as long as there are
    blocks enough; those that are left over share all threads. If the caller stops, or is stopped, nothing new begins,
    and what has begun is done to the end.

    Parameters
    ----------
    one
        Called with a block and the number of threads it may use; must give the same for any number.
    threads
        How many blocks at a time, 0: as many as there are processors.
    """
    most = threads or os.cpu_count() or 1
    alone = len(cut) - len(cut) % most
    pool = ThreadPoolExecutor(most)
    begun: deque[tuple[Block, Future[Done]]] = deque()
    try:
        for k, block in enumerate(cut):
            begun.append((block, pool.submit(one, block, 1 if k < alone else most)))
            if len(begun) > AHEAD * most:
                yield _first(begun)
        while begun:
            yield _first(begun)
    finally:
        pool.shutdown(cancel_futures=True)


def _first(begun: deque[tuple[Block, Future[Done]]]) -> tuple[Block, Done]:
    """Wait for the first block."""
    block, done = begun.popleft()
    return block, done.result()
