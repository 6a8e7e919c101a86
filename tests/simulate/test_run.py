import numpy as np
import pytest

from engraft.errors import CompatibilityError, SpecificationError
from engraft.kernel.status import Status
from engraft.language import Assumed, Flow, Model, Parameter, State, System
from engraft.simulate import Crossing, Needs, Peak, blocks, concatenate, prepare, simulate, simulate_block
from engraft.therapy import Lot, Regimen, Rounds, give, infuse, rule

GUESS = Assumed("made up for a test", 0.0, 1e12)
DAYS = (0.0, 0.25, 0.5, 1.0, 2.0, 5.0)
KEPT = Needs.of(["pk.central", "pk.concentration"], DAYS)
CLEARANCE, VOLUME = 0.5, 5.0


def test_a_bolus_per_weight_falls_exponentially(pk, drug, people) -> None:
    cohort = people([0, 1, 2], weight=[12.0, 70.0, 140.0])
    run = simulate(pk, give(drug, "2 mg/kg, at most 200 mg"), cohort, needs=KEPT, span=(0.0, 5.0), seed=1, rtol=1e-9)
    given = np.array([24.0, 140.0, 200.0])
    exact = given * np.exp(-CLEARANCE * np.array(DAYS))[:, None]
    np.testing.assert_allclose(run.course("pk.central"), exact, rtol=1e-7)
    np.testing.assert_allclose(run.course("pk.concentration"), exact / VOLUME, rtol=1e-7)
    assert run.unit("pk.concentration") == "ug/mL"
    assert run.failed == 0


def test_an_infusion_rises_to_its_end_and_falls(pk, drug, people) -> None:
    regimen = give(drug, "100 mg/m^2/day", days=(0.25,), over="12 h")
    run = simulate(pk, regimen, people([4], weight=[60.0]), needs=KEPT, span=(0.0, 5.0), seed=1, rtol=1e-9)
    rate, day = 100.0 * 60.0 / 40.0, np.array(DAYS)
    inside = rate / CLEARANCE * (1.0 - np.exp(-CLEARANCE * np.clip(day - 0.25, 0.0, 0.5)))
    exact = inside * np.exp(-CLEARANCE * np.clip(day - 0.75, 0.0, None))
    np.testing.assert_allclose(run.course("pk.central")[:, 0], exact, rtol=1e-7, atol=1e-12)


def test_doses_add_up_whatever_their_order(pk, drug, people) -> None:
    one = give(drug, "10 mg", days=(2.0, 0.0)) + give(drug, "5 mg", days=(1.0,))
    other = give(drug, "5 mg", days=(1.0,)) + give(drug, "10 mg", days=(0.0, 2.0))
    runs = [simulate(pk, r, people([0]), needs=KEPT, span=(0.0, 5.0), seed=1, rtol=1e-9) for r in (one, other)]
    exact = sum(d * np.exp(-CLEARANCE * (5.0 - t)) for d, t in ((10.0, 0.0), (5.0, 1.0), (10.0, 2.0)))
    assert [run.at("pk.central", 5.0)[0] for run in runs] == pytest.approx([exact] * 2, rel=1e-7)


def test_each_person_gets_the_own_bag_shared_over_states(pool, cells, people) -> None:
    lot = Lot(
        np.array([3, 1]),
        np.array([1e8, 2e8]),
        shares={"pool.car": np.array([0.75, 0.5]), "pool.memory": np.array([0.25, 0.5])},
        overrides={"pool.growth": np.array([0.3, 0.2])},
    )
    needs = Needs.of(["pool.car", "pool.memory"], [0.0, 4.0])
    run = simulate(pool, infuse(cells, lot), people([1, 3]), needs=needs, span=(0.0, 4.0), seed=1, rtol=1e-9)
    np.testing.assert_allclose(run.at("pool.car", 4.0), [1e8 * np.exp(0.8), 0.75e8 * np.exp(1.2)], rtol=1e-7)
    np.testing.assert_allclose(run.at("pool.memory", 4.0), np.array([1e8, 0.25e8]) * np.exp(-0.2), rtol=1e-7)


def test_a_person_without_a_bag_is_refused(pool, cells, people) -> None:
    lot = Lot(np.array([1]), np.array([1e8]))
    with pytest.raises(CompatibilityError, match="person 2"):
        simulate(pool, infuse(cells, lot), people([1, 2]), needs=Needs(), span=(0.0, 4.0), seed=1)


