import numpy as np
import pytest

from engraft import models, units
from engraft.kernel.evaluate import evaluate
from engraft.models.library.stiehl2015_aml import Stiehl2015

RATIOS = ("renewal", "late_renewal", "division", "late_division", "death")
PER_KG = units.canonical(1.0, "cell/kg")
HEALTHY = ("aml.stem", "aml.precursors", "aml.mature")


def worked_out(expression, **changed):
    """Work out an expression of the model at its published values, some changed."""
    system = models.build("stiehl2015")
    values = {one.name: one.value for one in system.parameters} | {f"aml.{name}": v for name, v in changed.items()}
    return float(evaluate([expression], values, 1)[0, 0])


def neutral():
    """Make leukemic cells like healthy ones."""
    return {f"aml.{name}_ratio": 1.0 for name in RATIOS}


def test_what_keeps_the_counts_at_rest_is_as_published():
    """A replication of the paper prints these three: 1.75e-9, 0.849075 and 0.4595."""
    rest = (
        (lambda m: m.feedback(), 1.75e-9 / PER_KG, 1e-12),
        (lambda m: m.late_renewal(), 0.849075, 1e-6),
        (lambda m: m.late_division(), 0.4595, 1e-6),
    )
    for read, value, tolerance in rest:
        assert worked_out(_of(read)) == pytest.approx(value, rel=tolerance)


def _of(read):
    """Take an expression of the model with the names of the system."""
    seen = []

    class Seen(Stiehl2015):
        __doc__ = Stiehl2015.__doc__

        def observables(self):
            seen.append(read(self))
            return super().observables()

    Seen().system("aml")
    return seen[0]


@pytest.mark.parametrize("counts", [(1e7, 2e9, 4e8), (3e6, 5e8, 9e8)])
def test_without_leukemia_nothing_changes_whatever_the_counts_at_rest(counts, as_published):
    given = {f"{name}_at_rest": value * PER_KG for name, value in zip(HEALTHY, counts, strict=True)}
    given |= {"aml.leukemic_stem_initial": 0.0}
    run = as_published(models.build("stiehl2015"), [*HEALTHY, "aml.blast_fraction"], [0.0, 500.0], values=given)
    for name, value in zip(HEALTHY, counts, strict=True):
        np.testing.assert_allclose(run.course(name)[:, 0], value, rtol=1e-6)
    assert run.at("aml.blast_fraction", 500.0)[0] == 0.0


def test_a_clone_that_is_like_its_host_keeps_its_share(as_published):
    """Both hear one signal, so immature cells of equal kind stay in the ratio in which they were."""
    names = ["aml.stem", "aml.leukemic_stem"]
    values = neutral() | {"aml.leukemic_stem_initial": 2e6 * PER_KG}
    run = as_published(models.build("stiehl2015"), names, [0.0, 40.0, 400.0], values=values)
    np.testing.assert_allclose(run.course(names[1]) / run.course(names[0]), 0.2, rtol=1e-6)


def test_higher_renewal_alone_wins_and_lower_renewal_alone_loses(as_published):
    for ratio, wins in ((1.05, True), (0.95, False)):
        values = neutral() | {"aml.renewal_ratio": ratio, "aml.leukemic_stem_initial": 1e5 * PER_KG}
        run = as_published(models.build("stiehl2015"), ["aml.leukemic_stem"], [0.0, 1000.0], values=values)
        assert bool(run.at("aml.leukemic_stem", 1000.0)[0] > 1e5) is wins


def test_every_division_makes_two_cells():
    """What renews counts once more, what matures leaves its stage once and arrives twice."""
    system = models.build("stiehl2015")
    flows = {flow.name.split(".")[1]: flow for flow in system.flows}
    for whose in ("healthy", "leukemic"):
        for stage in ("immature", "maturing"):
            moved = flows[f"{whose} {stage} cells mature"]
            doubled = flows[f"{whose} {stage} cells divide as they mature"]
            assert moved.rate == doubled.rate
            assert moved.into == doubled.into
            assert not doubled.out_of
            assert flows[f"{whose} {stage} cells renew"].into == moved.out_of


def test_a_share_is_as_published_up_to_nine_tenths_and_never_above_one():
    """Leukemic cells that hear almost no signal, because nobody is mature, mature no more and do not un-mature."""
    system = models.build("stiehl2015")
    values = {one.name: one.value for one in system.parameters} | {state.name: 0.0 for state in system.states}
    moved = next(one.rate for one in system.flows if one.name == "aml.leukemic immature cells mature")

    def renewed(ratio):
        given = values | {"aml.leukemic_stem": 1.0, "aml.renewal_ratio": ratio, "aml.division": 0.5}
        return 1.0 - float(evaluate([moved], given, 1)[0, 0])

    shares = [renewed(one / 0.85) for one in (0.3, 0.9, 1.0, 1.1, 1.36)]
    np.testing.assert_allclose(shares, [0.3, 0.9, 0.975, 1.0, 1.0], rtol=0.0, atol=1e-12)


def test_the_model_says_that_its_leukemia_is_a_guess():
    share = 0.85 * models.build("stiehl2015").parameter("aml.renewal_ratio").value
    assert share > 1.0
    about = models.build("stiehl2015").blocks[0].about
    assert "a share above 1" in about
    assert "guess" in about
