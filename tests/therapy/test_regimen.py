import math

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.language.source import Assumed
from engraft.therapy import Dose, Lot, Product, Regimen, flu_cy, give, infuse, rule
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


def test_malformed_events_are_refused() -> None:
    with pytest.raises(SpecificationError, match="no day"):
        give(PLAIN, "3 mg", days=())
    with pytest.raises(SpecificationError, match="day of plain"):
        give(PLAIN, "3 mg", days=(math.nan,))
    with pytest.raises(SpecificationError, match="duration"):
        give(PLAIN, "3 ug/day")
    with pytest.raises(SpecificationError, match="wrong kind"):
        give(PLAIN, "3 cell/kg")
    with pytest.raises(SpecificationError, match="lot"):
        give(PLAIN, Lot(np.array([1]), np.array([1.0])))
    assert give(PLAIN, "28 ug/day", over="28 d").events[0].over == 28.0
    assert give(PLAIN, Dose(0.0, "mg")).events[0].dose == Dose(0.0, "mg")


def test_rules_keep_their_memory() -> None:
    (made,) = rule(
        give(PLAIN, "3 mg", days=(0, 1)), when="a.b < 1", every_at_least="28 d", at_most=1, name="again"
    ).rules
    assert (made.name, made.every_at_least, made.at_most) == ("again", 28.0, 1)
    assert made.actions[0].days == (0.0, 1.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"when": " "},
        {"at_most": 0},
        {"at_most": 1.5},
        {"every_at_least": -1.0},
        {"name": "two words"},
        {"every_at_least": "8 mg"},
    ],
)
def test_malformed_rules_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SpecificationError):
        rule(give(PLAIN, "3 mg"), **({"when": "a.b < 1"} | wrong))  # type: ignore[arg-type]


def test_rules_cannot_look_back_nest_or_share_a_name() -> None:
    with pytest.raises(SpecificationError, match="delay"):
        rule(give(PLAIN, "3 mg", days=(-1,)), when="a.b < 1")
    inner = rule(give(PLAIN, "3 mg"), when="a.b < 1")
    with pytest.raises(SpecificationError, match="inside a rule"):
        rule(inner, when="a.b < 1")
    with pytest.raises(SpecificationError, match="two rules"):
        inner + inner
    with pytest.raises(SpecificationError, match="does nothing"):
        rule(Regimen(), when="a.b < 1")
