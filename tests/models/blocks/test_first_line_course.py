from dataclasses import replace

import numpy as np
import pytest

from engraft.language import Model, Observable, Paper, Parameter, join
from engraft.models.blocks.first_line_course import FirstLineCourse

MADE_UP = Paper("test", "made up")


class Given(Model):
    """A marrow, a count, an age and rituximab that stay."""

    reference = "test"
    of_blasts = Parameter(0.0, "1", source=MADE_UP)
    of_anc = Parameter(5e9, "cell/L", source=MADE_UP)
    of_rituximab = Parameter(0.0, "mg/L", source=MADE_UP)
    of_age = Parameter(40.0, "year", source=MADE_UP)

    def observables(self):
        for name, unit in (("blasts", "1"), ("anc", "cell/L"), ("rituximab", "mg/L"), ("age", "year")):
            yield Observable(name, getattr(self, f"of_{name}") * 1.0, unit, name)


@pytest.fixture(scope="module")
def system():
    wire = {
        "course.blast_fraction": "given.blasts", "course.anc": "given.anc", "course.rituximab": "given.rituximab",
        "course.age": "given.age",
    }  # fmt: skip
    whole = join(FirstLineCourse().system("course"), Given().system("given"), wire=wire, name="course")
    return replace(whole, parameters=tuple(replace(p, spread=0.0) for p in whole.parameters))


def dead(system, run_of, cause, until, **values):
    named = {name.replace("__", "."): value for name, value in values.items()}
    run = run_of(system, ["course.seen"], [0.0, until], values=named, persons=4000)
    return float(np.isfinite(run.hazards[f"course.{cause}"]).mean())


def test_induction_deaths_are_those_of_their_source_and_double_in_twenty_years(system, as_published):
    assert dead(system, as_published, "induction", 42.0) == pytest.approx(0.07, abs=0.016)
    older = dead(system, as_published, "induction", 42.0, given__of_age=60.0 * 365.25)
    assert older == pytest.approx(1.0 - 0.93**2, abs=0.022)


def test_few_neutrophils_raise_the_risk_in_remission(system, as_published):
    """A year from day 42 on: 1 - exp(-rate), with the rate times 2.04 when neutrophils are few."""
    calm = {"course__induction": 0.0, "course__toxicity": 0.2 / 365.25, "course__share": 0.0}
    many = dead(system, as_published, "toxicity", 42.0 + 365.25, **calm)
    few = dead(system, as_published, "toxicity", 42.0 + 365.25, given__of_anc=1e8, **calm)
    assert many == pytest.approx(1.0 - np.exp(-0.2), abs=0.025)
    assert few == pytest.approx(1.0 - np.exp(-0.2 * 2.04), abs=0.03)


def test_who_has_the_rank_is_transplanted_and_rituximab_widens_the_share(system, as_published):
    calm = {"course.induction": 0.0, "course.toxicity": 0.0, "course.transplant_risk": 0.0}
    for rituximab, rank, expected in ((0.0, 0.21, 1.0), (0.0, 0.3, 0.0), (100.0, 0.3, 1.0), (100.0, 0.4, 0.0)):
        values = calm | {"given.of_rituximab": rituximab, "course.rank": rank}
        run = as_published(system, ["course.transplanted", "course.graft"], [0.0, 149.0, 160.0], values=values)
        np.testing.assert_allclose(run.course("course.transplanted")[1:, 0], [0.0, expected], atol=1e-3)
        assert run.course("course.graft")[2, 0] == pytest.approx(expected / 15.0, abs=1e-4)
        assert np.isfinite(run.hazards["course.transplant"]).mean() == expected


def test_transplant_deaths_are_those_of_their_source(system, as_published):
    calm = {"course__induction": 0.0, "course__toxicity": 0.0, "course__rank": 0.0}
    assert dead(system, as_published, "transplant_death", 900.0, **calm) == pytest.approx(0.155, abs=0.023)


def test_refractory_leukemia_kills_half_in_four_months_after_induction(system, as_published):
    values = {"given__of_blasts": 0.5, "course__induction": 0.0}
    until = 42.0 + 4.0 * 30.4375
    assert dead(system, as_published, "leukemia", until, **values) == pytest.approx(0.5, abs=0.03)


def test_nobody_with_blasts_is_seen_in_remission_or_transplanted(system, as_published):
    values = {"given.of_blasts": 0.06, "course.rank": 0.0, "course.induction": 0.0, "course.without_response": 0.0}
    run = as_published(system, ["course.seen", "course.transplanted"], [0.0, 200.0], values=values)
    assert run.course("course.seen")[1, 0] == 0.0
    assert run.course("course.transplanted")[1, 0] == 0.0
