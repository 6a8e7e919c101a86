"""Readings beside the courses are those of the assay, on its days and on no other."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.outcomes.trajectories import made

from engraft import units
from engraft.language import Assumed
from engraft.observe import Assay
from engraft.outcomes import SampledKinetics
from engraft.population import Cohort
from engraft.trial import check_study, parse_document, run_study
from engraft.trial.readings import read_on, with_covariates, with_readings

DAYS = (0.0, 1.0, 7.0, 14.0, 28.0)
ASSAY = Assay("qpcr", "blood.copies", "copy/ug", 50.0, 0.3, Assumed("for this test", 10.0, 100.0))
TRUE = [[1.0, 10.0, 1e4, 2e4, 1e3], [1.0, 1.0, 1.0, 1.0, 1.0], [1.0, 60.0, 1e3, np.nan, np.nan]]


def run():
    return made(DAYS, {"blood.copies": ("copy/ug", TRUE), "marrow.blast_fraction": ("1", [[0.01] * 5] * 3)})


def test_readings_stand_on_their_days_and_scatter_as_the_assay_does() -> None:
    then = with_readings(run(), [ASSAY], (1.0, 7.0, 28.0), seed=5)
    values, below = then.course("qpcr"), then.course("qpcr.below")
    assert np.isnan(values[[0, 3]]).all()
    assert np.isnan(below[[0, 3]]).all()
    assert below[[1, 2, 4]].T.tolist()[:2] == [[1.0, 0.0, 0.0], [1.0, 1.0, 1.0]]
    assert np.isnan(values[1, 0])
    assert abs(np.log(values[2, 0] / 1e4)) < 1.5
    assert (values[2, 0] != 1e4, below[4, 2]) == (True, 0.0)  # nobody there is not a low value
    assert (then.unit("qpcr"), then.outputs["qpcr"].attrs["lloq"]) == ("copy/ug", 50.0)


def test_another_day_changes_no_reading() -> None:
    few, many = (with_readings(run(), [ASSAY], days, seed=5).course("qpcr") for days in ((7.0, 28.0), DAYS))
    np.testing.assert_array_equal(few[[2, 4]], many[[2, 4]])
    seen = read_on(ASSAY, run(), (7.0,), seed=5)
    np.testing.assert_allclose(seen.values[0] / units.factor("copy/ug"), many[2])


def test_an_endpoint_judges_by_them() -> None:
    endpoint = SampledKinetics(days=(1.0, 7.0, 14.0, 28.0))
    then = with_readings(run(), [ASSAY], endpoint.sampled, seed=5)
    verdict = endpoint.verdict(then)
    values = then.course("qpcr")[[1, 2, 3, 4]]
    assert verdict["sampled_kinetics_c_max"][0] == np.nanmax(values[:, 0])
    assert verdict["sampled_kinetics_c_max"][1] == 25.0
    assert verdict["sampled_kinetics_quantifiable"].tolist() == [True, False, True]


def test_covariates_are_those_the_persons_have_in_their_units() -> None:
    table = pd.DataFrame({"infused": [1.0, 0.0, 1.0], "age": [4.0, 5.0, 6.0]}, index=pd.Index([0, 1, 2], name="person"))
    cohort = Cohort("p", 1, table, pd.DataFrame(index=table.index), {"infused": "1", "age": "year"})
    then = with_covariates(run(), cohort, ["infused", "age", "height"])
    assert then.outputs["infused"].values.tolist() == [1.0, 0.0, 1.0]
    assert then.outputs["age"].values == pytest.approx(np.array([4.0, 5.0, 6.0]) / 365.25)
    assert "height" not in then.outputs


def test_blocks_of_any_size_are_judged_alike(text: str) -> None:
    asked = "endpoints:\n  - {name: sampled_kinetics, assay: flow, days: [1, 7, 14, 28]}\n  - cellular_kinetics\n"
    study = check_study(parse_document(text.replace("endpoints:\n", asked), "small.yaml"))
    small, large = (run_study(study, block=size) for size in (2, 512))
    pd.testing.assert_frame_equal(small.outcomes, large.outcomes)
    assert repr([arm.figures for arm in small.summaries]) == repr([arm.figures for arm in large.summaries])  # NaN too
    assert small.summaries[0].figures["sampled_kinetics.c_max"].unit == "cell/uL"
    assert small.summaries[0].figures["sampled_kinetics.quantifiable"].n == 5
