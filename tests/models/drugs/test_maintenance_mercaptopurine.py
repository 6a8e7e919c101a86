import pytest

from engraft.language import join
from engraft.models.drugs.cytotoxic_drugs import AREA
from engraft.models.drugs.maintenance_mercaptopurine import MaintenanceMercaptopurine


def test_the_usual_dose_kills_what_the_typical_leukemia_grows(as_published):
    system = join(MaintenanceMercaptopurine().system("drug"), name="drug")
    surface = {"drug.body_surface": AREA * 100.0}  # canonical: square decimetres
    given = {"drug.gut": (0.0, 60.0 * AREA * 200.0, 200.0)}
    run = as_published(system, ["drug.kill", "drug.effect"], [0.0, 100.0], given=given, values=surface)
    assert run.course("drug.kill")[1, 0] == pytest.approx(1.0 / 30.0, rel=0.01)
    assert 0.1 < run.course("drug.effect")[1, 0] < 0.3