def test_a_rule_fires_at_rounds_at_most_so_often(pk, drug, people) -> None:
    """Below 10 mg from ln(10)/0.5 = 4.605 days on; rounds every 12 hours, so first at day 5."""
    again = rule(give(drug, "100 mg"), when="pk.central < 10 [mg]", every_at_least="4 d", at_most=3, name="again")
    needs = Needs.of(["pk.central"], [0.0, 30.0])
    run = simulate(pk, give(drug, "100 mg") + again, people([0]), needs=needs, span=(0.0, 30.0), seed=1, rtol=1e-9)
    fired = run.rules["again"][:, 0]
    # after 5.0 there are 108.2 mg: below 10 after 4.763 days, so at 10.0; then 108.9 mg, at 15.0
    np.testing.assert_array_equal(fired[:3], [5.0, 10.0, 15.0])
    assert np.isnan(fired[3:]).all()
    assert run.rule_counts["again"].tolist() == [3]
    exact = sum(100.0 * np.exp(-CLEARANCE * (30.0 - t)) for t in (0.0, 5.0, 10.0, 15.0))
    assert run.at("pk.central", 30.0)[0] == pytest.approx(exact, rel=1e-6)


def test_a_rule_waits_and_remembers(pk, drug, people) -> None:
    """A pause longer than the condition's return, a delay, and a memory read by another rule."""
    first = rule(
        give(drug, "3 mg/kg", days=(0.25, 1.25)), when="time >= 1 [day]", every_at_least="5 d", at_most=2, name="a"
    )
    second = rule(give(drug, "1 mg"), when="rule.a.count >= 2 and rule.a.since >= 2", at_most=1, name="b")
    run = simulate(
        pk, first + second, people([0], weight=[10.0]), needs=Needs.of(["pk.central"], [12.0]), span=(0.0, 12.0),
        seed=1, rtol=1e-9, rounds=Rounds.of((0.0, 20.0, 1.0)),
    )  # fmt: skip
    assert run.rules["a"][:2, 0].tolist() == [1.0, 6.0]
    assert run.rules["b"][:1, 0].tolist() == [8.0]
    given = ((30.0, 1.25), (30.0, 2.25), (30.0, 6.25), (30.0, 7.25), (1.0, 8.0))
    exact = sum(d * np.exp(-CLEARANCE * (12.0 - t)) for d, t in given)
    assert run.at("pk.central", 12.0)[0] == pytest.approx(exact, rel=1e-6)


def test_peaks_are_found_between_outputs_and_at_doses(pk, drug, people) -> None:
    needs = Needs.of(peaks=[Peak("all", "pk.concentration", 0.0, 20.0), Peak("late", "pk.concentration", 3.5, 20.0),
                            Peak("too late", "pk.concentration", 30.0, 40.0)])  # fmt: skip
    run = simulate(pk, give(drug, "100 mg"), people([0, 1]), needs=needs, span=(0.0, 20.0), seed=1, rtol=1e-9)
    start = run.peaks["all"][0, 0]
    np.testing.assert_allclose(run.peaks["all"], [[start, start], [0.0, 0.0]])
    np.testing.assert_allclose(run.peaks["late"][:, 0], [start * np.exp(-3.5 * CLEARANCE), 3.5], rtol=1e-6)
    assert np.isnan(run.peaks["too late"]).all()


def test_a_peak_is_in_the_declared_unit(pk, drug, people) -> None:
    needs = Needs.of(["pk.concentration"], [0.0], peaks=[Peak("top", "pk.concentration", 0.0, 20.0)])
    run = simulate(pk, give(drug, "100 mg"), people([0]), needs=needs, span=(0.0, 20.0), seed=1)
    assert run.peaks["top"][0, 0] == run.at("pk.concentration", 0.0)[0]


def test_crossings_are_found_between_outputs(pk, drug, people) -> None:
    level = Crossing("low", "pk.concentration", 2.0, rising=False)
    run = simulate(
        pk, give(drug, "100 mg"), people([0]), needs=Needs.of(marks=[level]), span=(0.0, 20.0), seed=1, rtol=1e-9
    )
    assert run.marks["low"][0, 0] == pytest.approx(np.log(10.0) / CLEARANCE, rel=1e-6)
    assert run.mark_counts["low"].tolist() == [1]


def test_death_ends_a_person_and_blanks_the_rest(everything, people) -> None:
    needs = Needs.of(["pool.tumour"], np.arange(0.0, 201.0, 10.0))
    run = simulate(everything, Regimen(), people(range(40)), needs=needs, span=(0.0, 200.0), seed=5)
    died = run.hazards["fate.death"]
    dead = ~np.isnan(died)
    assert 30 < dead.sum() <= 40  # expected 39.3: the chance to live is exp(-4)
    np.testing.assert_array_equal(run.end_time, np.where(dead, died, 200.0))
    np.testing.assert_array_equal(np.isnan(run.course("pool.tumour")), run.times[:, None] > run.end_time)


class Runaway(Model):
    """A quantity that explodes in finite time for some."""

    amount = State("mg", initial=1.0, source=GUESS)
    speed = Parameter(1.0, "1/mg/day", source=GUESS)

    def flows(self):
        yield Flow("growth", into=self.amount, rate=self.speed * self.amount**2)


