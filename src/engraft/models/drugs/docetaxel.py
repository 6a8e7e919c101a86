"""Docetaxel in plasma and its effect on dividing marrow cells."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Flow, Model, Observable, Paper, Parameter, State

_DOI = "10.1200/JCO.2002.02.140"
_PK = Paper(_DOI, "docetaxel, pharmacokinetics")


class Docetaxel(Model):
    """Three compartments, linear elimination, and a linear effect on division.

    Concentration is amount / (volume · molar mass), the effect slope · concentration.

    What this model cannot say: differences between patients, protein binding, other toxicity.

    References
    ----------
    Friberg LE, et al. J Clin Oncol 2002;20:4713-4721. doi:10.1200/JCO.2002.02.140
    """

    reference = _DOI

    central = State("mg", description="docetaxel in plasma")
    shallow = State("mg", description="docetaxel in quickly reached tissue")
    deep = State("mg", description="docetaxel in slowly reached tissue")
    to_shallow = Parameter(1.06, "1/hour", source=_PK, description="transfer to quickly reached tissue")
    from_shallow = Parameter(1.51, "1/hour", source=_PK, description="and back")
    to_deep = Parameter(1.26, "1/hour", source=_PK, description="transfer to slowly reached tissue")
    from_deep = Parameter(0.084, "1/hour", source=_PK, description="and back")
    elimination = Parameter(5.2, "1/hour", source=_PK, description="elimination rate")
    volume = Parameter(7.4, "L", source=_PK, description="volume of plasma compartment")
    molar_mass = Parameter(808.0, "mg/mmol", source=_PK, description="molar mass")
    slope = Parameter(8.58, "L/umol", source=Paper(_DOI, "docetaxel, neutrophils"), description="effect per uM")

    def flows(self) -> Iterator[Flow]:
        """Yield exchange and elimination."""
        yield Flow("to shallow tissue", out_of=self.central, into=self.shallow, rate=self.to_shallow * self.central)
        yield Flow("from shallow tissue", out_of=self.shallow, into=self.central, rate=self.from_shallow * self.shallow)
        yield Flow("to deep tissue", out_of=self.central, into=self.deep, rate=self.to_deep * self.central)
        yield Flow("from deep tissue", out_of=self.deep, into=self.central, rate=self.from_deep * self.deep)
        yield Flow("elimination", out_of=self.central, rate=self.elimination * self.central)

    def observables(self) -> Iterator[Observable]:
        """Yield concentration and effect."""
        concentration = self.central / (self.volume * self.molar_mass)
        yield Observable("concentration", concentration, "umol/L", "docetaxel in plasma")
        yield Observable("effect", self.slope * concentration, "1", "share of division prevented")
