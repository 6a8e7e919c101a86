import math

import pytest

from engraft.models.blocks.gvhd import Gvhd


def test_damage_reaches_the_balance_of_attack_and_repair(alone):
    names = ["g.skin", "g.liver", "g.gut", "g.rash", "g.damage"]
    found = alone(Gvhd().system("g"), names, [0.0, 500.0], attack=0.5, steroid=0.0)
    skin, liver, gut = 0.1 / (0.1 + 1 / 14), 0.05 / (0.05 + 1 / 14), 0.05 / (0.05 + 1 / 5)
    assert found["g.skin"][1] == pytest.approx(skin, rel=1e-5)
    assert found["g.liver"][1] == pytest.approx(liver, rel=1e-5)
    assert found["g.gut"][1] == pytest.approx(gut, rel=1e-5)
    assert found["g.damage"][1] == pytest.approx((skin + liver + gut) / 3.0, rel=1e-5)


def test_findings_follow_damage(alone):
    from engraft.units import canonical

    found = alone(
        Gvhd().system("g"), ["g.liver", "g.gut", "g.bilirubin", "g.stool"], [0.0, 30.0], attack=0.5, steroid=0.0
    )
    assert found["g.bilirubin"][1] == pytest.approx(canonical(0.6, "mg/dL") / (1.0 - found["g.liver"][1]), rel=1e-6)
    stool = canonical(150.0, "mL/day") + canonical(3000.0, "mL/day") * found["g.gut"][1]
    assert found["g.stool"][1] == pytest.approx(stool, rel=1e-6)


def test_without_attack_nothing_is_damaged_and_steroids_spare_most(alone):
    quiet = alone(Gvhd().system("g"), ["g.skin", "g.thymus"], [0.0, 100.0], attack=0.0, steroid=0.0)
    assert quiet["g.skin"][1] == 0.0
    assert quiet["g.thymus"][1] == 0.0
    early = [alone(Gvhd().system("g"), ["g.skin"], [0.0, 0.1], attack=0.5, steroid=e)["g.skin"][1] for e in (0.0, 1.0)]
    assert early[1] / early[0] == pytest.approx(0.2, rel=0.01)


def test_the_risk_of_chronic_disease_is_that_of_lost_tolerance(alone):
    found = alone(Gvhd().system("g"), ["g.thymus"], [0.0, 20.0], attack=1.0, steroid=0.0)
    lost, back = 1.0 / 14.0, 1.0 / 365.0
    assert found["g.thymus"][1] == pytest.approx(
        lost / (lost + back) * (1.0 - math.exp(-20.0 * (lost + back))), rel=1e-5
    )
    [hazard] = Gvhd().system("g").hazards
    assert hazard.name == "g.chronic"
    assert hazard.empirical
    assert not hazard.ends
