"""What several drugs do together to leukemic and healthy myeloid cells."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Model, Observable, Paper, Parameter, Port, log

_CODE = "AMLDT/Venex_Neutropenia_Models"
_START = f"start of the fits in {_CODE}; what they found is not public"


class AmlDrugEffects(Model):
    """Killing adds over drugs; venetoclax acts by the logarithm of its amount, as in ``Amldt2025``.

    leukemia: v = v_aza + f (v_ven + g (v_ara-C + v_flu + v_ida)),  v_ven = slope p ln(1 + V/1 mg)
    healthy division prevented: E = E_aza + E_ara-C + E_flu + E_ida + slope' ln(1 + V/1 mg)

    f is what the subtype leaves of the sensitivity, g (``chemosensitivity``) how sensitive this person's leukemia is to
    cytotoxic drugs, whose potency was stated for lymphoblasts. Rates that add are Bliss's independence.

    What this model cannot say: synergy of venetoclax with azacitidine, which trials suggest, and of fludarabine with
    cytarabine, for which it is given; G-CSF; resistance that grows.

    References
    ----------
    AMLDT/Venex_Neutropenia_Models, new_patient_model.py (venetoclax). Jost F, et al. PLoS One 2019;14:e0204540.
    doi:10.1371/journal.pone.0204540
    """

    reference = _CODE

    azacitidine_kill = Port("1/day", "killed per leukemic cell by azacitidine")
    azacitidine_stop = Port("1", "healthy division prevented by azacitidine")
    cytarabine_kill = Port("1/day", "killed per leukemic cell by cytarabine")
    cytarabine_stop = Port("1", "healthy division prevented by cytarabine")
    fludarabine_kill = Port("1/day", "killed per leukemic cell by fludarabine")
    fludarabine_stop = Port("1", "healthy division prevented by fludarabine")
    idarubicin_kill = Port("1/day", "killed per leukemic cell by idarubicin")
    idarubicin_stop = Port("1", "healthy division prevented by idarubicin")
    venetoclax = Port("mg", "venetoclax in plasma, as an amount")
    sensitivity = Port("1", "what the subtype leaves of killing by venetoclax and cytotoxic drugs")
    chemosensitivity = Parameter(
        1.0,
        "1",
        source=Assumed("as lymphoblasts by the rule of ``cytotoxic_drugs``; a study calibrates it", 0.3, 3.0),
        spread=0.5,
        description="killing by cytotoxic drugs relative to that rule; spread assumed, a study calibrates it",
    )
    venetoclax_on_blasts = Parameter(
        0.5, "1", source=Assumed(_START, 0.0, 2.0), spread=0.472, description="effect of venetoclax on dividing blasts"
    )
    venetoclax_on_healthy = Parameter(
        0.15,
        "1",
        source=Assumed(_START, 0.0, 2.0),
        spread=0.472,
        description="effect of venetoclax on healthy division",
    )
    blast_division = Parameter(
        0.1, "1/day", source=Assumed(f"value of {_CODE}, which its slope goes with", 0.02, 0.5),
        description="division that the slope of venetoclax goes with",
    )  # fmt: skip
    unit_amount = Parameter(
        1.0, "mg", source=Paper(_CODE, "new_patient_model.py", "amounts stand in mg in the logarithm"),
        description="amount in units of which the effect is reckoned",
    )  # fmt: skip

    def observables(self) -> Iterator[Observable]:
        """Yield both sums, and what venetoclax adds."""
        reckoned = log(1.0 + self.venetoclax / self.unit_amount)
        own = self.venetoclax_on_blasts * self.blast_division * reckoned
        cytotoxic = self.chemosensitivity * (self.cytarabine_kill + self.fludarabine_kill + self.idarubicin_kill)
        killed = self.azacitidine_kill + self.sensitivity * (own + cytotoxic)
        stopped = self.azacitidine_stop + self.cytarabine_stop + self.fludarabine_stop + self.idarubicin_stop
        yield Observable("venetoclax_kill", own, "1/day", "killed per leukemic cell by venetoclax, full sensitivity")
        yield Observable("leukemia_kill", killed, "1/day", "killed per leukemic dividing cell by all drugs")
        effect = stopped + self.venetoclax_on_healthy * reckoned
        yield Observable("healthy_effect", effect, "1", "division of healthy cells that all drugs prevent")
