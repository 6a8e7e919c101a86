"""Release: lots judged by what was measured, and what becomes of those that are not within their list."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from engraft.errors import CompatibilityError
from engraft.kernel import streams
from engraft.language import Assumed, Parameter
from engraft.manufacturing.assay import chance_within
from engraft.manufacturing.batch import Batch, Note
from engraft.manufacturing.copies import ZeroInflated
from engraft.manufacturing.counted import Counted
from engraft.manufacturing.release import (
    FAILED_AGAIN,
    NO_MATERIAL,
    OUT_OF_SPECIFICATION,
    PROCESS,
    Release,
    ReleaseAri0001,
    ReleaseCd20,
    ReleaseHcar19,
    ReleaseTisaCel,
)
from engraft.manufacturing.step import Bench
from engraft.population import Cohort, Covariate, Fixed, Population, draw

N = 20_000


def cohort(weight: float | None = 30.0, n: int = N) -> Cohort:
    """Draw persons of one weight, or of none."""
    name, unit, value = ("weight", "kg", weight) if weight is not None else ("age", "year", 9.0)
    assumed = Assumed("a test", 0.0, 1e9)
    law = Population(name="test", label="persons of a test", covariates=(Covariate(name, Fixed(value), unit, assumed),))
    return draw(law, n=n, seed=1)


def batch(n: int = N, *, viability: float = 0.95, positive: float = 0.2, cells: float = 1e9) -> Batch:
    """Make one batch for everybody."""
    full = np.full(n, 1.0)
    copies = ZeroInflated(0.5 * full, 1.2 * full)
    return Batch.empty(cohort(n=n).persons).but(
        cells=cells * full, viability=viability * full, car_positive=positive * full, copies=copies
    )


def bench(step: Release, people: Cohort, **values: float) -> Bench:
    """Set a bench with the numbers of a step, some of them changed."""
    known = {name: one.canonical for name, one in type(step).declared.items() if isinstance(one, Parameter)}
    return Bench("release", people, 5, {name: np.full(len(people), x) for name, x in (known | values).items()})


def decided(step: Release, made: Batch, people: Cohort, **values: float) -> tuple[Batch, Mapping[str, np.ndarray]]:
    """Judge a batch; give it with the notes of the step."""
    judged = step.apply(made, bench(step, people, **values))
    return judged, {name.removeprefix("release."): note.values for name, note in judged.notes.items()}


def test_every_lot_has_one_fate() -> None:
    """Released as made, by exception, after a new run, or never: the four add up to everybody."""
    viability = 1 / (1 + np.exp(-(1.6 + 0.8 * streams.normal(2, "viability", np.arange(N)))))
    made = batch().but(viability=viability)
    judged, said = decided(ReleaseTisaCel(), made, cohort(), exceptions=1.0, remakes=2.0)
    as_made = (said["failed"] == 0.0).astype(float)
    fates = as_made + said["by_exception"] + said["remade"] + said["cancelled"]
    assert (fates == 1.0).all()
    assert ((judged.rejected == "") == (said["cancelled"] == 0.0)).all()
    assert set(np.unique(judged.rejected)) <= {"", *ReleaseTisaCel.reasons}
    assert min(one.mean() for one in (as_made, said["by_exception"], said["remade"], said["cancelled"])) > 0.01


def test_measurement_decides_and_the_patient_gets_what_is_true() -> None:
    """At 82 % true viability, a limit of 80 % rejects as many as the normal error of the assay says."""
    made = batch(viability=0.82)
    judged, said = decided(ReleaseTisaCel(), made, cohort(), process_failure=0.0, cells_error=0.0)
    passes = chance_within(0.82, 0.8, np.inf, 0.18, "logit").item()
    assert said["in_specification"].mean() == pytest.approx(passes, abs=4 * np.sqrt(0.25 / N))
    assert (said["false_rejection"] == 1.0 - said["in_specification"]).all()
    assert (said["false_release"] == 0.0).all()
    assert (judged.viability == 0.82).all()
    assert np.std(said["measured_viability"]) == pytest.approx(100 * 0.18 * 0.82 * 0.18, rel=0.05)


def test_false_releases_are_lots_truly_outside() -> None:
    made = batch(viability=0.78)
    _, said = decided(ReleaseTisaCel(), made, cohort(), process_failure=0.0, cells_error=0.0)
    passes = chance_within(0.78, 0.8, np.inf, 0.18, "logit").item()
    assert said["false_release"].mean() == pytest.approx(passes, abs=4 * np.sqrt(0.25 / N))
    assert (said["false_rejection"] == 0.0).all()


def test_without_errors_of_assays_nothing_is_false() -> None:
    viability = np.linspace(0.5, 1.0, N)
    exact = {"viability_error": 0.0, "cells_error": 0.0, "process_failure": 0.0}
    judged, said = decided(ReleaseTisaCel(), batch().but(viability=viability), cohort(), **exact)
    assert said["false_release"].sum() == said["false_rejection"].sum() == 0.0
    assert ((judged.rejected == "") == (viability >= 0.8)).all()


def test_process_failures_are_the_share_that_was_given() -> None:
    judged, said = decided(ReleaseTisaCel(), batch(viability=0.99), cohort(), process_failure=0.05)
    assert said["process_failure"].mean() == pytest.approx(0.05, abs=4 * np.sqrt(0.05 / N))
    assert (judged.rejected == PROCESS).mean() == pytest.approx(said["process_failure"].mean(), abs=1e-3)
    _, spared = decided(ReleaseTisaCel(), batch(viability=0.99), cohort(), process_failure=0.0)
    assert spared["process_failure"].sum() == 0.0


def test_exceptions_are_made_of_living_lots_that_somebody_accepts() -> None:
    made = batch().but(viability=np.where(np.arange(N) % 2, 0.70, 0.40))
    judged, said = decided(ReleaseTisaCel(), made, cohort(), exceptions=1.0, process_failure=0.0, viability_error=0.0)
    odd = np.arange(N) % 2 == 1
    assert said["by_exception"][odd].mean() == pytest.approx(19 / 24, abs=4 * np.sqrt(0.25 / N))
    assert said["by_exception"][~odd].sum() == 0.0
    assert set(np.unique(judged.rejected[~odd])) == {OUT_OF_SPECIFICATION}
    _, none = decided(ReleaseTisaCel(), made, cohort(), process_failure=0.0)
    assert none["by_exception"].sum() == 0.0


def test_new_runs_succeed_as_counted_and_take_their_days() -> None:
    """With material for everybody, one run releases 11 of 21; two release 1 - (10/21)^2, the second adding days."""
    made = batch(viability=0.5)
    values = {"recollected": 1.0, "process_failure": 0.0}
    once, said = decided(ReleaseTisaCel(), made, cohort(), remakes=1.0, **values)
    twice, again = decided(ReleaseTisaCel(), made, cohort(), remakes=2.0, **values)
    noise = 4 * np.sqrt(0.25 / N)
    assert said["remade"].mean() == pytest.approx(11 / 21, abs=noise)
    assert again["remade"].mean() == pytest.approx(1 - (10 / 21) ** 2, abs=noise)
    assert (said["days_added"] == 32.0).all()
    assert again["days_added"] == pytest.approx(np.where(said["remade"] == 1.0, 32.0, 64.0))
    assert set(np.unique(once.rejected)) == set(np.unique(twice.rejected)) == {"", FAILED_AGAIN}


def test_without_material_no_new_run_is_made() -> None:
    judged, said = decided(
        ReleaseTisaCel(), batch(viability=0.5), cohort(), remakes=1.0, recollected=0.0, process_failure=0.0
    )
    assert set(np.unique(judged.rejected)) == {NO_MATERIAL}
    assert said["days_added"].sum() == 0.0


def test_a_lot_made_again_just_meets_what_it_had_failed() -> None:
    made = batch(viability=0.5, positive=0.01, cells=1e8)
    values = {"recollected": 1.0, "remake_success": 1.0, "process_failure": 0.0}
    judged, _ = decided(ReleaseTisaCel(), made, cohort(), remakes=1.0, **values)
    assert judged.viability == pytest.approx(np.full(N, 0.8))
    assert judged.cells * judged.car_positive == pytest.approx(np.full(N, 0.2e6 * 30.0))
    good = batch(viability=0.95)
    lost, _ = decided(ReleaseTisaCel(), good, cohort(), remakes=1.0, **(values | {"process_failure": 1.0}))
    assert (lost.viability == 0.95).all()
    assert (lost.cells == good.cells).all()


def test_heavy_persons_need_a_number_of_cells() -> None:
    """0.1e8 cells above 50 kg, 0.2e6 per kg below: 8e6 cells are enough at 30 kg and not at 60 kg."""
    exact = {"cells_error": 0.0, "process_failure": 0.0}
    made = batch(cells=8e6, positive=1.0, viability=0.99)
    light, _ = decided(ReleaseTisaCel(), made, cohort(30.0), **exact)
    heavy, _ = decided(ReleaseTisaCel(), made, cohort(60.0), **exact)
    assert (light.rejected == "").all()
    assert (heavy.rejected == OUT_OF_SPECIFICATION).all()


def test_lists_differ_in_what_they_ask() -> None:
    """78 % viable and 15 % CAR+ passes one of four lists; copies count per cell or per transduced cell."""
    made = batch(viability=0.78, positive=0.15)
    exact = {"viability_error": 0.0, "car_positive_error": 0.0, "copies_error": 0.0, "cells_error": 0.0}
    passed = {
        type(step).__name__: bool((decided(step, made, cohort(), process_failure=0.0, **exact)[0].rejected == "").all())
        for step in (ReleaseTisaCel(), ReleaseAri0001(), ReleaseCd20(), ReleaseHcar19())
    }
    assert passed == {"ReleaseTisaCel": False, "ReleaseAri0001": False, "ReleaseCd20": False, "ReleaseHcar19": True}
    _, ari = decided(ReleaseAri0001(), made, cohort(), **exact)
    _, cd20 = decided(ReleaseCd20(), made, cohort(), **exact)
    assert ari["measured_copies_per_cell"] == pytest.approx(np.full(N, 0.6))
    assert cd20["measured_copies_per_transduced_cell"] == pytest.approx(np.full(N, 1.2 / (1 - np.exp(-1.2))))


def test_too_many_copies_are_out_of_specification() -> None:
    full = np.full(N, 1.0)
    many = batch(viability=0.99, positive=0.5).but(copies=ZeroInflated(0.5 * full, 6.0 * full))
    judged, _ = decided(ReleaseCd20(), many, cohort(), copies_error=0.0, process_failure=0.0)
    assert (judged.rejected == OUT_OF_SPECIFICATION).all()


def test_a_lot_refused_before_stays_refused() -> None:
    made = batch(viability=0.99).refused(np.arange(N) % 4 == 0, "too few cells were collected")
    judged, said = decided(ReleaseTisaCel(), made, cohort(), exceptions=1.0, remakes=3.0, process_failure=0.0)
    assert (judged.rejected[::4] == "too few cells were collected").all()
    assert said["cancelled"].mean() == pytest.approx(0.25, abs=0.01)


def test_the_same_person_has_the_same_luck_under_every_policy() -> None:
    made = batch(viability=0.8)
    plain, said = decided(ReleaseTisaCel(), made, cohort())
    more, other = decided(ReleaseTisaCel(), made, cohort(), exceptions=1.0, remakes=1.0)
    assert (said["measured_viability"] == other["measured_viability"]).all()
    assert (said["failed"] == other["failed"]).all()
    assert ((plain.rejected == "") <= (more.rejected == "")).all()


def test_a_dose_by_weight_needs_a_weight() -> None:
    with pytest.raises(CompatibilityError, match="the persons have no weight"):
        decided(ReleaseTisaCel(), batch(), cohort(weight=None))


def test_a_limit_of_copies_needs_a_vector() -> None:
    with pytest.raises(CompatibilityError, match="this product has no vector"):
        decided(ReleaseCd20(), batch().but(copies=None), cohort())


def test_frozen_cells_make_a_new_run_possible_before_anybody_collects_again() -> None:
    """Of 3e9 collected and 1e9 used, two runs of 1e9 are frozen; a third needs a new collection, refused here."""
    full = np.ones(N)
    notes = {"collection": {"t_cells": 3e9 * full}, "culture": {"seeded": 1e9 * full}}
    made = batch(viability=0.5)
    for step, said in notes.items():
        made = made.noted(step, **{name: Note(values, "cell", name) for name, values in said.items()})
    values = {"recollected": 0.0, "remake_success": 0.0, "process_failure": 0.0}
    judged, said_of = decided(ReleaseTisaCel(), made, cohort(), remakes=3.0, **values)
    assert (said_of["days_added"] == 64.0).all()
    assert set(np.unique(judged.rejected)) == {FAILED_AGAIN}


def test_counts_of_other_patients_are_varied_over_their_exact_intervals() -> None:
    for name, one in (("remake_success", Counted(11, 21)), ("accepted", Counted(19, 24))):
        parameter = Release.declared[name]
        assert isinstance(parameter, Parameter)
        assert isinstance(parameter.source, Assumed)
        assert parameter.canonical == one.share
        assert (parameter.source.low, parameter.source.high) == one.interval()
