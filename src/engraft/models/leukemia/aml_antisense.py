"""AML in an older adult under induction with or without oblimersen: join and wiring."""

from __future__ import annotations

from engraft.language import Assumed, Model, Parameter, System, join
from engraft.models.blocks.aml_death import AmlDeath
from engraft.models.blocks.aml_hierarchy import AmlHierarchy
from engraft.models.blocks.aml_subtype import AmlSubtype
from engraft.models.blocks.antisense import Antisense
from engraft.models.blocks.body import Body
from engraft.models.blocks.sensitized_chemotherapy import SensitizedChemotherapy
from engraft.models.drugs.oblimersen import Oblimersen
from engraft.models.drugs.seven_and_three import daunorubicin_three_days, infused_cytarabine

WIRES = {f"{block}.weight": "body.weight" for block in ("leukemia", "cytarabine", "daunorubicin", "oblimersen")} | {
    "bcl2.concentration": "oblimersen.concentration",
    "effects.sensitized": "bcl2.sensitivity",
    "effects.cytarabine_kill": "cytarabine.kill",
    "effects.cytarabine_stop": "cytarabine.stop_progenitors",
    "effects.daunorubicin_kill": "daunorubicin.kill",
    "effects.daunorubicin_stop": "daunorubicin.stop_progenitors",
    "effects.sensitivity": "subtype.drug_sensitivity",
    "leukemia.leukemia_kill": "effects.leukemia_kill",
    "leukemia.healthy_effect": "effects.healthy_effect",
    "leukemia.t_cell_kill": "effects.t_cell_kill",
    "leukemia.pace": "subtype.pace",
    "death.blast_fraction": "leukemia.blast_fraction",
    "death.blasts_at_start": "leukemia.blasts_at_start",
}
_ADULT = Parameter(75.0, "kg", source=Assumed("an adult; a population sets it", 45.0, 120.0), description="body weight")


def aml_antisense() -> System:
    """Follow an older adult with AML through cytarabine and daunorubicin, with or without oblimersen.

    Oblimersen enters ``oblimersen.central``, the others ``cytarabine.central`` and ``daunorubicin.central``. A
    population sets ``body.weight`` and ``leukemia.blasts_at_start``.

    What this system cannot say: what each block says it cannot; death of induction itself (infection, bleeding), which
    takes one in six to one in five of these adults; transplant.
    """
    parts = [recipe.system(name) for name, recipe in recipes().items()]
    return join(*parts, wire=WIRES, name="aml_antisense", about=aml_antisense.__doc__ or "")


def recipes() -> dict[str, Model]:
    """Name the blocks, each as it stands before it is wired."""
    return {
        "body": Body(weight=_ADULT), "leukemia": AmlHierarchy(), "subtype": AmlSubtype(),
        "cytarabine": infused_cytarabine(), "daunorubicin": daunorubicin_three_days(), "oblimersen": Oblimersen(),
        "bcl2": Antisense(), "effects": SensitizedChemotherapy(), "death": AmlDeath(),
    }  # fmt: skip
