from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from engraft import models
from engraft.kernel.ensemble import solve
from engraft.kernel.evaluate import evaluate
from engraft.kernel.problem import Options
from engraft.language import Paper, join
from engraft.models.library.clements2020_blinatumomab import Clements2020
from engraft.models.library.hosseini2020_blood import Hosseini2020Blood
from engraft.models.library.hosseini2020_t_cell_engager import WIRES, Hosseini2020
from engraft.population import Cohort
from engraft.simulate import Needs
from engraft.simulate.people import lower_people
from engraft.simulate.problem import lower_problem
from engraft.therapy import Dose, Product, give

DRUG, IL6, B_CELLS, T_CELLS = "blinatumomab.central", "lymphoid.il6", "blood.b_cells", "blood.t_cells"
PLACES = ("blood", "spleen", "nodes", "marrow", "tumor")
TREATED = {DRUG: (0.0, 28.0 * 60e-3 * 1.876, 28.0)}
DAYS = np.array([0.02, 0.05, 0.1, 0.5, 1.0, 3.0, 7.0, 14.0, 21.0])


@pytest.fixture(scope="module")
def paper():
    return models.build("hosseini2020")


def test_there_are_27_states_and_five_places(paper):
    assert len(paper.states) == 27
    for kind in ("resting", "activated", "post_activated", "b_cells", "il6"):
        assert {f"lymphoid.{kind}_{place}" for place in PLACES} <= {state.name for state in paper.states}


def somewhere(paper, **own):
    """Take a point in the middle of treatment, every pool other than at rest."""
    values = {p.name: p.value for p in paper.parameters} | {"time": 0.0}
    values |= {state.name: 1e8 * (k + 1.0) for k, state in enumerate(paper.states)}
    values |= {state.name: 1e-9 for state in paper.states if state.name.startswith("lymphoid.il6")}
    return values | {DRUG: 5e-3} | own


def test_t_cells_that_move_or_change_are_neither_made_nor_lost(paper):
    """Only division, death and making change how many there are."""
    values = somewhere(paper)
    names = [f"lymphoid.{kind}_{place}" for kind in ("resting", "activated", "post_activated") for place in PLACES]
    border = [f for f in paper.flows if (f.into in names) != (f.out_of in names)]
    words = ("divide", "die", "made")
    assert all(any(word in flow.name for word in words) for flow in border)
    balance = paper.balance()
    total = evaluate([balance[name] for name in names], values)[:, 0].sum()
    crossing = sum(evaluate([f.rate], values)[0, 0] * (1 if f.into in names else -1) for f in border)
    assert total == pytest.approx(crossing, rel=1e-9)


def test_il_6_of_the_marrow_counts_both_kinds_of_b_cells_once(paper):
    """Twice as many of both kinds make twice as much; precursors count as part of those at rest of both."""
    made = next(flow for flow in paper.flows if flow.name == "lymphoid.T cells of marrow make IL-6")
    both, mature = "lymphoid.precursors", "lymphoid.b_cells_marrow"
    once, twice, shifted = (
        evaluate([made.rate], somewhere(paper, **{both: p, mature: m}))[0, 0]
        for p, m in ((2e9, 8e9), (4e9, 16e9), (6e9, 4e9))
    )
    assert twice == pytest.approx(2.0 * once, rel=1e-12)
    assert shifted == pytest.approx(once, rel=1e-12)


def test_without_killing_b_cells_stay(paper, as_published):
    run = as_published(paper, [B_CELLS, IL6], DAYS, given=TREATED, values={"lymphoid.kill_rate": 0.0})
    np.testing.assert_allclose(run.course(B_CELLS), 500.0, rtol=1e-6)
    normal = as_published(paper, [B_CELLS, IL6], DAYS, given=TREATED)
    assert normal.course(B_CELLS)[-1, 0] < 1.0
    assert run.course(IL6)[-1, 0] > 100.0 * normal.course(IL6)[-1, 0]  # B cells that stay go on making T cells tell


def test_without_activation_the_drug_does_nothing(paper, as_published):
    run = as_published(paper, [B_CELLS, T_CELLS, IL6], DAYS, given=TREATED, values={"lymphoid.largest_activation": 0.0})
    np.testing.assert_allclose(run.course(B_CELLS), 500.0, rtol=1e-9)
    np.testing.assert_allclose(run.course(T_CELLS), 500.0, rtol=1e-9)
    assert run.course(IL6).max() == 0.0


