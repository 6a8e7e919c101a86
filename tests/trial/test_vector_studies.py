"""From a donor's vein and a vector's dose to the child: the shipped studies of collection and vector, few persons."""

import numpy as np
import pytest

from engraft.trial import load_study, run_study

FEW = ["population.n=30"]


@pytest.fixture(scope="module")
def vector():
    return {one.name: one for one in run_study(load_study("gene-vector", overrides=FEW)).summaries}


def test_copy_numbers_at_1_46_copies_per_transduced_cell(vector):
    """64/23/5/3 % counted (Santeramo 2020, 422 lysates): Poisson 64.9/26.3/7.1/1.7, geometric 68/22/7/3."""
    names = ("one_copy", "two_copies", "three_copies", "four_or_more")
    found = {
        arm: [vector[arm].figures[f"lot.vector.{name}"].value for name in names] for arm in ("poisson", "binomial")
    }
    np.testing.assert_allclose(found["poisson"], [0.649, 0.263, 0.071, 0.017], atol=6e-4)
    np.testing.assert_allclose(found["binomial"], [0.685, 0.216, 0.068, 0.031], atol=6e-4)
    for arm in ("poisson", "inflated", "binomial"):
        assert vector[arm].figures["lot.vector.copies_per_transduced_cell"].value == pytest.approx(1.46, abs=1e-3)


def test_a_tenth_of_the_vector_reaches_the_patient_as_no_cells(vector):
    """Too few cells are CAR-positive for release, so nobody is infused, and the leukemia is as it was."""
    enough, tenth = vector["inflated"].figures, vector["tenth"].figures
    assert tenth["lot.vector.car_positive"].value < 0.10 < enough["lot.vector.car_positive"].value
    assert tenth["lot.released"].value < 0.15 < 0.85 < enough["lot.released"].value
    assert tenth["remission"].value < 0.1 < enough["remission"].value


@pytest.mark.slow
def test_more_blood_or_more_days_make_more_collections_acceptable():
    arms = run_study(load_study("question-01-apheresis", overrides=FEW)).summaries
    accepted = {arm.name: arm.figures["lot.collection.accepted"].value for arm in arms}
    assert accepted["two"] < accepted["half"] <= accepted["seven"] < accepted["days"]
    remission = {arm.name: arm.figures["remission"].value for arm in arms}
    assert remission["two"] < remission["days"]


@pytest.mark.slow
def test_both_little_and_much_vector_fail_release():
    """At one unit per cell too few cells are CAR-positive, at fifty a transduced cell has five copies or more."""
    arms = {one.name: one.figures for one in run_study(load_study("question-02-multiplicity", overrides=FEW)).summaries}
    released = {name: figures["lot.released"].value for name, figures in arms.items()}
    assert released["m1"] < 0.3 < 0.8 < released["m10"]
    assert released["m50"] < released["m10"]
    assert arms["m50"]["lot.vector.above_limit"].value > 0.3 > arms["m10"]["lot.vector.above_limit"].value
