"""A whole calibration: the laws, their file, what is learned, and that persons drawn from them show the targets."""

from __future__ import annotations

import json

import numpy as np
import pytest
from tests.calibrate.conftest import STUDY

from engraft.calibrate import Chosen, calibrate, markdown
from engraft.calibrate.calibrate import pool_plan
from engraft.calibrate.judged import Bench
from engraft.calibrate.pool import pool
from engraft.calibrate.prior import priors
from engraft.calibrate.proposal import Proposal
from engraft.errors import SpecificationError
from engraft.simulate import parameter_values
from engraft.trial import apply_overrides, check_study, design, parse_document
from engraft.trial.design import drawn
from engraft.trial.laws import assigned, find_laws


@pytest.fixture(scope="module")
def made(toy, tmp_path_factory):
    return calibrate(toy, out=tmp_path_factory.mktemp("laws"))


def test_the_law_file_reads_back_and_the_pool_is_gone(made):
    assert find_laws(str(made.folder / "toy.json")) == made.laws
    assert sorted(path.name for path in made.folder.iterdir()) == ["toy.findings.json", "toy.json", "toy.md"]
    assert json.loads((made.folder / "toy.findings.json").read_text()) == json.loads(json.dumps(made.findings))


def test_it_says_what_it_came_from(made):
    laws = made.laws
    assert (laws.study, laws.model, laws.pool.persons, laws.pool.seed) == ("toy", "b_lymphoma", 2000, 271828)
    assert [one.id for one in laws.targets] == ["T01"]
    assert [one.name for one in laws.parameters] == ["b_lymphoma.growth_tumor", "b_lymphoma.kill"]
    assert len(laws.laws) == 100
    assert min(law.kish for law in laws.laws) >= 400
    assert max(law.max_weight for law in laws.laws) <= 0.01


@pytest.mark.slow
def test_the_same_seed_gives_the_same_file(toy, made, tmp_path):
    again = calibrate(toy, out=tmp_path, chosen=Chosen(threads=1, block=300))
    assert (tmp_path / "toy.json").read_bytes() == (made.folder / "toy.json").read_bytes()
    assert again.laws.hash == made.laws.hash
    assert calibrate(toy, chosen=Chosen(seed=3)).laws.hash != made.laws.hash


def test_the_target_is_met_and_teaches_what_it_can(made):
    (target,) = made.findings["targets"]
    assert abs(target["standard_errors"]) < 1.0
    growth, kill = made.findings["parameters"]
    assert kill["contraction_by_data"] > 0.8
    assert abs(growth["contraction_by_data"]) < 0.15
    assert [one["open"] for one in made.findings["directions"]] == [True, False]
    assert {one["inputs"][0]["input"] for one in made.findings["sobol"]} == {"b_lymphoma.kill"}
    assert made.warnings == ()


def test_the_page_names_targets_parameters_and_limits(made):
    page = markdown(made.findings)
    for word in ("T01", "b_lymphoma.kill", "outside nothing is claimed", made.laws.hash, "| open |"):
        assert word in page


def test_the_pool_differs_by_patients_and_by_what_is_not_known(toy):
    plan = pool_plan(toy, Chosen(persons=3000))
    drawn = pool(plan, priors(plan), ["once"], Bench(), Proposal.of(priors(plan)))
    assert drawn.z.std(axis=1) == pytest.approx([one.sigma for one in priors(plan)], rel=0.05)


def test_deviations_are_those_the_persons_were_simulated_with(toy):
    from engraft.calibrate.pool import proposed
    from engraft.population import draw

    plan = pool_plan(toy, Chosen(persons=100))
    laws = priors(plan)
    around = Proposal(np.array([0.3] * len(laws)), np.array([0.5] * len(laws)))
    cohort = proposed(draw(plan.population, 100, seed=plan.seed), laws, around)
    values = parameter_values(plan.system, plan.arms[0].run.regimen, cohort, plan.seed)
    drawn = pool(plan, laws, ["once"], Bench(), around)
    for row, one in zip(drawn.z, laws, strict=True):
        assert np.log(values[one.name] / one.median) == pytest.approx(row, abs=1e-12)


def test_too_few_laws_are_refused(toy):
    with pytest.raises(SpecificationError, match="too few laws"):
        calibrate(toy, chosen=Chosen(laws=50))


FROM = (
    ("name: toy\n", "name: later\n"),
    ("    b_lymphoma.growth_tumor: {}\n    b_lymphoma.kill: {cv: 0.3, why: toy}", "    b_lymphoma.kill: {}"),
    ("value: 0.5, lower: 0.4, upper: 0.6", "value: 0.6, lower: 0.45, upper: 0.75"),
)


@pytest.fixture(scope="module")
def goes_on(made):
    """Write the study of another trial that goes on where the toy's calibration ended."""
    text = STUDY
    for old, new in FROM:
        assert old in text
        text = text.replace(old, new)
    text = text.replace("calibrate:\n", f"calibrate:\n  from: {made.folder / 'toy.json'}\n")
    return check_study(parse_document(text, "later.yaml"))


def test_one_calibration_after_another_begins_where_the_first_ended(made, goes_on):
    (prior,) = priors(pool_plan(goes_on, Chosen()))
    kill = made.laws.shifts[:, 1]
    assert prior.center == pytest.approx(np.median(kill))
    assert prior.tau == pytest.approx(kill.std())
    assert prior.omega == pytest.approx(np.exp(np.median(np.log(made.laws.spreads[:, 1]))))
    assert prior.median == made.laws.parameters[1].median
    (wider,) = priors(pool_plan(check_study(apply_overrides(goes_on.document, [LESS_SURE])), Chosen()))
    assert wider.tau == pytest.approx(np.sqrt(prior.tau**2 + np.log1p(0.3**2)))
    assert (wider.center, wider.omega) == (prior.center, prior.omega)


LESS_SURE = "calibrate.parameters={b_lymphoma.kill: {cv: 0.3, why: toy}}"


def test_what_is_not_fitted_again_is_taken_over_from_the_laws_before(made, goes_on):
    later = calibrate(goes_on).laws
    assert [one.name for one in later.parameters] == ["b_lymphoma.kill", "b_lymphoma.growth_tumor"]
    assert later.after == made.laws.run
    before = {(law.m[0], law.s[0]) for law in made.laws.laws}
    assert {(law.m[1], law.s[1]) for law in later.laws} <= before
    assert np.median(later.shifts[:, 0]) > np.median(made.laws.shifts[:, 1])  # the second trial asks for more killing
    plan = design(check_study(apply_overrides(goes_on.document, ["laws=none", "population.n=50"])))
    cohort = assigned(later, plan.prior, drawn(plan), seed=1)
    assert set(cohort.spreads) == {"b_lymphoma.kill", "b_lymphoma.growth_tumor"}


def test_the_pool_of_the_second_is_drawn_from_the_laws_of_the_first(made, goes_on):
    plan = pool_plan(goes_on, Chosen(persons=200))
    prior = priors(plan)
    seen = pool(plan, prior, ["once"], Bench(), Proposal.of(prior))
    values = seen.z[0]
    assert values.mean() == pytest.approx(prior[0].center, abs=4 * prior[0].sigma / np.sqrt(200))
