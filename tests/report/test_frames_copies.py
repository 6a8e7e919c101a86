"""Classes of copies: medians over persons, and what a study holds against them."""

import numpy as np
import pandas as pd
import pytest

from engraft.report.frames_copies import CLASSES, COUNTED, NOTED, copies_frame, counted_source

SHARES = (0.65, 0.25, 0.07, 0.03)


def outcomes(arms=("a", "b"), n=9):
    """Give persons whose shares lie evenly around the written ones."""
    around = np.linspace(-0.04, 0.04, n)
    pieces = []
    for arm in arms:
        columns = {f"lot_vector_{name}": share + around for name, share in zip(NOTED, SHARES, strict=True)}
        pieces.append(pd.DataFrame({"arm": arm, **columns}))
    return pd.concat(pieces, ignore_index=True)


def published(**changes):
    """Give counted shares of one arm, one of them without an interval."""
    rows = {
        "endpoint": [f"lot.vector.{name}" for name in NOTED],
        "arm": "a",
        "value": [0.64, 0.23, 0.05, 0.03],
        "lower": [0.59, 0.19, 0.03, None],
        "upper": [0.69, 0.27, 0.08, None],
        "source": "somebody counted",
    }
    return pd.DataFrame(rows | changes)


def test_medians_and_quartiles_of_everybody():
    frame = copies_frame(outcomes(), published().iloc[:0], ("a", "b"))
    assert list(frame["series"].unique()) == ["a", "b"]
    assert list(frame["copies"]) == [*CLASSES, *CLASSES]
    first = frame.iloc[0]
    assert (first["share"], first["low"], first["high"]) == pytest.approx((0.65, 0.63, 0.67))
    assert first["n"] == 9


def test_counted_cells_stand_first_with_their_intervals():
    frame = copies_frame(outcomes(), published(), ("a", "b"))
    counted = frame[frame["series"] == COUNTED]
    assert frame["series"].iloc[0] == COUNTED
    assert counted["share"].tolist() == [0.64, 0.23, 0.05, 0.03]
    assert counted["low"].tolist() == [0.59, 0.19, 0.03, 0.03]
    assert counted_source(published()) == "somebody counted (shown only)"
    assert counted_source(published(role="predict")) == "somebody counted (predicted, not fitted to)"


def test_who_has_no_lot_counts_nowhere():
    table = outcomes(("a",))
    table.loc[0, "lot_vector_one_copy"] = np.nan
    assert copies_frame(table, published(), ("a",))["n"].max() == 8


def test_without_all_classes_there_is_nothing():
    table = outcomes().drop(columns="lot_vector_three_copies")
    assert copies_frame(table, published(), ("a", "b")).empty
    assert copies_frame(pd.DataFrame({"arm": ["a"]}), published(), ("a",)).empty
    assert counted_source(published().iloc[:0]) == ""
