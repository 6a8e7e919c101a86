"""A pool with a known answer: what is observed is a closed form of the law, so that the law must be found again."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest

from engraft.calibrate.posterior import Question
from engraft.calibrate.weights import Importance
from engraft.kernel import streams
from engraft.outcomes.measure import Share
from engraft.trial import Study, check_study, parse_document
from engraft.trial.laws import Prior, Target

TRUE_SHIFT, TRUE_SPREAD = (0.3, -0.2), (0.4, 0.55)
EDGES = (-0.5, 0.0, 0.5)
SE = 0.03

STUDY = """\
engraft: 1
name: toy
title: Axi-cel in a hurry
question: Does the tumor die out within half a year?
model: kimmel2021
parameters:
  b_lymphoma.car_initial: {value: 0 cell, source: {doi: 10.1098/rspb.2021.0229, where: Table 1}}
  b_lymphoma.growth_tumor:
    value: 0.1 1/day
    assumed: {why: a range between patients, low: 0.07, high: 0.14}
    spread: 0.3
  b_lymphoma.kill:
    value: 1.15 1/day
    source: {doi: 10.1098/rspb.2021.0229, where: Table 1}
    spread: 0.3
population: {law: alike, n: 600}
seed: 5
start: 0 d
follow_up: 190 d
arms:
  - name: once
    label: Cells once
    regimen:
      - {give: axicabtagene_ciloleucel, dose: 1.8e8 cell, day: 0}
visits: {every: 30 d}
endpoints:
  - {name: extinction, clone: b_lymphoma.tumor, months: [3, 6]}
  - {name: cellular_kinetics, cells: b_lymphoma.car_blood}
published:
  - {id: T01, role: calibrate, endpoint: extinction.month_6, value: 0.5, lower: 0.4, upper: 0.6, n: 90, source: toy}
  - {id: P01, endpoint: cellular_kinetics.t_max, value: 9, lower: 1, upper: 28, n: 90, source: toy}
calibrate:
  persons: 2000
  laws: 100
  parameters:
    b_lymphoma.growth_tumor: {}
    b_lymphoma.kill: {cv: 0.3, why: toy}
"""


@pytest.fixture(scope="session")
def priors():
    names = ("toy.a", "toy.b")
    return tuple(Prior(name=n, unit="1", median=1.0, omega=0.5, tau=0.4, kappa=0.25, source="toy") for n in names)


@pytest.fixture(scope="session")
def true_law():
    """Give the shift and the spread of each parameter that made the targets."""
    return list(zip(TRUE_SHIFT, TRUE_SPREAD, strict=True))


@pytest.fixture(scope="session")
def deviations(priors):
    """Draw how far the persons of the pool are from the prior medians."""
    return np.stack([one.sigma * streams.normal(7, one.name, np.arange(6000)) for one in priors])


@pytest.fixture(scope="session")
def question(priors, deviations):
    """Ask for shares of persons above some levels, as the true law gives them."""
    measures, targets = [], []
    for j, row in enumerate(deviations):
        for edge in EDGES:
            share = 1.0 - NormalDist(TRUE_SHIFT[j], TRUE_SPREAD[j]).cdf(edge)
            measures.append(Share.of(np.ones(row.size, dtype=bool), row > edge))
            targets.append(
                Target(id=f"{j} above {edge}", endpoint="e", arm="a", value=share, lower=share - 1.96 * SE,
                       upper=share + 1.96 * SE, scale="normal", se=SE, source="toy")
            )  # fmt: skip
    return Question(
        priors,
        tuple(targets),
        Importance(deviations, np.zeros(len(priors)), np.array([one.sigma for one in priors])),
        tuple(measures),
    )


@pytest.fixture(scope="session")
def toy() -> Study:
    return check_study(parse_document(STUDY, "toy.yaml"))


@pytest.fixture
def toy_with():
    """Read the toy study with one piece of its text replaced."""

    def read(old: str, new: str) -> Study:
        assert old in STUDY
        return check_study(parse_document(STUDY.replace(old, new, 1), "toy.yaml"))

    return read
