"""A recipe that reads like the paper."""

import pytest

from engraft.errors import SpecificationError
from engraft.kernel.expression import free_symbols, symbol
from engraft.language import Assumed, Flow, Hazard, Model, Observable, Paper, Parameter, Port, Rate, State

PAPER = Paper("10.1000/example", "Table 1")


class Turnover(Model):
    """Made and lost, starting in balance."""

    made = Parameter(6, "mg/day", source=PAPER)
    lost = Parameter(3, "1/day", source=PAPER)
    body = State("mg", initial=lambda m: m.made / m.lost)

    def flows(self):
        yield Flow("made", into=self.body, rate=self.made)
        yield Flow("lost", out_of=self.body, rate=self.lost * self.body)


def test_the_class_gives_declarations_and_the_instance_symbols():
    assert Turnover.made.value == 6
    assert Turnover().made is symbol("made")
    assert list(Turnover.declared) == ["made", "lost", "body"]


def test_a_system_qualifies_every_name():
    system = Turnover().system("t")
    assert [p.name for p in system.parameters] == ["t.made", "t.lost"]
    assert free_symbols(*system.balance().values()) == {"t.made", "t.lost", "t.body"}
    assert system.state("t.body").initial is symbol("t.made") / symbol("t.lost")


def test_two_instances_share_no_symbol_and_naming_one_does_not_rename_the_recipe():
    recipe = Turnover()
    one, two = recipe.system("one"), recipe.system("two")
    assert not free_symbols(*one.balance().values()) & free_symbols(*two.balance().values())
    assert recipe.made is symbol("made")


def test_an_initial_number_becomes_a_parameter_with_the_models_reference(disease):
    entry = disease.parameter("b_all.leukemia_initial")
    assert entry.value == 5e10
    assert entry.source == Paper("10.1016/j.cnsns.2020.105570", "initial value")
    assert disease.state("b_all.leukemia").initial is symbol("b_all.leukemia_initial")


def test_an_initial_number_without_any_source_is_refused():
    class Orphan(Model):
        body = State("mg", initial=1)

    with pytest.raises(SpecificationError, match="initial value of 'body' in Orphan has no source"):
        Orphan().system("o")


def test_an_initial_number_may_bring_its_own_source():
    class Owned(Model):
        body = State("g", initial=1, source=Assumed("a guess", 0.5, 2))

    entry = Owned().system("o").parameter("o.body_initial")
    assert (entry.value, entry.shown, entry.unit) == (1000, 1, "g")


def test_overrides_replace_parameters_and_initial_values():
    new = Assumed("another", 1, 100)
    system = Turnover(
        made=Parameter(48, "mg/hour", source=new), body=Parameter(5, "mg", source=new, spread=0.4)
    ).system("t")
    assert system.parameter("t.made").value == pytest.approx(48 * 24)
    assert system.parameter("t.body_initial").spread == 0.4
    assert system.state("t.body").initial is symbol("t.body_initial")
    assert Turnover().system("t").parameter("t.made").value == 6


@pytest.mark.parametrize(
    ("overrides", "says"),
    [
        ({"made": 3}, "needs a number with a source"),
        ({"body": 3.0}, "needs a number with a source"),
        ({"mad": Parameter(3, "mg/day", source=PAPER)}, "did you mean 'made'"),
        ({"made": Parameter(3, "mg", source=PAPER)}, "another unit"),
        ({"inlet": Parameter(3, "mg", source=PAPER)}, "not a parameter or state"),
    ],
)
def test_a_wrong_override_is_refused(overrides, says):
    class Ported(Turnover):
        inlet = Port("mg")

    with pytest.raises(SpecificationError, match=says):
        Ported(**overrides)


def test_a_subclass_inherits_and_replaces_declarations():
    class Faster(Turnover):
        lost = Parameter(30, "1/day", source=PAPER)

    system = Faster().system("f")
    assert system.parameter("f.lost").value == 30
    assert system.parameter("f.made").value == 6


@pytest.mark.parametrize("name", ["", "two words", "a.b", "time", "1st"])
def test_a_block_name_can_be_written_in_a_formula(name):
    with pytest.raises(SpecificationError, match="not a name of a block"):
        Turnover().system(name)


def test_a_quantity_may_not_hide_a_method():
    with pytest.raises(SpecificationError, match="cannot call a quantity 'rates'"):
        type("Wrong", (Model,), {"rates": Parameter(1, "1", source=PAPER)})


def broken(**body):
    return type("Broken", (Turnover,), body)().system("x")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"flows": lambda self: [Flow("f", into=self.body, rate=self.lost)]}, "the flow 'x.f' of 'x.body'"),
        ({"flows": lambda self: [Flow("f", into=self.made, rate=self.made)]}, "moves 'x.made', which is not a state"),
        ({"flows": lambda self: [Flow("f", into=self.body, rate=symbol("y"))]}, "reads 'y', which is not a state"),
        ({"flows": lambda self: [self.made]}, "flows\\(\\) must yield Flow"),
        ({"flows": lambda self: 2 * [Flow("f", into=self.body, rate=self.made)]}, "'x.f' is declared twice"),
        ({"rates": lambda self: [Rate(self.body, self.body, "r")]}, "the rate 'x.r' has the wrong unit"),
        ({"hazards": lambda self: [Hazard("h", self.body)]}, "the hazard 'x.h' has the wrong unit"),
        ({"observables": lambda self: [Observable("o", self.body, "mg/L")]}, "the observable 'x.o' has the wrong unit"),
        ({"observables": lambda self: [Observable("made", self.body, "mg")]}, "'x.made' is declared twice"),
        ({"body": State("mg", initial=lambda m: m.lost)}, "the initial value of 'x.body' has the wrong unit"),
        ({"body": State("mg", initial=lambda m: m.body)}, "reads 'x.body', which is not a parameter"),
        ({"body": State("mg", initial=Parameter(-1, "mg", source=PAPER))}, "starts below zero"),
    ],
)
def test_a_malformed_model_is_refused_where_it_is_wrong(body, says):
    with pytest.raises(SpecificationError, match=says) as error:
        broken(**body)
    assert len(str(error.value).splitlines()) <= 3


def test_a_name_that_is_not_declared_suggests_the_nearest():
    with pytest.raises(AttributeError, match="Turnover declares no 'maed'; did you mean 'made'"):
        _ = Turnover().maed


def test_a_clone_needs_flows_because_births_and_deaths_are_drawn_apart():
    class Clone(Model):
        cells = State("cell", clone=True)
        net = Parameter(1, "1/day", source=PAPER)

        def rates(self):
            yield Rate(self.cells, self.net * self.cells, "net growth")

    with pytest.raises(SpecificationError, match=r"the clone 'c\.cells' has the plain rate"):
        Clone().system("c")


def test_the_block_remembers_its_recipe(disease):
    (block,) = disease.blocks
    assert (block.name, block.recipe, block.reference) == ("b_all", "LeonTriana2021", "10.1016/j.cnsns.2020.105570")
    assert block.about.startswith("CAR T cells against B-ALL")
