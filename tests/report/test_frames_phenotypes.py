"""Phenotypes of lots: means that sum to one, and every lot once."""

import numpy as np
import pandas as pd
import pytest

from engraft.report.frames_phenotypes import NAMES, PHENOTYPES, phenotypes_frame

YOUNG, OLD = (0.45, 0.23, 0.2, 0.12), (0.05, 0.32, 0.33, 0.3)


def outcomes(lots, n=9, asked=True):
    """Give persons of arms whose shares lie evenly around the written ones; arm to shares."""
    around = np.linspace(-0.04, 0.04, n)
    pieces = []
    for arm, shares in lots.items():
        held = {
            f"lot_culture_{name}": share + around * (1 - 2 * (k % 2))
            for k, (name, share) in enumerate(zip(PHENOTYPES, shares, strict=True))
        }
        more = {"lot_culture_cells": 1e9 * (1 + np.arange(n)), "lot_culture_engrafting_factor": 2.0} if asked else {}
        pieces.append(pd.DataFrame({"arm": arm, **held, **more}))
    return pd.concat(pieces, ignore_index=True)


def test_means_stack_up_to_one():
    bars = phenotypes_frame(outcomes({"a": YOUNG, "b": OLD}), ["a", "b"])
    assert bars["phenotype"].tolist() == [*NAMES, *NAMES]
    np.testing.assert_allclose(bars["share"], [*YOUNG, *OLD])
    np.testing.assert_allclose(bars["high"] - bars["low"], bars["share"])
    np.testing.assert_allclose(bars.groupby("lot")["high"].max(), 1.0)
    assert set(bars["cells"]) == {5e9}
    assert set(bars["n"]) == {9}


def test_one_lot_that_two_arms_give_is_drawn_once():
    bars = phenotypes_frame(outcomes({"a": YOUNG, "a, a sixth": YOUNG, "b": OLD}), ["a", "a, a sixth", "b"])
    assert list(dict.fromkeys(bars["lot"])) == ["a", "b"]


def test_what_nobody_asked_is_not_there():
    bars = phenotypes_frame(outcomes({"a": YOUNG}, asked=False), ["a"])
    assert bars[["cells", "factor"]].isna().all(axis=None)


@pytest.mark.parametrize("missing", ["lot_culture_effector", "lot_culture_stem_memory"])
def test_without_all_phenotypes_there_is_nothing_to_draw(missing):
    assert phenotypes_frame(outcomes({"a": YOUNG}).drop(columns=missing), ["a"]).empty
