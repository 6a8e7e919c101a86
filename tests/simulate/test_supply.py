"""What is given of a lot: at most the dose, at most what there is, and told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from engraft.simulate.supply import Made, Supply, supplied, untold
from engraft.therapy import Dose, Lot, give
from engraft.therapy.catalog import get


@dataclass(frozen=True, eq=False)
class Bags(Supply):
    """Bags with as many cells as are said."""

    name: str
    cells: tuple[float, ...]

    def make(self, cohort, seed):
        return Made(Lot(cohort.persons, np.array(self.cells), name=self.name))


def told(regimen, cohort, **bags):
    made = {name: Bags(name, cells) for name, cells in bags.items()}
    _, said = supplied(regimen, made, cohort, 1)
    return {untold(key)[0]: values for key, values in said.items()}


def of_lot(name, dose, days=(0.0,)):
    return give(get("tisagenlecleucel"), Dose.parse(dose), days=days, lot=name)


def test_days_together_give_the_dose_or_the_whole_lot(persons):
    said = told(of_lot("own", "1e8 cell", (0.0, 28.0)), persons(3), own=(5e8, 1.5e8, 0.0))
    np.testing.assert_allclose(said["own/given"], [2e8, 1.5e8, 0.0])
    weights = persons(3).displayed()["weight"].to_numpy()
    np.testing.assert_allclose(said["own/given_per_weight"] * weights, said["own/given"])
    assert said["infused"].tolist() == [1.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("product", "dose", "infused"),
    [("tisagenlecleucel", "1e8 cell", 1.0), ("platelets", "2.2e11 cell", 0.0), ("tocilizumab", "8 mg/kg", 0.0)],
)
def test_other_cells_are_an_infusion_and_platelets_and_drugs_are_none(persons, product, dose, infused):
    beside = give(get(product), Dose.parse(dose), days=(7.0,))
    assert told(of_lot("own", "1e8 cell") + beside, persons(1), own=(0.0,))["infused"].tolist() == [infused]


def test_where_nothing_is_made_nothing_is_told(persons):
    assert told(give(get("tisagenlecleucel"), Dose.parse("1e8 cell"), days=(0.0,)), persons(2)) == {}
