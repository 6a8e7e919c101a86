"""Stem cells for a graft: so many per weight, and a bag with corrected and other cells."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.errors import CompatibilityError
from engraft.language import Assumed, Parameter
from engraft.manufacturing.batch import Batch
from engraft.manufacturing.copies import ZeroInflated
from engraft.manufacturing.stem_cells import CORRECTED, UNCORRECTED, GraftFill, StemCellHarvest
from engraft.manufacturing.step import Bench, Step
from engraft.population import Cohort, Covariate, Listed, Population, draw


def cohort(name: str = "weight", unit: str = "kg") -> Cohort:
    """Give two persons of 10 and 40 kg."""
    one = Covariate(name, Listed((10.0, 40.0)), unit, Assumed("a test", 0.0, 1e3))
    return draw(Population(name="test", covariates=(one,)), 2, seed=1)


def bench(step: Step, people: Cohort, **changed: float) -> Bench:
    known = {name: one.canonical for name, one in step.declared.items() if isinstance(one, Parameter)} | changed
    return Bench("step", people, 1, {name: np.full(2, value) for name, value in known.items()})


def poisson(mean: float) -> ZeroInflated:
    return ZeroInflated(np.ones(2), np.full(2, mean))


def filled(cells: float, mean: float) -> Batch:
    people = cohort()
    batch = Batch.empty(people.persons).but(cells=np.full(2, cells), copies=poisson(mean))
    return GraftFill().apply(batch, bench(GraftFill(), people))


def test_harvests_add_and_go_with_weight() -> None:
    people = cohort()
    made = StemCellHarvest().apply(Batch.empty(people.persons), bench(StemCellHarvest(), people, harvests=2.0))
    assert made.cells == pytest.approx(2.0 * 10.3e6 * np.array([10.0, 40.0]))
    assert made.notes["step.cd34_per_weight"].values == pytest.approx([20.6e6, 20.6e6])


def test_the_bag_holds_both_kinds_by_poissons_law() -> None:
    """1.1 copies per cell: 1 - e^-1.1 = 0.667 have one, and these 1.1/0.667 = 1.65 each."""
    held = filled(4e8, 1.1).contents
    assert held is not None
    assert held.amount == pytest.approx([3.2e8, 3.2e8])
    assert held.shares[CORRECTED] == pytest.approx(1.0 - np.exp(-1.1))
    assert held.shares[CORRECTED] + held.shares[UNCORRECTED] == pytest.approx(1.0)
    assert held.overrides["blood.copies"] == pytest.approx(1.1 / (1.0 - np.exp(-1.1)))


def test_too_few_cells_are_an_outcome() -> None:
    """5e7 cells, of which four fifths are left, are 4e6 per kg at 10 kg and 1e6 per kg at 40 kg."""
    made = filled(5e7, 1.1)
    assert made.rejected.tolist() == ["", "fewer CD34+ cells than the least for a graft"]


def test_without_vector_nothing_is_corrected_and_nothing_undefined() -> None:
    held = filled(4e8, 0.0).contents
    assert held is not None
    assert held.shares[CORRECTED].tolist() == [0.0, 0.0]
    assert np.isfinite(held.overrides["blood.copies"]).all()


def test_a_bag_before_any_vector_and_persons_without_weight_are_refused() -> None:
    people = cohort()
    with pytest.raises(CompatibilityError, match="no vector has met them"):
        GraftFill().apply(Batch.empty(people.persons), bench(GraftFill(), people))
    heights = cohort("height", "cm")
    with pytest.raises(CompatibilityError, match="no weight"):
        StemCellHarvest().apply(Batch.empty(heights.persons), bench(StemCellHarvest(), heights))
