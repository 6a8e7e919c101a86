"""Random numbers that belong to a person and a decision, not to a place in a sequence.

A draw is a pure function of (seed, decision, person, index). Adding a person, an arm or
a decision, or asking in another order, changes no other draw; so two arms of a study meet
the same luck wherever they face the same decision. This is the only source of randomness.

References
----------
Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3",
doi:10.1145/2063384.2063405 (Philox4x32-10).
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engraft.kernel.normal import normal_quantile

Floats = NDArray[np.float64]
Words = NDArray[np.uint64]

MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
KEY_STEPS = (0x9E3779B9, 0xBB67AE85)
ROUNDS = 10
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)


def uniform(seed: int, decision: str, person: ArrayLike, index: ArrayLike = 0) -> Floats:
    """Draw uniformly from the open interval (0, 1), one number per person (and index).

    Values are odd multiples of 2**-53, so neither 0 nor 1 occurs and 1 - u is exact.

    Shapes
    ------
    ``person`` and ``index`` broadcast against each other.
    """
    people, places = np.broadcast_arrays(_words(person), _words(index))
    counter = (people & _LOW, people >> _HALF, places & _LOW, places >> _HALF)
    first, second, _, _ = philox(counter, stream_key(seed, decision))
    bits = ((first << _HALF) | second) >> np.uint64(12)
    return np.asarray((2.0 * bits.astype(np.float64) + 1.0) * 2.0**-53)


def exponential(seed: int, decision: str, person: ArrayLike, index: ArrayLike = 0) -> Floats:
    """Draw from the exponential law with mean 1; shapes as for :func:`uniform`."""
    return np.asarray(-np.log(uniform(seed, decision, person, index)))


def normal(seed: int, decision: str, person: ArrayLike, index: ArrayLike = 0) -> Floats:
    """Draw from the standard normal law; shapes as for :func:`uniform`."""
    return normal_quantile(uniform(seed, decision, person, index))


def numpy_normals(seed: int, shape: tuple[int, ...]) -> Floats:
    """Draw as numpy does; only for material whose patients were fixed that way by others, never for a study."""
    return np.random.default_rng(seed).standard_normal(shape)


@lru_cache(maxsize=4096)
def stream_key(seed: int, decision: str) -> tuple[int, int]:
    """Hash a seed and the name of a decision to the two 32-bit words that key their stream."""
    digest = blake2b(f"{int(seed)}:{decision}".encode(), digest_size=8).digest()
    return int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little")


def philox(counter: tuple[Words, Words, Words, Words], key: tuple[int, int]) -> tuple[Words, Words, Words, Words]:
    """Scramble 128-bit counters with ten Philox rounds.

    Shapes
    ------
    Four arrays of equal shape, each holding 32-bit words in 64-bit integers; so is the result.
    """
    a, b, c, d = counter
    left, right = key
    by_a, by_c = (np.uint64(m) for m in MULTIPLIERS)
    for _ in range(ROUNDS):
        x, y = a * by_a, c * by_c
        a, b, c, d = (
            (y >> _HALF) ^ b ^ np.uint64(left), y & _LOW,
            (x >> _HALF) ^ d ^ np.uint64(right), x & _LOW,
        )  # fmt: skip
        left, right = (left + KEY_STEPS[0]) & 0xFFFFFFFF, (right + KEY_STEPS[1]) & 0xFFFFFFFF
    return a, b, c, d


def _words(values: ArrayLike) -> Words:
    """Read whole numbers as unsigned 64-bit words; a fraction names no person."""
    array = np.asarray(values)
    if array.dtype.kind not in "iu":
        msg = f"persons and indices are whole numbers; got {array.dtype}"
        raise TypeError(msg)
    return array.astype(np.uint64)
