import math

import pytest

from engraft.errors import CompatibilityError, SpecificationError
from engraft.kernel.evaluate import evaluate
from engraft.language import Paper
from engraft.models.library.mueller_schoell2021_axi_cel import MuellerSchoell2021, patients
from engraft.simulate.targets import check_target
from engraft.therapy import Dose, Product, give


def expansion(name):
    """Work out the expansion rate of a patient."""
    system = MuellerSchoell2021.patient(name).system("b_lymphoma")
    values = {one.name: one.value for one in system.parameters}
    per_day = evaluate([system.observable("b_lymphoma.expansion").expression], values, 1)[0, 0]
    return (
        float(per_day)
        * system.parameter("b_lymphoma.expansion_reference").shown
        / values["b_lymphoma.expansion_reference"]
    )


def test_the_cohort_is_that_of_the_paper():
    people = patients()
    assert len(people) == 19
    assert sum(one.prior_transplant for one in people) == 7
    assert [one.name for one in people if one.low_expansion] == ["4", "9", "10", "17"]
    assert sorted(one.tumor_volume for one in people)[9] == 85.7


def test_the_typical_patient_has_the_median_tumor():
    typical = MuellerSchoell2021().system("b_lymphoma")
    assert typical.parameter("b_lymphoma.tumor_volume").shown == sorted(one.tumor_volume for one in patients())[9]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2", 0.00846 * 0.357**-0.385),
        ("12", 0.00846 * 3.53 * 0.0512**-0.385),  # after a transplant
        ("4", 0.000700),  # a low expander: the ratio has no part in it
        ("17", 0.000700 * 3.53),
    ],
)
def test_covariates_set_the_expansion(name, expected):
    assert expansion(name) == pytest.approx(expected, rel=1e-12)


def test_the_spread_is_that_of_the_published_variation():
    """A log-normal with this SD of the logarithm has the published coefficient of variation."""
    system = MuellerSchoell2021().system("b_lymphoma")
    spread = {p.name.removeprefix("b_lymphoma."): p.spread for p in system.parameters if p.spread}
    assert {name: math.sqrt(math.expm1(sd**2)) for name, sd in spread.items()} == pytest.approx(
        {"expansion_reference": 1.50, "kill_central": 3.07}
    )


def test_long_lived_cells_die_fifty_times_slower():
    """The paper fixes ke1 to ke3 at 2 % of ke4."""
    declared = MuellerSchoell2021.declared
    assert declared["death_memory"].value == pytest.approx(0.02 * declared["death_effector"].value, rel=0.005)


def test_an_unknown_patient_is_answered_with_who_there_is():
    with pytest.raises(SpecificationError, match="no patient of Mueller-Schoell 2021 is called '20'"):
        MuellerSchoell2021.patient("20")


def test_a_dose_of_cells_is_refused():
    system = MuellerSchoell2021().system("b_lymphoma")
    product = Product("cells", "b_lymphoma.naive", "cells", Paper("test", "made up"))
    given = give(product, Dose(1e8, "cell"), days=(0.0,))
    with pytest.raises(CompatibilityError, match="expected an amount in cell/uL"):
        check_target(given.events[0], system)
