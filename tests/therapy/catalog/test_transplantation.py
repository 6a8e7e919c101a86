import pytest

from engraft.therapy import (
    bone_marrow_graft,
    catalog,
    flu_bu,
    gvhd_prophylaxis,
    gvhd_steroids,
    myeloablative_tbi_cy,
    peripheral_blood_graft,
    ptcy_prophylaxis,
)


def given(regimen):
    return {(e.product.name, str(e.dose)): tuple(e.days) for e in regimen.events}


@pytest.mark.parametrize(
    ("name", "target", "dose"),
    [
        ("cd34_graft", "graft.infused", "5e+06 cell/kg"),
        ("graft_t_cells", "donor_t.infused", "2.5e+08 cell/kg"),
        ("donor_lymphocytes", "donor_t.infused", "1e+07 cell/kg"),
        ("busulfan", "busulfan.amount", "0.8 mg/kg"),
        ("melphalan", "melphalan.amount", "140 mg/m^2"),
        ("antithymocyte_globulin", "atg.thymoglobulin", "1.5 mg/kg"),
        ("anti_t_lymphocyte_globulin", "atg.atlg", "10 mg/kg"),
        ("methotrexate_short", "methotrexate.amount", "10 mg/m^2"),
    ],
)
def test_products_go_where_the_model_expects_them(name, target, dose):
    product = catalog.get(name)
    assert product.target == target
    assert str(product.label_dose) == dose


def test_marrow_brings_a_tenth_of_the_t_cells_of_blood():
    blood, marrow = peripheral_blood_graft(), bone_marrow_graft(2.0)
    assert blood.events[1].dose.value == 10.0 * marrow.events[1].dose.value
    assert marrow.events[0].days == (2.0,)


def test_conditioning_is_over_before_the_graft():
    tbi_cy, busulfan = myeloablative_tbi_cy(), flu_bu()
    fractions = [day for e in tbi_cy.events if e.product.kind == "radiation" for day in e.days]
    assert len(fractions) == 6
    assert sum(e.dose.value * len(e.days) for e in tbi_cy.events if e.product.name == "cyclophosphamide") == 120.0
    doses = [day for e in busulfan.events if e.product.name == "busulfan" for day in e.days]
    assert len(doses) == 16
    assert doses[1] - doses[0] == pytest.approx(0.25)
    assert max(day for r in (tbi_cy, busulfan) for e in r.events for day in e.days) < -2.0


def test_prophylaxis_counts_its_days_from_the_graft():
    days = given(gvhd_prophylaxis(10.0))
    assert days["methotrexate_short", "15 mg/m^2"] == (11.0,)
    assert days["methotrexate_short", "10 mg/m^2"] == (13.0, 16.0, 21.0)
    assert days["ciclosporin", "3 mg/kg/day"] == (9.0,)
    assert days["ciclosporin", "1.5 mg/kg/day"] == (110.0,)
    after = given(ptcy_prophylaxis())
    assert after["cyclophosphamide", "50 mg/kg"] == (3.0, 4.0)
    assert after["tacrolimus", "0.03 mg/kg/day"] == (5.0,)


def test_steroids_treat_from_grade_two():
    [rule] = gvhd_steroids().rules
    assert "magic.grade >= 2" in str(rule.when)
    assert rule.at_most == 28
