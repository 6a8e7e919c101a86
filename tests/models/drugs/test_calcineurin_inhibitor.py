import pytest

from engraft.language import join
from engraft.models.blocks.body import Body
from engraft.models.drugs.calcineurin_inhibitor import ciclosporin, tacrolimus
from engraft.units import canonical


@pytest.mark.parametrize(
    ("recipe", "daily", "steady"), [(ciclosporin(), 210.0, 210.0 / 24.0 / 21.9), (tacrolimus(), 2.1, 2.1 / 24.0 / 3.71)]
)
def test_a_stream_settles_at_the_dose_over_clearance(as_published, recipe, daily, steady):
    system = join(recipe.system("d"), Body().system("b"), wire={"d.weight": "b.weight"}, name="x")
    names, values = ["d.concentration", "d.inhibited"], {"b.weight": canonical(70.0, "kg")}
    given = {"d.amount": (0.0, 30.0 * canonical(daily, "mg"), 30.0)}
    found = as_published(system, names, [0.0, 29.9], given=given, values=values)
    level, effect = (found.course(name)[1, 0] for name in names)
    assert level == pytest.approx(1000.0 * steady, rel=1e-3)  # ug/L
    half = next(p.value for p in recipe.system("d").parameters if p.name == "d.half_maximal")
    assert effect == pytest.approx(level / (level + half / canonical(1.0, "ug/L")), rel=1e-6)


def test_weight_changes_concentration_and_not_half_life(as_published):
    system = join(ciclosporin().system("d"), Body().system("b"), wire={"d.weight": "b.weight"}, name="x")
    given = {"d.amount": (0.0, canonical(100.0, "mg"), 0.0)}
    light, heavy = (
        as_published(system, ["d.concentration"], [0.01, 0.5], given=given, values={"b.weight": canonical(w, "kg")})
        .course("d.concentration")[:, 0]
        for w in (50.0, 100.0)
    )  # fmt: skip
    assert light[0] == pytest.approx(2.0 * heavy[0])
    assert light[1] / light[0] == pytest.approx(heavy[1] / heavy[0])
