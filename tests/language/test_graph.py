"""Dose -> exposure -> flow -> endpoint."""

import pytest

from engraft.errors import SpecificationError
from engraft.language import chain, join


def test_a_car_t_dose_reaches_the_leukemia_and_the_grade(disease, scale):
    ward = join(disease, scale, wire={"grading.cells": "b_all.b_all_cells"})
    found = chain(ward, "b_all.car")
    first = {s.flow for s in found.steps if s.order == 1}
    assert "b_all.CAR T cells kill leukemia" in first
    assert "b_all.leukemia grows" not in first
    assert set(found.reached) == {"b_all.car", "b_all.leukemia", "b_all.b_cells"}
    assert found.observables == ("b_all.b_all_cells", "grading.grade")
    assert next(s for s in found.steps if s.flow == "b_all.leukemia grows").order == 2
    assert "b_all.car -> b_all.CAR T cells kill B cells -> b_all.b_cells" in found.text()


def test_a_dose_that_nobody_reads_reaches_only_itself(antibody, disease):
    both = join(antibody().system("drug"), disease)
    found = chain(both, "drug.central")
    assert set(found.reached) == {"drug.central", "drug.peripheral"}
    assert found.observables == ("drug.concentration",)


def test_a_dose_goes_into_a_state(disease):
    with pytest.raises(SpecificationError, match=r"did you mean 'b_all\.car'"):
        chain(disease, "b_all.cars")
