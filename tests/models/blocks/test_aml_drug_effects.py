import numpy as np
import pytest

from engraft.models.blocks.aml_drug_effects import AmlDrugEffects

DRUGS = ("azacitidine", "cytarabine", "fludarabine", "idarubicin")
PORTS = {f"{drug}_kill": (0.1 * k, "1/day") for k, drug in enumerate(DRUGS, 1)}
PORTS |= {f"{drug}_stop": (0.01 * k, "1") for k, drug in enumerate(DRUGS, 1)}
PORTS |= {"venetoclax": (0.0, "mg"), "sensitivity": (1.0, "1")}
NAMES = ["block.leukemia_kill", "block.healthy_effect", "block.venetoclax_kill"]


@pytest.mark.parametrize(
    ("sensitivity", "chemo", "venetoclax"), [(1.0, 1.0, 0.0), (0.5, 1.0, 100.0), (0.5, 2.0, 400.0)]
)
def test_killing_adds_and_resistance_spares_from_all_but_azacitidine(
    boxed, as_published, sensitivity, chemo, venetoclax
):
    system = boxed(AmlDrugEffects(), PORTS)
    values = {"drive.sensitivity": sensitivity, "block.chemosensitivity": chemo, "drive.venetoclax": venetoclax}
    run = as_published(system, NAMES, [0.0], values=values, end=1.0)
    killed, stopped, own = (run.at(name, 0.0)[0] for name in NAMES)
    assert own == pytest.approx(0.5 * 0.1 * np.log1p(venetoclax))
    assert killed == pytest.approx(0.1 + sensitivity * (own + chemo * 0.9))
    assert stopped == pytest.approx(0.1 + 0.15 * np.log1p(venetoclax))
