import pytest

from engraft.errors import CompatibilityError
from engraft.kernel.expression import TIME, symbol
from engraft.simulate.conditions import condition
from engraft.therapy import Product, Rule, give, rule


def rule_when(drug: Product, when: str) -> Rule:
    return rule(give(drug, "3 mg"), when=when, name="more").rules[0]


def test_observables_units_time_and_memory_are_understood(pk, drug) -> None:
    read = condition(
        rule_when(drug, "pk.concentration < 2 [mg/L] and time > 12 [hour] and rule.more.since >= 3"), ["more"], pk
    )
    low, late = symbol("pk.central") / symbol("pk.volume") < 2.0, TIME > 0.5
    assert read is (low & late & (symbol("rule.more.since") >= 3.0))


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
    with pytest.raises(CompatibilityError) as caught:
        condition(rule_when(drug, when), ["more"], pk)
    text = str(caught.value)
    assert len(text.splitlines()) <= 3
    assert "'more'" in text
    assert "'pk'" in text
    assert said in text
