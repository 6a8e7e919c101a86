"""Editing outcomes: means that stack to one, and what a study holds against them."""

import numpy as np
import pandas as pd
import pytest

from engraft.report.frames_editing import OUTCOMES, editing_frame, published_edits

SHARES = {"inserted": 0.5, "converted": 0.0, "indel": 0.3, "large_deletion": 0.04, "broken": 0.01, "wild_type": 0.15}


def outcomes(arms=("a", "b"), n=9, locus="TRAC"):
    """Give persons who differ in how much is put in, at the cost of what stays."""
    around = np.linspace(-0.04, 0.04, n)
    sign = {"inserted": 1.0, "wild_type": -1.0}
    columns = {f"lot_genome_{locus}_{kind}": share + sign.get(kind, 0.0) * around for kind, share in SHARES.items()}
    return pd.concat([pd.DataFrame({"arm": arm, **columns}) for arm in arms], ignore_index=True)


def published(**changes):
    """Give what was published of a knock-in."""
    rows = {
        "endpoint": ["lot.genome.knock_in", "lot.released"],
        "value": [0.54, 0.9],
        "source": "somebody",
        "role": "input",
    }
    return pd.DataFrame(rows | changes)


def test_parts_of_a_bar_stack_to_one():
    frame = editing_frame(outcomes(), ("a", "b"))
    for _, bar in frame.groupby("arm"):
        assert bar["low"].iloc[0] == 0.0
        assert bar["high"].iloc[-1] == pytest.approx(1.0)
        np.testing.assert_allclose(bar["low"].to_numpy()[1:], bar["high"].to_numpy()[:-1])
        assert dict(zip(bar["outcome"], bar["share"], strict=True)) == pytest.approx(
            {OUTCOMES[kind]: share for kind, share in SHARES.items()}
        )
        assert (bar["n"] == 9).all()


def test_who_has_no_lot_counts_nowhere_and_an_arm_without_the_locus_is_left_out():
    table = outcomes()
    table.loc[0, "lot_genome_TRAC_indel"] = np.nan
    table.loc[table["arm"] == "b", "lot_genome_TRAC_indel"] = np.nan
    frame = editing_frame(table, ("a", "b"))
    assert set(frame["arm"]) == {"a"}
    assert frame["n"].max() == 8


def test_without_all_outcomes_there_is_nothing():
    assert editing_frame(outcomes().drop(columns="lot_genome_TRAC_broken"), ("a", "b")).empty
    assert editing_frame(pd.DataFrame({"arm": ["a"]}), ("a",)).empty


def test_what_was_published_is_said_with_source_and_role():
    assert published_edits(published()) == ("knock-in 54 % (somebody; an input)",)
    assert published_edits(published(value=[None, 0.9])) == ()
    assert published_edits(pd.DataFrame()) == ()
