"""Fludarabine and cyclophosphamide: from a dose to a site of effect and to progenitors that stop dividing."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, Port, Rate, State, log

_LANGENHORST = "10.1007/s40262-018-0715-9"
_TASSO = "10.1007/BF00686313"
_MYELOID = (
    "no published slope: division of progenitors stops at the drug's mean concentration during the course "
    "(30 mg/m2 x 4, 500 mg/m2 x 2 at 39 kg). A stated rule, not a fit to any outcome"
)
_SPREAD = 0.3  # SD of the log between patients where none is published: about 30 % CV


class FluCyExposure(Model):
    """Both drugs of lymphodepletion: plasma, a delayed site of effect, and what they do to progenitors.

    dA/dt = -CL (w/w0)^0.75 / (V w/w0) A,       c = s A/(V w/w0)
    de/dt = (ln 2/t½) (c - e)                    at the site of effect
    share of division prevented = Σ slope · e

    Fludarabine is given as phosphate and acts as its triphosphate inside cells, cyclophosphamide as
    metabolites that cross-link DNA: the site of effect stands for both, so its half-time is not that
    of plasma. Plasma is one compartment per drug: for fludarabine of the published steady-state
    volume (V1 + V2 + V3), which gives a half-life of 8.5 h at 70 kg (children: 7.95 h, 4.78 to 10.88,
    doi:10.1038/s41409-018-0260-z) but not the late phase of 20 h.

    What this model cannot say: renal function, metabolites of cyclophosphamide, synergy, toxicity
    other than that to progenitors; which cells die is said by the models built on it.

    References
    ----------
    Langenhorst JB, et al. Clin Pharmacokinet 2019;58:627-637. doi:10.1007/s40262-018-0715-9
    Tasso MJ, et al. Cancer Chemother Pharmacol 1992;30:207-211. doi:10.1007/BF00686313
    """

    reference = _LANGENHORST

    fludarabine = State("mg", description="fludarabine in the body, as phosphate")
    fludarabine_effect = State("mg/L", description="fludarabine at its site of effect, as F-ara-A")
    cyclophosphamide = State("mg", description="cyclophosphamide in the body")
    cyclophosphamide_effect = State("mg/L", description="cyclophosphamide at its site of effect")

    weight = Port("kg", "body weight")

    fludarabine_clearance = Parameter(
        8.87,
        "L/hour",
        source=Paper(_LANGENHORST, "abstract", "3.24 + 0.782 eGFR L/h per 70 kg, at 7.2 L/h = 120 mL/min"),
        spread=_SPREAD,
        description="clearance of F-ara-A at 70 kg; its spread is assumed",
    )
    fludarabine_volume = Parameter(
        109.0, "L", source=Paper(_LANGENHORST, "abstract", "39 + 20 + 50 L per 70 kg"), description="volume at 70 kg"
    )
    fludarabine_weight = Parameter(
        70.0, "kg", source=Paper(_LANGENHORST, "abstract"), description="weight the fludarabine values belong to"
    )
    fludarabine_active = Parameter(
        0.781,
        "1",
        source=Paper("CAS 75607-67-9", "molar masses", "F-ara-A 285.2 of 365.2 g/mol"),
        description="F-ara-A in fludarabine phosphate",
    )
    fludarabine_delay = Parameter(
        15.0,
        "hour",
        source=Assumed(
            "half-time of the triphosphate in leukemic cells; recalled from reviews, not seen in a source", 9.0, 30.0
        ),
        description="half-time between plasma and effect",
    )
    cyclophosphamide_clearance = Parameter(
        2.65,
        "L/hour",
        source=Paper(_TASSO, "abstract", "2.14 L/h per m^2, at 1.24 m^2 = 39 kg"),
        spread=_SPREAD,
        description="clearance at 39 kg; its spread is assumed",
    )
    cyclophosphamide_volume = Parameter(
        19.1, "L", source=Paper(_TASSO, "abstract", "0.49 L/kg, at 39 kg"), description="volume at 39 kg"
    )
    cyclophosphamide_weight = Parameter(
        39.0,
        "kg",
        source=Paper("10.1002/psp4.12388", "Table 1", "median weight"),
        description="weight the cyclophosphamide values are written for",
    )
    cyclophosphamide_delay = Parameter(
        12.0,
        "hour",
        source=Assumed("activation in the liver and cross-links that outlast plasma by about a day", 4.0, 48.0),
        description="half-time between plasma and effect",
    )
    allometry = Parameter(
        0.75, "1", source=Paper(_LANGENHORST, "abstract", "standard allometry"), description="clearance with weight"
    )
    fludarabine_stop_progenitors = Parameter(
        4.7,
        "L/mg",
        source=Assumed(_MYELOID, 1.0, 10.0),
        spread=_SPREAD,
        description="division prevented by fludarabine; its spread is assumed",
    )
    cyclophosphamide_stop_progenitors = Parameter(
        0.103,
        "L/mg",
        source=Assumed(_MYELOID, 0.02, 0.4),
        spread=_SPREAD,
        description="division prevented by cyclophosphamide; its spread is assumed",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield elimination."""
        yield Flow("fludarabine is cleared", out_of=self.fludarabine, rate=self._cleared_fludarabine())
        yield Flow("cyclophosphamide is cleared", out_of=self.cyclophosphamide, rate=self._cleared_cyclophosphamide())

    def rates(self) -> Iterator[Rate]:
        """Yield the delay between plasma and effect, in which no mass moves."""
        lag = log(2.0) / self.fludarabine_delay
        yield Rate(self.fludarabine_effect, lag * (self._fludarabine() - self.fludarabine_effect), "fludarabine acts")
        lag = log(2.0) / self.cyclophosphamide_delay
        behind = self._cyclophosphamide() - self.cyclophosphamide_effect
        yield Rate(self.cyclophosphamide_effect, lag * behind, "cyclophosphamide acts")

    def observables(self) -> Iterator[Observable]:
        """Yield concentrations and the effect on neutrophil progenitors."""
        yield Observable("fludarabine_plasma", self._fludarabine(), "mg/L", "F-ara-A in plasma")
        yield Observable("cyclophosphamide_plasma", self._cyclophosphamide(), "mg/L", "cyclophosphamide in plasma")
        yield Observable(
            "stop_progenitors",
            self.fludarabine_stop_progenitors * self.fludarabine_effect
            + self.cyclophosphamide_stop_progenitors * self.cyclophosphamide_effect,
            "1",
            "share of neutrophil progenitors kept from dividing; above 1 they are killed",
        )

    def _fludarabine(self) -> Expression:
        """F-ara-A in plasma."""
        volume = self.fludarabine_volume * self.weight / self.fludarabine_weight
        return self.fludarabine_active * self.fludarabine / volume

    def _cyclophosphamide(self) -> Expression:
        """Cyclophosphamide in plasma."""
        return self.cyclophosphamide * self.cyclophosphamide_weight / (self.cyclophosphamide_volume * self.weight)

    def _cleared_fludarabine(self) -> Expression:
        """Fludarabine eliminated, mg per day."""
        size = self.weight / self.fludarabine_weight
        return self.fludarabine_clearance * size**self.allometry * self.fludarabine / (self.fludarabine_volume * size)

    def _cleared_cyclophosphamide(self) -> Expression:
        """Cyclophosphamide eliminated, mg per day."""
        size = self.weight / self.cyclophosphamide_weight
        clearance = self.cyclophosphamide_clearance * size**self.allometry
        return clearance * self.cyclophosphamide / (self.cyclophosphamide_volume * size)
