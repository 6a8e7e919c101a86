"""Intervals of a study that draws from laws: as wide as chance where the laws agree, wider where they do not."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engraft.models import build
from engraft.outcomes.figure import proportion
from engraft.simulate import simulate_block
from engraft.trial import check_study, design, load_study, run_study
from engraft.trial.bands import banded, counted
from engraft.trial.design import drawn
from engraft.trial.laws import law_hash
from engraft.trial.reading import apply_overrides
from engraft.trial.run import _figures

KILL = "b_all.kill"
KEY = "remission"
N = 400


@pytest.fixture
def under(small, tmp_path):
    """Treat the persons of the small study under laws whose typical killing is shifted so far, and judge them."""

    def run(*shifts):
        entry = build("b_all_spine").parameter(KILL)
        law = {"s": [0.3], "log_likelihood": 0.0, "kish": 1.0, "max_weight": 0.1, "figures": []}
        made = {
            "engraft_laws": 1, "study": "test", "model": "b_all_spine", "model_hash": "x", "engraft": "0",
            "pool": {"persons": 1, "solved": 1, "seed": 1, "center": [], "sd": [], "pilots": []}, "targets": [],
            "chain": {"method": "test", "seed": 1, "chains": 4, "steps": 1, "r_hat": 1.0, "ess": 1.0},
            "parameters": [{"name": KILL, "unit": entry.unit, "median": entry.value, "omega": 0.3, "tau": 0.2,
                            "kappa": 0.25, "source": "test"}],
            "laws": [law | {"m": [shift]} for shift in shifts],
        }  # fmt: skip
        path = tmp_path / f"{shifts}.json"
        path.write_text(json.dumps(made | {"hash": law_hash(made)}), encoding="utf-8")
        plan = design(check_study(apply_overrides(small.document, [f"laws='{path}'", f"population.n={N}"])))
        cohort = drawn(plan)
        trajectories = simulate_block(plan.arms[0].run, cohort)
        verdicts = [one.verdict(trajectories) for one in plan.endpoints]
        figures = _figures(plan, verdicts)
        return plan, cohort, figures, banded(plan, plan.laws, cohort, verdicts, figures)

    return run


def width(figure):
    return figure.upper - figure.lower


def test_where_the_laws_agree_the_interval_is_that_of_chance(under):
    _, _, plain, mixed = under(0.0, 0.0)
    assert mixed[KEY].value == plain[KEY].value
    wilson = proportion(np.arange(N) < round(plain[KEY].value * N), "the same")
    assert width(mixed[KEY]) == pytest.approx(width(wilson), rel=0.25)


def test_where_the_laws_differ_the_interval_holds_them_all(under):
    _, _, plain, mixed = under(-0.6, 0.6)
    assert width(mixed[KEY]) > 2.0 * width(plain[KEY])
    assert mixed[KEY].lower < plain[KEY].value < mixed[KEY].upper


def test_a_range_over_patients_stays_what_it_is(under):
    _, _, plain, mixed = under(-0.6, 0.6)
    key = "neutrophil_recovery.severe_days"
    assert "percentile" in plain[key].text
    assert mixed[key] == plain[key]


def test_every_trial_has_the_size_of_the_study(under):
    plan, cohort, _, _ = under(-0.6, 0.6)
    assert set(counted(plan.laws, plan, cohort).sum(axis=1)) == {float(N)}


def test_what_happened_to_nobody_is_as_sure_as_the_persons_behind_a_law(under):
    """No laws differ: 400 persons speak for the only one."""
    _, _, plain, mixed = under(0.0, 0.0)
    keys = [key for key, one in plain.items() if one.unit == "fraction" and one.value == 0.0]
    assert keys
    for key in keys:
        assert (1.0 - mixed[key].upper) ** mixed[key].n == pytest.approx(0.025, rel=1e-6)
    _, _, plain, mixed = under(-1.2, 1.2)
    behind = [(np.log(0.025) / np.log1p(-mixed[key].upper)) / plain[key].n for key in keys if plain[key].value == 0.0]
    assert behind
    assert max(behind) < 0.7  # half of them are far from either law


def test_persons_of_a_list_count_once_however_often_they_are_treated():
    once, often = (run_study(load_study("cml-stop", overrides=[f"population.n={n}"])) for n in (21, 63))
    for one, other in zip(once.summaries, often.summaries, strict=True):
        for key, figure in one.figures.items():
            assert repr(other.figures[key]) == repr(figure)
    assert len(once.once) == len(often.once) == len(once.outcomes) == 3 * 21
    columns = [name for name in once.outcomes.columns if name.startswith("molecular_relapse")]
    assert often.once[columns].to_numpy().tolist() == once.outcomes[columns].to_numpy().tolist()
    told = "the 63 persons are the 21 that the population 'hahnel2020_patients' lists, again and again"
    assert any(line.startswith(told) for line in often.warnings)
    assert not any("again and again" in line for line in once.warnings)
