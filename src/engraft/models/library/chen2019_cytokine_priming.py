"""Cytokine release under a T-cell engager, lower with every dose (Chen 2019)."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import (
    Assumed,
    Expression,
    Flow,
    Model,
    Observable,
    Paper,
    Parameter,
    Rate,
    State,
    minimum,
    select,
)

_DOI = "10.1111/cts.12662"
_REVIEW = "10.1158/1078-0432.CCR-21-0470"
_AGAIN = Paper(_DOI, "parameters of the model", f"as in the model file that comes with doi:{_REVIEW}")
_SHOWN = Paper(_REVIEW, "Figure 2D-E", "simulated there: a bolus, one compartment")


class Chen2019(Model):
    """A T-cell engager brings T cells and tumor cells together, IL-6 is released, and release tires of what it made.

    dD_n/dt = -CL D_n/V for the drug of each dose, Cp = Σ D_n/V
    Syn = Cp Tu
    dC/dt = Emax Syn/(EC50 + Syn) IH - deg (C - BL)
    dAUC/dt = C
    IH = 1 - Imax AUC/(IC50/K^(n-1) + AUC), n = number of the dose

    ======  ==================  ====================================================
    paper   here                meaning
    ======  ==================  ====================================================
    -       drug_1 … drug_4     what is left in plasma of each dose
    Cp      concentration       observed: drug in plasma
    Syn     synapses            observed: drug times tumor cells
    C       il6                 IL-6 in plasma
    AUC     exposure            IL-6 so far, over time
    IH      release_left        observed: share of release that is left
    n       dose_number         observed: number of the dose
    Tu      tumor_cells         tumor cells in blood
    Emax    largest_release     release with every cell engaged
    EC50    half_synapses       synapses at half of it
    Imax    largest_inhibition  share of release that can be lost
    IC50    half_exposure       exposure at which half is lost, first dose
    K       priming             by how much less exposure does it, per dose
    deg     degradation         rate at which IL-6 is removed
    BL      baseline            IL-6 at rest
    -       any_dose            tells any dose from none
    ======  ==================  ====================================================

    How n is said. A rate knows amounts, not how often something was given. So each dose is given into its own state
    (``give(drug, "300 ug", days=[7], into="engager.drug_2")``): the drug keeps the number of the dose it came with, all
    of it acts alike, and n is the highest number of which ``any_dose`` is there. So n steps when a dose begins, as in
    the published code, whatever its size, day and duration. A fifth dose goes into ``drug_4`` and counts as the fourth.
    When the last dose is all but gone n falls back, but then nothing is left to release IL-6.

    The numbers were read in one transcription. Another (Gérard and others, code of a method for finding regimens) has
    Emax and IC50 a hundred times as large, EC50 1e4 ng/mL of drug alone, Imax 0.995 and a Hill exponent of 0.92. The
    factor of 100 multiplies IL-6 and changes nothing else, so the level of IL-6 is not to be relied on; a step-up
    lowers the peak with the other EC50 and Imax too. Spread between patients could not be read and is left out; drug
    and tumor cells are those of an example in a review.

    What this model cannot say: tumor cells die of the drug in no equation, T cells are not counted, other cytokines,
    tocilizumab and steroids, symptoms; a pause makes nothing forgotten, since exposure only grows; IL-6 under CAR T
    cells, which are given once.

    References
    ----------
    Chen X, et al. Clin Transl Sci 2019;12:600-608. doi:10.1111/cts.12662
    Van De Vyver AJ, et al. Clin Cancer Res 2021. doi:10.1158/1078-0432.CCR-21-0470 (model file; drug and tumor cells)
    """

    reference = _DOI

    drug_1 = State("mg", description="drug of the first dose in plasma")
    drug_2 = State("mg", description="drug of the second dose in plasma")
    drug_3 = State("mg", description="drug of the third dose in plasma")
    drug_4 = State("mg", description="drug of the fourth and later doses in plasma")
    il6 = State("pg/mL", initial=lambda m: m.baseline, negligible=1e-3, description="IL-6 in plasma")
    exposure = State("pg/mL*hour", negligible=1e-3, description="area under IL-6 so far")

    volume = Parameter(3100.0, "mL", source=_SHOWN, description="volume of distribution")
    clearance = Parameter(12.5, "mL/hour", source=_SHOWN, description="clearance of the drug")
    tumor_cells = Parameter(10.0, "cell/uL", source=_SHOWN, description="tumor cells in blood")
    largest_release = Parameter(3590.0, "pg/mL/hour", source=_AGAIN, description="release with every cell engaged")
    half_synapses = Parameter(10.0, "ug/mL*cell/uL", source=_AGAIN, description="synapses at half of that release")
    largest_inhibition = Parameter(1.0, "1", source=_AGAIN, description="share of release that can be lost")
    half_exposure = Parameter(
        182.0, "pg/mL*hour", source=_AGAIN, description="exposure at which half of release is lost, first dose"
    )
    priming = Parameter(2.83, "1", source=_AGAIN, description="by how much less exposure does it, per dose")
    degradation = Parameter(0.18, "1/hour", source=_AGAIN, description="rate at which IL-6 is removed")
    baseline = Parameter(0.0, "pg/mL", source=_AGAIN, description="IL-6 at rest")
    any_dose = Parameter(
        0.01,
        "ug",
        source=Assumed("to tell any dose from none; the published code counts doses by the clock", 1e-4, 0.1),
        description="what must be there of a dose to count",
    )

    def drugs(self) -> tuple[Expression, ...]:
        """Return what is left of each dose."""
        return (self.drug_1, self.drug_2, self.drug_3, self.drug_4)

    def concentration(self) -> Expression:
        """Return the drug in plasma."""
        return (self.drug_1 + self.drug_2 + self.drug_3 + self.drug_4) / self.volume

    def dose_number(self) -> Expression:
        """Return the number of the dose: the highest of which anything is there."""
        number = select(self.drug_2 > self.any_dose, 2.0, 1.0)
        number = select(self.drug_3 > self.any_dose, 3.0, number)
        return select(self.drug_4 > self.any_dose, 4.0, number)

    def release_left(self) -> Expression:
        """Return the share of release that is left; no more than all of it can be lost."""
        half = self.half_exposure / self.priming ** (self.dose_number() - 1.0)
        return 1.0 - minimum(1.0, self.largest_inhibition) * self.exposure / (half + self.exposure)

    def flows(self) -> Iterator[Flow]:
        """Yield elimination of the drug, and release and removal of IL-6."""
        for number, drug in enumerate(self.drugs(), start=1):
            rate = self.clearance * drug / self.volume
            yield Flow(f"drug of dose {number} is eliminated", out_of=drug, rate=rate)
        synapses = self.concentration() * self.tumor_cells
        release = self.largest_release * synapses / (self.half_synapses + synapses) * self.release_left()
        yield Flow("IL-6 is released", into=self.il6, rate=release)
        yield Flow("IL-6 is made at rest", into=self.il6, rate=self.degradation * self.baseline)
        yield Flow("IL-6 is removed", out_of=self.il6, rate=self.degradation * self.il6)

    def rates(self) -> Iterator[Rate]:
        """Yield the exposure, which remembers."""
        yield Rate(self.exposure, self.il6, "IL-6 over time")

    def observables(self) -> Iterator[Observable]:
        """Yield what acts and how much of release is left."""
        yield Observable("concentration", self.concentration(), "ug/mL", "drug in plasma")
        synapses = self.concentration() * self.tumor_cells
        yield Observable("synapses", synapses, "ug/mL*cell/uL", "drug times tumor cells")
        yield Observable("dose_number", self.dose_number(), "1", "number of the dose")
        yield Observable("release_left", self.release_left(), "1", "share of release that is left")
