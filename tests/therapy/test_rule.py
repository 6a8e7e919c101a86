import pytest

from engraft.errors import SpecificationError
from engraft.language.source import Assumed
from engraft.therapy import Product, Regimen, give, rule

PLAIN = Product("plain", "a.b", "drug", Assumed("made up for a test", 0.0, 1.0))


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
