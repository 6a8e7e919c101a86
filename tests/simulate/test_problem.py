import pytest

from engraft.errors import CompatibilityError
from engraft.kernel.expression import symbol
from engraft.kernel.problem import Kind
from engraft.language import Assumed, Flow, Model, Parameter, State
from engraft.simulate import Crossing, Needs
from engraft.simulate.problem import lower_problem
from engraft.therapy import Regimen, give, rule

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


def test_an_unknown_output_suggests_the_nearest(pk) -> None:
    with pytest.raises(CompatibilityError, match=r"did you mean 'pk\.central'") as caught:
        lower_problem(pk, Regimen(), Needs.of(["pk.centre"]))
    assert len(str(caught.value).splitlines()) <= 3


def test_an_unknown_crossing_names_itself_and_the_nearest(pk) -> None:
    mark = Crossing("low", "pk.concentratoin", 1.0, rising=True)
    with pytest.raises(CompatibilityError, match=r"crossing 'low'[\s\S]*did you mean 'pk\.concentration'"):
        lower_problem(pk, Regimen(), Needs.of(marks=[mark]))
