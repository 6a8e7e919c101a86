"""Three ways to the site of the tumor side by side: a radioligand, an antibody's toxin, a suicide gene."""

from __future__ import annotations

from engraft.language import System, join
from engraft.models.blocks.body import Body
from engraft.models.blocks.delivered_leukemia import DeliveredLeukemia
from engraft.models.drugs.ganciclovir import Ganciclovir
from engraft.models.drugs.inotuzumab import Inotuzumab
from engraft.models.drugs.radioligand import Radioligand
from engraft.models.drugs.suicide_payload import SuicidePayload

WIRES = {
    "ganciclovir.weight": "body.weight",
    "payload.poisoned": "ganciclovir.poisoned",
    "payload.transduced": "leukemia.transduced",
    "leukemia.radioligand": "radioligand.kill_leukemia",
    "leukemia.progenitors_killed": "radioligand.kill_progenitors",
    "leukemia.toxin": "inotuzumab.kill",
    "leukemia.suicide": "payload.kill",
    "leukemia.neighbour": "payload.kill_neighbour",
    "leukemia.transduces": "payload.transduces",
}


def tumor_site() -> System:
    """Reach leukemia of the marrow with one of three payloads, and follow what the rest of the body gets of it.

    A radioligand enters ``radioligand.remaining`` in Gy to the liver, inotuzumab ozogamicin ``inotuzumab.central``, a
    vector ``payload.vector`` and ganciclovir ``ganciclovir.central``. The endpoint ``therapeutic_index`` sets what the
    tumor gets beside what another organ gets.

    What this system cannot say: what each block says it cannot; toxicity, other than as an exposure; remission and
    survival; all three at once, which would kill as if they did not know of each other.
    """
    parts = {
        "body": Body(), "radioligand": Radioligand(), "inotuzumab": Inotuzumab(), "ganciclovir": Ganciclovir(),
        "payload": SuicidePayload(), "leukemia": DeliveredLeukemia(),
    }  # fmt: skip
    systems = [recipe.system(name) for name, recipe in parts.items()]
    return join(*systems, wire=WIRES, name="tumor_site", about=tumor_site.__doc__ or "")


def switched_t_cells() -> System:
    """Follow donor T cells with caspase 9 and with thymidine kinase under rimiducid and ganciclovir.

    Rimiducid enters ``safety_switch.central``, ganciclovir ``ganciclovir.central``.

    What this system cannot say: what each block says it cannot; the disease; graft-versus-host disease.
    """
    from engraft.models.blocks.switched_t_cells import SwitchedTCells
    from engraft.models.drugs.suicide_switch import SuicideSwitch

    wire = {f"{block}.weight": "body.weight" for block in ("safety_switch", "ganciclovir", "t_cells")}
    wire |= {"t_cells.switch_kill": "safety_switch.kill", "t_cells.poisoned": "ganciclovir.poisoned"}
    parts = (
        Body().system("body"), SuicideSwitch().system("safety_switch"), Ganciclovir().system("ganciclovir"),
        SwitchedTCells().system("t_cells"),
    )  # fmt: skip
    return join(*parts, wire=wire, name="switched_t_cells", about=switched_t_cells.__doc__ or "")
