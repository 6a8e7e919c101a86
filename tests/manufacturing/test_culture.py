"""Days of culture: how many cells, of which phenotype, and what that is worth in the patient."""

import numpy as np
import pandas as pd
import pytest

from engraft.manufacturing import Batch, Bench
from engraft.manufacturing.batch import PHENOTYPES, Contents, Note
from engraft.manufacturing.culture import FACTOR, Culture, grown, normal_shares, reference_worth, worth
from engraft.models.blocks import t_cell_culture
from engraft.population import Cohort

YEAR = 365.25
TYPICAL = {entry.name.removeprefix("culture."): entry.value for entry in Culture().system("culture").parameters}


def harvest(days, *, cells=1.5e9, age=11.0, contents=None, notes=None, **changed):
    """Culture the cells of one typical person, some values changed."""
    persons = np.arange(np.size(days))
    index = pd.Index(persons, name="person")
    covariates = pd.DataFrame({} if age is None else {"age": np.full(len(persons), age * YEAR)}, index=index)
    cohort = Cohort("some", 1, covariates, pd.DataFrame(index=index), {"age": "yr"})
    values = {name: np.full(len(persons), value) for name, value in (TYPICAL | changed).items()}
    values["days"] = np.array(days, dtype=float)
    batch = Batch.empty(persons).but(cells=np.full(len(persons), float(cells)), contents=contents, notes=notes or {})
    return Culture().apply(batch, Bench("culture", cohort, 1, values))


def factor(*days, **changed):
    return harvest(list(days), **changed).note(f"culture.{FACTOR}").values


def test_phenotypes_are_those_of_a_batch():
    assert t_cell_culture.PHENOTYPES == PHENOTYPES


def test_each_batch_is_harvested_on_its_own_day():
    together, alone = harvest([3.0, 9.0, 5.0]), [harvest([day]) for day in (3.0, 9.0, 5.0)]
    np.testing.assert_allclose(together.cells, np.concatenate([one.cells for one in alone]), rtol=1e-5)
    np.testing.assert_array_equal(together.days, [3.0, 9.0, 5.0])


def test_doublings_are_log2_of_the_fold_and_shares_sum_to_one():
    made = harvest([1.0, 3.0, 9.0])
    np.testing.assert_allclose(made.note("culture.doublings").values, np.log2(made.note("culture.fold").values))
    np.testing.assert_allclose(sum(made.shares.values()), 1.0, rtol=1e-12)
    np.testing.assert_allclose(
        made.cells, made.note("culture.fold").values * made.note("culture.seeded").values, rtol=1e-9
    )


def test_no_more_is_put_in_than_was_collected_or_decided():
    few, many = harvest([9.0], cells=2e8), harvest([9.0], cells=4e9)
    assert few.note("culture.seeded").values[0] == pytest.approx(0.55 * 2e8)
    assert many.note("culture.seeded").values[0] == 1e9


def test_the_typical_day_9_lot_changes_nothing_in_the_patient():
    assert factor(9.0)[0] == pytest.approx(1.0, rel=1e-3)  # the reference puts in 1e9 cells, she had 8e8


def test_the_younger_the_harvest_the_more_cells_engraft():
    next_day, three, five, nine = factor(1.0, 3.0, 5.0, 9.0)
    assert next_day > three > five > nine


@pytest.mark.parametrize("central", [0.0, 0.3, 1.0])
def test_dose_that_does_the_same_is_the_ratio_of_worth(central):
    """Whatever a central memory cell is worth, the factor is worth over worth of the reference."""
    made = harvest([3.0, 9.0], central_worth=central)
    value = worth(made.shares, np.array([central, central]))
    found = made.note(f"culture.{FACTOR}").values
    assert found[0] / found[1] == pytest.approx(value[0] / value[1], rel=1e-9)
    np.testing.assert_allclose(value / reference_worth(np.array([central, central])), found, rtol=1e-12)


def test_without_drift_the_day_of_harvest_makes_no_difference():
    three, nine = factor(3.0, 9.0, drift=0.0)
    assert three == pytest.approx(nine, rel=1e-6)


def test_cells_of_older_donors_engraft_less():
    child, usual, adult = (factor(9.0, age=age)[0] for age in (4.0, 11.0, 60.0))
    assert child > usual > adult
    assert factor(9.0, age=None)[0] == pytest.approx(usual, rel=1e-12)


def test_thawed_cells_grow_as_fresh_ones_but_fewer_live_in_the_first_days():
    early, late = ([harvest([day], cells=1e8, frozen=was) for was in (0.0, 1.0)] for day in (1.0, 9.0))
    folds = [one.note("culture.fold").values[0] for one in late]
    assert folds[1] == pytest.approx(folds[0], rel=0.05)  # fewer cells share the medium
    assert early[1].viability[0] < early[0].viability[0] - 0.1
    assert late[1].viability[0] == pytest.approx(late[0].viability[0], abs=0.01)


def test_the_lot_multiplies_engraftment_in_the_patient():
    made = harvest([3.0, 9.0])
    assert list(made.contents.factors) == ["car.engrafting"]
    np.testing.assert_array_equal(made.contents.factors["car.engrafting"], made.note(f"culture.{FACTOR}").values)


def test_factors_of_steps_before_are_kept():
    before = Contents(np.ones(1), factors={"car.engrafting": np.array([2.0]), "car.kills": np.array([0.5])})
    made = harvest([9.0], contents=before)
    assert made.contents.factors["car.engrafting"][0] == pytest.approx(2.0 * made.note(f"culture.{FACTOR}").values[0])
    assert made.contents.factors["car.kills"][0] == 0.5


def test_fitness_of_the_collected_cells_multiplies_division():
    noted = {"collection.fitness": Note(np.array([0.5]), "1", "fitness")}
    made = harvest([9.0], notes=noted)
    slow = harvest([9.0], division=0.5 * np.log(2.0))
    np.testing.assert_allclose(made.cells, slow.cells, rtol=1e-9)


def test_who_has_no_cells_gets_none_and_is_no_failure():
    made = harvest([9.0], cells=0.0)
    assert made.cells[0] == 0.0
    assert made.rejected[0] == ""
    assert np.isnan(made.note("culture.fold").values[0])


def test_a_culture_that_cannot_be_computed_is_a_rejected_lot():
    made = harvest([9.0], division=np.inf)
    assert made.rejected[0] == "culture not computable"
    assert made.cells[0] == 0.0


def test_batches_do_not_see_each_other():
    alone, _ = grown({"division": np.array([0.5])}, np.array([7.0]))
    pair, _ = grown({"division": np.array([0.9, 0.5])}, np.array([7.0, 7.0]))
    assert pair["living"][1] == alone["living"][0]


def test_shares_of_nothing_are_no_error():
    shares = normal_shares({one: np.array([np.nan, 0.2]) for one in PHENOTYPES})
    assert shares["effector"].tolist() == [1.0, 0.25]
