"""Rituximab in a patient: its clearance falls as the cells that carry CD20 go."""

from __future__ import annotations

import math

from engraft.language import Assumed, Expression, Paper, Parameter, Port, maximum
from engraft.models.drugs.dosed_antibody import nothing_saturable
from engraft.models.drugs.two_compartment_antibody import TwoCompartmentAntibody

_DOI = "10.1002/psp4.12665"
_TABLE = Paper(_DOI, "Table 3", "as transcribed in nlmixr2lib, Gibiansky_2021_rituximab")
_LIVINGSTON = "10.1152/ajpendo.2001.281.3.E586"


class Rituximab(TwoCompartmentAntibody):
    """Two compartments; the part of clearance that is the target's follows the target of this patient, now.

    CL = CLT ((T + few)/T0)^p (BSA/1.9)^1.37 + CLinf (BSA/1.9)^1.37
    V1 = 4.99 (BSA/1.9)^0.8,  V2 = 3.7 (BSA/1.9)^0.8,  Q = 0.42 (BSA/1.9)^1.37,  BSA from weight

    ======  ===================  ===============================================================
    symbol  here                 meaning
    ======  ===================  ===============================================================
    T       target (port)        cells with CD20 in the body, malignant and healthy
    T0      reference_cells      those of the paper's reference patient
    CLT     target_clearance     clearance by the target of the reference patient
    p       target_power         how it goes with the number of cells
    CLinf   clearance            clearance by other ways
    ======  ===================  ===============================================================

    Gibiansky let CLT fall with time since the first dose, the same in everybody (0.0399 per day). Here it falls because
    the cells go: by 8.5-fold in all from the reference patient to nobody's CD20. The paper's powers on white cells and
    tumor size, 0.223 and 0.261, were found between patients; here they hold within a patient too, both together.
    That is the paper's fall in time where cells fall by 0.0399/0.484 per day: tenfold in the 28 days of a cycle.

    What this model cannot say: sex, body mass index, the dose under the skin (library: ``Gibiansky2021``), CD20 shed
    into plasma, how much CD20 a cell carries, antibodies against the drug, children (body surface is from weight).

    References
    ----------
    Gibiansky E, et al. CPT Pharmacometrics Syst Pharmacol 2021;10:914-927. doi:10.1002/psp4.12665
    Livingston EH, Lee S. Am J Physiol Endocrinol Metab 2001;281:E586. doi:10.1152/ajpendo.2001.281.3.E586
    """

    reference = _DOI

    weight = Port("kg", "body weight")
    target = Port("cell", "cells with CD20 in the body")

    clearance = Parameter(0.207, "L/day", source=_TABLE, description="clearance that stays")
    volume = Parameter(
        4.99, "L", source=_TABLE, spread=math.sqrt(0.0323 - 0.0277**2 / 0.106),
        description="volume of serum compartment; spread: what a person's clearance does not explain",
    )  # fmt: skip
    exchange = Parameter(0.420, "L/day", source=_TABLE, description="exchange with tissue")
    tissue_volume = Parameter(3.70, "L", source=_TABLE, description="volume of tissue compartment")
    saturable, half_saturation = nothing_saturable(_DOI)
    target_clearance = Parameter(
        1.55, "L/day", source=_TABLE, spread=math.sqrt(0.691), description="clearance by the reference patient's target"
    )
    target_power = Parameter(
        0.223 + 0.261,
        "1",
        source=Assumed(
            "powers of white cells (0.223) and of tumor size (0.261) between patients (Gibiansky 2021, Table 3), taken "
            "to hold together within a patient whose compartments fall alike; bounds: blood alone, proportional",
            0.223,
            1.0,
        ),
        description="power of the number of cells in the target's part of clearance",
    )
    reference_cells = Parameter(
        1.2e12,
        "cell",
        source=Assumed(
            "100e9/L (the paper's reference) in 75 mL/kg of blood at 75 kg are 5.6e11 cells, nodes of 70 cm2 hold "
            "5.2e11 by the law of sizes of NodalDisease, marrow 1e11; the textbook's burden of treated CLL is 1e12",
            5e11,
            5e12,
        ),
        description="cells with CD20 of the reference patient",
    )
    few = Parameter(
        1e4,
        "cell",
        source=Assumed("a number, not biology: keeps the power smooth where no cell is left", 1.0, 1e6),
        description="cells added before the power is taken",
    )
    individual_clearance = Parameter(
        1.0,
        "1",
        source=_TABLE,
        spread=math.sqrt(0.106),
        description="how a person's clearance that stays differs; spread: root of 0.106",
    )
    clearance_on_volume = Parameter(
        0.0277 / 0.106, "1", source=_TABLE, description="power of that in the volume: 0.0277/0.106"
    )
    surface_of_reference = Parameter(
        1.9, "m^2", source=Paper(_DOI, "Table S5", "reference of the covariate"), description="body surface of values"
    )
    surface_at_one = Parameter(
        0.1173, "m^2", source=Paper(_LIVINGSTON, "abstract"), description="body surface at a weight of 1 kg"
    )
    surface_power = Parameter(
        0.6466, "1", source=Paper(_LIVINGSTON, "abstract"), description="power of weight in body surface"
    )
    one_kg = Parameter(1.0, "kg", source=Paper(_LIVINGSTON, "abstract", "unit of weight"), description="unit of weight")
    surface_on_clearance = Parameter(
        1.37, "1", source=_TABLE, description="power of body surface on clearances and exchange"
    )
    surface_on_volume = Parameter(0.8, "1", source=_TABLE, description="power of body surface on volumes")

    def linear(self) -> Expression:
        """Return this patient's clearance with the target of now."""
        left = (maximum(0.0, self.target) + self.few) / self.reference_cells
        by_target = self.target_clearance * left**self.target_power
        return (by_target + self.clearance * self.individual_clearance) * self._size() ** self.surface_on_clearance

    def plasma(self) -> Expression:
        """Return the volume of this patient's serum compartment."""
        individual = self.individual_clearance**self.clearance_on_volume
        return self.volume * individual * self._size() ** self.surface_on_volume

    def passage(self) -> Expression:
        """Return this patient's exchange between serum and tissue."""
        return self.exchange * self._size() ** self.surface_on_clearance

    def tissue(self) -> Expression:
        """Return the volume of this patient's tissue compartment."""
        return self.tissue_volume * self._size() ** self.surface_on_volume

    def _size(self) -> Expression:
        """Return body surface over that of the reference patient."""
        surface = self.surface_at_one * (self.weight / self.one_kg) ** self.surface_power
        return surface / self.surface_of_reference
