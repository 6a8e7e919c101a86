import numpy as np
import pytest

from engraft.errors import CompatibilityError
from engraft.kernel.expression import symbol
from engraft.kernel.problem import Kind
from engraft.language import Assumed, Flow, Model, Parameter, State
from engraft.simulate import Crossing, Needs
from engraft.simulate.problem import lower_problem
from engraft.therapy import Lot, Regimen, give, infuse, rule

GUESS = Assumed("made up for a test", 0.0, 1e12)


class Clone(Model):
    """Cells that are born, arrive and die."""

    few = State("cell", initial=10.0, source=GUESS, clone=True)
    source = State("cell", initial=1e6, source=GUESS)
    birth = Parameter(0.2, "1/day", source=GUESS)
    death = Parameter(0.3, "1/day", source=GUESS)

    def flows(self):
        yield Flow("birth", into=self.few, rate=self.birth * self.few)
        yield Flow("arrival", into=self.few, out_of=self.source, rate=0.01 * self.birth * self.source)
        yield Flow("death", out_of=self.few, rate=self.death * self.few)


def test_a_clone_gains_and_loses_by_its_flows() -> None:
    (clone,) = lower_problem(Clone().system("c"), Regimen(), Needs()).clones
    birth, few, source = symbol("c.birth"), symbol("c.few"), symbol("c.source")
    assert clone.gain is birth * few + 0.01 * birth * source
    assert clone.loss is symbol("c.death") * few


def test_rules_read_their_dose_from_a_hidden_parameter(pk, drug) -> None:
    regimen = rule(give(drug, "3 mg/kg", days=(0, 2), over="1 h"), when="pk.concentration < 1 [ug/mL]", at_most=2)
    problem = lower_problem(pk, regimen, Needs())
    assert problem.parameters[-1] == "dose:drug:0"
    (lowered,) = problem.rules
    assert [(act.target, act.kind, act.delay) for act in lowered.actions] == [
        ("pk.central", Kind.INFUSE, 0.0),
        ("pk.central", Kind.INFUSE, 2.0),
    ]
    assert all(act.amount is symbol("dose:drug:0") for act in lowered.actions)
    assert lowered.condition is (symbol("pk.central") / symbol("pk.volume") < 1.0)


def test_levels_are_met_in_declared_units(pool) -> None:
    needs = Needs.of(marks=[Crossing("low", "pool.tumour", 1e6, rising=False)])
    assert lower_problem(pool, Regimen(), needs).marks[0].level == 1e6


def _message(call) -> str:
    with pytest.raises(CompatibilityError) as caught:
        call()
    text = str(caught.value)
    assert len(text.splitlines()) <= 3
    return text


def test_a_dose_into_nothing_names_product_and_system(pk, drug) -> None:
    text = _message(lambda: lower_problem(pk, give(drug, "3 mg", into="pk.centrall"), Needs()))
    assert "drug" in text
    assert "'pk'" in text
    assert "did you mean 'pk.central'?" in text


@pytest.mark.parametrize("into", ["pk.volume", "pk.concentration"])
def test_a_dose_goes_into_states_only(pk, drug, into) -> None:
    assert "no state" in _message(lambda: lower_problem(pk, give(drug, "3 mg", into=into), Needs()))


def test_cells_and_masses_are_told_apart(everything, drug, cells) -> None:
    for regimen in (
        give(drug, "3 mg", into="pool.car"),
        infuse(cells, "1e8 cell", into="pk.central"),
        infuse(cells, Lot(np.array([1]), np.array([1.0]), shares={"pk.central": np.ones(1)})),
        rule(give(drug, "3 IU"), when="pk.central < 1 [mg]"),
    ):
        text = _message(lambda regimen=regimen: lower_problem(everything, regimen, Needs()))
        assert regimen.lines()[0].split(" ")[0] in text
        assert "'everything'" in text


def test_an_unknown_output_or_crossing_suggests_the_nearest(pk) -> None:
    assert "did you mean 'pk.central'?" in _message(lambda: lower_problem(pk, Regimen(), Needs.of(["pk.centre"])))
    mark = Crossing("low", "pk.concentratoin", 1.0, rising=True)
    text = _message(lambda: lower_problem(pk, Regimen(), Needs.of(marks=[mark])))
    assert "crossing 'low'" in text
    assert "did you mean 'pk.concentration'?" in text


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("pk.centrall < 1 [mg]", "pk.central"),
        ("pk.central < 1", "mass"),
        ("pk.central < 1 [cell]", "cell"),
        ("pk.central", "yes-or-no"),
        ("pk.central <", "more"),
        ("rule.other.count < 1", "rule.other.count"),
    ],
)
def test_a_rule_that_does_not_fit_names_rule_and_system(pk, drug, when, said) -> None:
    text = _message(lambda: lower_problem(pk, rule(give(drug, "3 mg"), when=when, name="more"), Needs()))
    assert "'more'" in text
    assert "'pk'" in text
    assert said in text
