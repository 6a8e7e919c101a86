"""Pieces of a long list of operations give what the whole gives."""

from __future__ import annotations

import numpy as np

from engraft.kernel import chunks
from engraft.kernel.chunks import LONGEST, split
from engraft.kernel.evaluate import evaluate
from engraft.kernel.expression import exp, symbol, topological
from engraft.kernel.step import Piece

X, Y = symbol("x"), symbol("y")


def tangled(count):
    """Build values that are read again long after they were made, and some that are no operation at all."""
    made = [X, Y]
    for k in range(count):
        made.append(made[-1] * made[k % len(made)] * 0.1 + exp(-made[-2] * made[-2]))
    pairs = [(f"v{k}", value) for k, value in enumerate(made[2::7])]
    return Piece.of([*pairs, ("constant", X * 0.0 + 3.0), ("same", Y)])


def test_a_short_piece_stays_whole():
    piece = Piece.of([("a", X + Y), ("b", X * Y)])
    assert split(piece, "p") == (piece,)


def test_pieces_give_the_same_values():
    piece = tangled(LONGEST)
    values = {"x": np.linspace(-1, 1, 11), "y": np.linspace(0, 3, 11)}
    parts = split(piece, "p")
    assert len(parts) > 3
    known = dict(values)
    for part in parts:
        known |= dict(zip(part.names, evaluate(part.values, known, 11), strict=True))
    expected = evaluate(piece.values, values, 11)
    np.testing.assert_allclose([known[name] for name in piece.names], expected, rtol=1e-13)


def test_no_piece_is_longer_than_allowed(monkeypatch):
    monkeypatch.setattr(chunks, "LONGEST", 60)
    parts = split(tangled(300), "p")
    assert max(sum(bool(n.args) for n in topological(part.values)) for part in parts) <= 60
    names = [name for part in parts for name in part.names]
    assert len(names) == len(set(names))


def test_what_is_passed_on_is_called_as_nothing_else():
    """Pieces of a step number their own values behind the very word by which they are called."""
    own = [(f"p.{k}", value) for k, value in enumerate(tangled(LONGEST).values)]
    parts = split(Piece.of(own), "p")
    assert len(parts) > 3
    names = [name for part in parts for name in part.names]
    assert len(names) == len(set(names)) > len(own)
