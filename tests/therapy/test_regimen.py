import pytest

from engraft.errors import SpecificationError
from engraft.language.source import Assumed
from engraft.therapy import Product, Regimen, flu_cy, give, infuse, rule, without
from engraft.therapy.catalog import tisagenlecleucel, tocilizumab

PLAIN = Product("plain", "a.b", "drug", Assumed("made up for a test", 0.0, 1.0))


def test_regimens_add_up_in_order() -> None:
    whole = flu_cy(day=-5) + infuse(tisagenlecleucel()) + rule(tocilizumab(), when="crs.grade >= 2", at_most=4)
    assert [event.product.name for event in whole.events] == ["fludarabine", "cyclophosphamide", "tisagenlecleucel"]
    assert whole.rules[0].name == "tocilizumab"
    assert Regimen() + whole == whole + Regimen() == whole
    assert len(whole.lines()) == 4


def test_conditioning_of_eliana() -> None:
    fludarabine, cyclophosphamide = flu_cy(day=-6).events
    assert fludarabine.days == (-6.0, -5.0, -4.0, -3.0)
    assert cyclophosphamide.days == (-6.0, -5.0)
    assert (str(fludarabine.dose), str(cyclophosphamide.dose)) == ("30 mg/m^2", "500 mg/m^2")
    assert fludarabine.over == pytest.approx(30 / 1440)


def test_the_label_dose_is_the_default_and_into_overrides_the_target() -> None:
    event = infuse(tisagenlecleucel(), into="marrow.car").events[0]
    assert event.dose == tisagenlecleucel().label_dose
    assert event.target == "marrow.car"
    with pytest.raises(SpecificationError, match="plain has no dose"):
        give(PLAIN)


def test_a_rule_left_out_keeps_its_place_and_never_holds() -> None:
    given = infuse(PLAIN, "1 mg")
    whole = rule(given, when="a.b > 1", name="first") + rule(
        infuse(PLAIN, "1 mg"), when="rule.first.count > 0", name="then"
    )
    left = without(whole, ["first"])
    assert [one.when for one in left.rules] == ["time < time", "rule.first.count > 0"]
    assert without(whole, []) == whole
    with pytest.raises(SpecificationError, match="did you mean 'first'"):
        without(whole, ["frist"])