def test_whom_b_cells_were_taken_from_before_makes_less_il_6(paper, as_published):
    """Why a small first dose helps: IL-6 is made where T cells meet B cells, and there are few."""
    depleted, full = (
        as_published(paper, [IL6, B_CELLS], DAYS, given=TREATED, values={"lymphoid.b_left": left})
        for left in (0.01, 1.0)
    )
    assert depleted.course(B_CELLS)[0, 0] < 0.1 * full.course(B_CELLS)[0, 0]  # marrow fills blood within hours
    assert (depleted.course(IL6)[:3] < 0.5 * full.course(IL6)[:3]).all()


def test_the_drug_of_another_paper_can_be_wired_in(paper, as_published):
    """Clements counts in pg/mL and clears more slowly: 1.13 against 2.69 ng/mL at one rate, so B cells fall later."""
    other = join(
        Clements2020().system("blinatumomab"), Hosseini2020().system("lymphoid"), Hosseini2020Blood().system("blood"),
        wire=WIRES, name="other",
    )  # fmt: skip
    seen = ["blinatumomab.concentration", B_CELLS]
    run, own = (as_published(one, seen, [0.1, 5.0], given=TREATED) for one in (other, paper))
    rate = 60.0 * 1.876
    assert run.course(seen[0])[1, 0] == pytest.approx(1e3 * rate / (2.22 * 24.0), rel=1e-6)
    assert own.course(seen[0])[1, 0] == pytest.approx(60e3 / 22300.0, rel=1e-6)
    assert 0.0 < run.course(B_CELLS)[0, 0] < 500.0


MOVED = ("kill_rate", "activation_rate", "il6_made", "half_drug_kill", "b_in_spleen", "volume_nodes", "marrow_exit",
         "b_cells_blood", "b_cells_spleen", "resting_marrow")  # fmt: skip
STEP, ORDER_4 = 5e-4, {1: 2 / 3, -1: -2 / 3, 2: -1 / 12, -2: 1 / 12}


@pytest.mark.slow
def test_sensitivities_agree_with_differences_off_the_kinks(paper):
    """At rest B and T cells sit on max(0, …), where no derivative is; so here all are a tenth more, and of blood fewer.

    Treated from the start, they stay off; T cells at rest cross theirs on the way, so their number is left out.
    Differences of order 4, as of every model of the catalog.
    """
    product = Product("blinatumomab", DRUG, "drug", Paper("test", "as published"))
    problem = lower_problem(paper, give(product, Dose(112.56, "ug/day"), over=14.0), Needs.of(
        [state.name for state in paper.states], DAYS))  # fmt: skip
    rows, names = [*problem.parameters, *problem.states], [f"lymphoid.{name}" for name in MOVED]
    count = 1 + len(ORDER_4) * len(names)
    index = pd.Index(np.arange(count), name="person")
    plain = pd.DataFrame({p.name: p.value for p in paper.parameters}, index=index)
    regimen = give(product, Dose(112.56, "ug/day"), over=14.0)
    people = lower_people(paper, problem, regimen, Cohort("alike", 1, plain[[]], plain, {}), 1)
    values = np.concatenate([people.parameters, 1.1 * people.initial])
    values[rows.index("lymphoid.b_cells_blood")] *= 0.8
    size = values[:, :1].copy()
    for k, name in enumerate(names):
        for j, steps in enumerate(ORDER_4):
            values[rows.index(name), 1 + len(ORDER_4) * k + j] *= 1.0 + STEP * steps
    split = len(problem.parameters)
    people = replace(people, parameters=values[:split], initial=values[split:])
    directed = replace(problem, directions=tuple(rows))
    found = solve(directed, people, DAYS, span=(0.0, 21.0), options=Options(rtol=1e-11))
    assert found.solved().all()
    course = found.outputs[:, :, :1]
    moved = found.outputs[:, :, 1:].reshape(*course.shape[:2], len(names), len(ORDER_4))
    expected = np.einsum("otkn,n->kot", moved, np.array(list(ORDER_4.values())) / STEP)
    least = np.array(problem.negligible)[:, None]
    for k, name in enumerate(names):
        tangent = found.tangents[rows.index(name), :, :, 0] * size[rows.index(name), 0]
        large = np.abs(course[:, :, 0]).max(axis=1, keepdims=True) + np.abs(expected[k]).max(axis=1, keepdims=True)
        assert (np.abs(tangent - expected[k]) / (large + least)).max() < 1e-6, name
