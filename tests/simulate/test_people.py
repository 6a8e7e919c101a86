from dataclasses import replace

import numpy as np
import pytest

from engraft import units
from engraft.errors import CompatibilityError, EngraftError, SpecificationError
from engraft.kernel import streams
from engraft.kernel.problem import Kind
from engraft.simulate import Needs, parameter_values
from engraft.simulate.people import lower_people
from engraft.simulate.problem import lower_problem
from engraft.therapy import Lot, Regimen, give, infuse, rule


def lowered(system, regimen, cohort, seed=1):
    return lower_people(system, lower_problem(system, regimen, Needs()), regimen, cohort, seed)


def test_spread_multiplies_the_typical_value_of_each_person(pool, people) -> None:
    found = parameter_values(pool, Regimen(), people([2, 9]), seed=4)
    luck = streams.normal(4, "parameter:pool.growth", np.array([2, 9]))
    np.testing.assert_allclose(found["pool.growth"], 0.1 * np.exp(0.5 * luck), rtol=1e-15)
    assert found["pool.loss"].tolist() == [0.05, 0.05]


def test_a_column_of_the_cohort_replaces_the_typical_value_before_spread(pool, people) -> None:
    plain = parameter_values(pool, Regimen(), people([2, 9]), seed=4)["pool.growth"]
    own = people([2, 9], parameters={"pool.growth": [0.2, 0.4], "pool.loss": [0.5, 0.6]})
    found = parameter_values(pool, Regimen(), own, seed=4)
    np.testing.assert_allclose(found["pool.growth"], plain * [2.0, 4.0], rtol=1e-15)
    assert found["pool.loss"].tolist() == [0.5, 0.6]


def test_a_lot_has_the_last_word(pool, cells, people) -> None:
    lot = Lot(np.array([9, 2]), np.ones(2), overrides={"pool.growth": np.array([0.9, 0.2])})
    own = people([2, 9], parameters={"pool.growth": [5.0, 5.0]})
    assert parameter_values(pool, infuse(cells, lot), own, seed=4)["pool.growth"].tolist() == [0.2, 0.9]


def test_everybody_starts_from_the_own_parameters(pool, people) -> None:
    own = people([0, 1], parameters={"pool.tumour_initial": [1e3, 1e12]})
    initial = lowered(pool, Regimen(), own).initial
    np.testing.assert_array_equal(initial, [[0.0, 0.0], [0.0, 0.0], [1e3, 1e12]])


def test_the_schedule_is_sorted_and_scaled(everything, drug, cells, people) -> None:
    regimen = give(drug, "2 mg/kg", days=(5, -1)) + infuse(cells, "1e6 cell/kg") + give(drug, "1 mg", over="1 h")
    schedule = lowered(everything, regimen, people([0, 1], weight=[10.0, 20.0])).schedule
    assert schedule.time[:, 0].tolist() == [-1.0, 0.0, 0.0, 5.0]
    np.testing.assert_allclose(schedule.amount, [[20.0, 40.0], [1e7, 2e7], [1.0, 1.0], [20.0, 40.0]])
    assert schedule.kind[:, 1].tolist() == [Kind.ADD, Kind.ADD, Kind.INFUSE, Kind.ADD]
    assert schedule.target[:, 0].tolist() == [0, 1, 0, 0]
    np.testing.assert_allclose(schedule.duration[:, 0], [0.0, 0.0, 1 / 24, 0.0])


def test_a_dose_by_rule_is_worked_out_per_person(pk, drug, people) -> None:
    regimen = rule(give(drug, "2 mg/kg"), when="pk.central < 1 [mg]")
    ensemble = lowered(pk, regimen, people([0, 1], weight=[10.0, 20.0]))
    np.testing.assert_allclose(ensemble.parameters[-1], [20.0, 40.0])


def test_a_person_may_bring_the_dose(pool, cells, people) -> None:
    cohort = people([0, 1], weight=[10.0, 20.0])
    own = cohort.covariates.assign(car_dose=np.array([1e6, 2e6]) * units.factor("cell/kg"))
    cohort = replace(cohort, covariates=own, units={**cohort.units, "car_dose": "cell/kg"})
    schedule = lowered(pool, infuse(cells, "car_dose [cell/kg]"), cohort).schedule
    np.testing.assert_allclose(schedule.amount, [[1e7, 4e7]])
    with pytest.raises(CompatibilityError, match="car_dose"):
        lowered(pool, infuse(cells, "car_dose [cell]"), cohort)


def test_what_is_missing_or_wrong_is_named(pk, drug, people) -> None:
    dosed = give(drug, "2 mg/kg")
    bare = people([0, 1])
    cases = {
        "weight": replace(bare, covariates=bare.covariates[["body_surface"]]),
        "person 1": people([0, 1], weight=[10.0, -3.0]),
        "pk.clearance": people([0, 1], parameters={"pk.clearence": [1.0, 1.0]}),
        "'pk.volume' of person 0": people([0, 1], parameters={"pk.volume": [np.nan, 1.0]}),
        "not a finite number": people([0, 1], weight=[10.0, np.inf]),
    }
    for said, cohort in cases.items():
        with pytest.raises(EngraftError) as caught:
            lowered(pk, dosed, cohort)
        assert said in str(caught.value)
        assert len(str(caught.value).splitlines()) <= 3


def test_columns_of_other_arms_are_left_alone(pk, people) -> None:
    assert lowered(pk, Regimen(), people([0], parameters={"crs.fever": [1.0]})).parameters.shape == (2, 1)


def test_lots_must_name_parameters_and_only_once(pool, cells, people) -> None:
    lot = Lot(np.array([0]), np.ones(1), overrides={"pool.growht": np.ones(1)})
    with pytest.raises(CompatibilityError, match=r"did you mean 'pool\.growth'"):
        lowered(pool, infuse(cells, lot), people([0]))
    good = Lot(np.array([0]), np.ones(1), overrides={"pool.growth": np.ones(1)})
    with pytest.raises(CompatibilityError, match="two lots"):
        lowered(pool, infuse(cells, good) + infuse(cells, good, day=3), people([0]))


def test_nobody_is_refused(pool, people) -> None:
    with pytest.raises(SpecificationError, match="empty"):
        lowered(pool, Regimen(), people([]))