def test_a_failed_person_is_a_column_with_a_status(people) -> None:
    """dx/dt = s x^2 from 1 explodes at 1/s: within the run for the second person only."""
    cohort = people([0, 1, 2], parameters={"b.speed": [0.1, 1.0, 0.2]})
    needs = Needs.of(["b.amount"], [0.0, 0.5, 2.0])
    run = simulate(Runaway().system("b"), Regimen(), cohort, needs=needs, span=(0.0, 2.0), seed=1)
    assert run.failed == 1
    assert run.status[1] != Status.SOLVED
    assert run.messages()[1] != Status.SOLVED.message
    np.testing.assert_allclose(run.at("b.amount", 2.0)[[0, 2]], [1 / 0.8, 1 / 0.6], rtol=1e-5)
    assert np.isnan(run.at("b.amount", 2.0)[1])


def test_blocks_put_together_are_the_whole(everything, cells, drug, people) -> None:
    regimen = infuse(cells, "1e6 cell/kg") + give(drug, "10 mg", days=(1.0, 2.0))
    regimen += rule(give(drug, "7 mg"), when="pk.central < 5 [mg]", at_most=2, name="more")
    needs = Needs.of(["pool.car", "pk.central"], [0.0, 7.0, 30.0], [Crossing("m", "pk.central", 6.0, rising=False)])
    cohort = people(range(7))
    run = prepare(everything, regimen, needs=needs, span=(0.0, 30.0), seed=3)
    whole = simulate_block(run, cohort)
    parts = concatenate([simulate_block(run, block) for block in blocks(cohort, 3)])
    assert parts.outputs.identical(whole.outputs)
    for name in ("persons", "status", "end_time", "steps"):
        np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name))
    for name in ("hazards", "marks", "mark_counts", "rules", "rule_counts", "extinct", "peaks"):
        mine, theirs = getattr(parts, name), getattr(whole, name)
        assert mine.keys() == theirs.keys()
        for key in mine:
            np.testing.assert_array_equal(mine[key], theirs[key])
    assert parts.where == whole.where


def test_progress_counts_persons(pk, people) -> None:
    seen: list[tuple[int, int]] = []
    cohort = people(range(2050))
    simulate(
        pk,
        Regimen(),
        cohort,
        needs=Needs(),
        span=(0.0, 1.0),
        seed=1,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(1024, 2050), (2048, 2050), (2050, 2050)]


@pytest.mark.parametrize("span", [(0.0, 0.0), (5.0, 1.0), (0.0, np.inf), (np.nan, 1.0)])
def test_an_empty_or_endless_span_is_refused(pk, people, span) -> None:
    with pytest.raises(SpecificationError, match="span"):
        simulate(pk, Regimen(), people([0]), needs=Needs(), span=span, seed=1)


def test_what_lies_outside_the_span_is_refused(pk, drug, people) -> None:
    with pytest.raises(CompatibilityError, match="drug is given on day -3"):
        simulate(pk, give(drug, "1 mg", days=(-3,)), people([0]), needs=Needs(), span=(-1.0, 9.0), seed=1)
    with pytest.raises(CompatibilityError, match="drug is given on day 12, after the run"):
        simulate(pk, give(drug, "1 mg", days=(0, 12)), people([0]), needs=Needs(), span=(-1.0, 9.0), seed=1)
    with pytest.raises(CompatibilityError, match="day 10"):
        simulate(pk, Regimen(), people([0]), needs=Needs.of(["pk.central"], [10.0]), span=(-1.0, 9.0), seed=1)
    with pytest.raises(SpecificationError, match="rtol"):
        simulate(pk, Regimen(), people([0]), needs=Needs(), span=(0.0, 9.0), seed=1, rtol=0.0)


def test_nobody_is_refused(pk, people) -> None:
    with pytest.raises(SpecificationError, match="empty"):
        simulate(pk, Regimen(), people([]), needs=Needs(), span=(0.0, 1.0), seed=1)


def test_a_run_beyond_memory_is_refused_before_it_starts(pk, people) -> None:
    run = prepare(pk, Regimen(), needs=KEPT, span=(0.0, 5.0), seed=1)
    with pytest.raises(SpecificationError) as caught:
        run.check_memory(10**12)
    assert "GiB needed" in str(caught.value)
    assert "available" in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 3


def test_a_system_with_an_open_port_cannot_run(people) -> None:
    from engraft.language import Port

    class Reader(Model):
        """Reads what nobody gives."""

        level = Port("mg")
        amount = State("mg")
        speed = Parameter(1.0, "1/day", source=GUESS)

        def flows(self):
            yield Flow("growth", into=self.amount, rate=self.speed * self.level)

    system: System = Reader().system("reader")
    with pytest.raises(CompatibilityError, match=r"reader\.level"):
        simulate(system, Regimen(), people([0]), needs=Needs(), span=(0.0, 1.0), seed=1)
