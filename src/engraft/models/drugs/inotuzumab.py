"""Inotuzumab ozogamicin: an antibody against CD22 that carries calicheamicin into the cell, and the liver's risk."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import (
    Assumed,
    Expression,
    Flow,
    Hazard,
    Model,
    Observable,
    Paper,
    Parameter,
    Rate,
    State,
    maximum,
    select,
)

_GARRETT = "10.1007/s10928-018-9614-9"
_DE_VRIES = "10.1038/leu.2011.206"
_DIJOSEPH = "Blood 2004;103:1807"
_AGAIN = "as transcribed in nlmixr2lib, Garrett_2019_inotuzumab"
_IC50, _HOURS = 4.8, 48.0  # ng/mL that leave half of patients' cells after so long
_KD = 0.3  # nmol/L
_MASS = 160.0  # ng/pmol: kDa
_VOD = Paper("10.1038/s41409-017-0019-y", "introduction", "INO-VATE: 13 % against less than 1 % of 164")


def _uptake_at_half() -> float:
    """Return the payload of 48 h at the concentration that kills half, over that of full occupancy, in days."""
    occupied = _IC50 / (_IC50 + _KD * _MASS)
    days = _HOURS / 24.0
    return occupied * (days - (1.0 - math.exp(-days)))


def _table(value: float, unit: str, description: str, *, spread: float = 0.0, note: str = "") -> Parameter:
    """Enter a row of Garrett's Table 2."""
    said = f"{_AGAIN}; {note}" if note else _AGAIN
    return Parameter(value, unit, source=Paper(_GARRETT, "Table 2", said), spread=spread, description=description)


class Inotuzumab(Model):
    """Two compartments, a clearance that falls as the target goes, CD22 bound, payload inside the cell, cells killed.

    dA/dt = -(CL1 + CL2 x) A/V1 - Q A/V1 + Q P/V2,   dP/dt = Q A/V1 - Q P/V2,   c = A/V1
    dx/dt = -kdes x from the first dose on                        target-mediated clearance, empirical
    dL/dt = k (c/(c + Kd M) - L)                                  payload inside, 1 at full occupancy
    kill = kmax L,   liver: risk = h c
    CL1 = 0.0333 L/h (BSA/1.84)^1.54,  CL2 = 0.369 L/h (BSA/1.84)^1.64,  V1 = 6.70 L (1 + 0.774 (BSA - 1.84))

    ======  =======================  =========================================================
    paper   here                     meaning
    ======  =======================  =========================================================
    A, P    central, peripheral      drug in serum and in tissue; a dose enters A
    c       concentration            observed: conjugated drug in serum
    x       target_left              share of target-mediated clearance that is left
    L       payload                  calicheamicin inside a CD22 positive cell
    Kd, M   dissociation, mass       of the antibody and CD22; kDa
    k       payload_loss             loss of payload from the cell
    kmax    largest_kill             killed per day at full payload
    h       liver_risk               risk of veno-occlusive disease per concentration
    ======  =======================  =========================================================

    Pharmacokinetics is Garrett 2019's for ALL, alone (11 studies, 765 adults, 234 with ALL). Its covariances between
    CL1, CL2 and V1 are left out: each has its own spread. What a cell suffers is worked out from patients' blasts in
    vitro (de Vries 2012): kmax is what kills half in 48 h at the median IC50 of 4.8 ng/mL; the range of IC50 between
    patients, 0.1 to 1000 ng/mL, is read as four SD. Veno-occlusive disease is an empirical risk in proportion to
    concentration, such that three cycles at the label's exposure give the 13 % of INO-VATE.

    What this model cannot say: CD22 per cell, its loss or modulation, efflux of calicheamicin (all are inside the
    spread of kmax), free calicheamicin, myelosuppression, prior transplant, conditioning with two alkylators and age
    as risks of the liver, which the label names; whether the liver heals or kills.

    References
    ----------
    Garrett M, et al. J Pharmacokinet Pharmacodyn 2019;46:211-222. doi:10.1007/s10928-018-9614-9
    de Vries JF, et al. Leukemia 2012;26:255-264. doi:10.1038/leu.2011.206 (abstract)
    DiJoseph JF, et al. Blood 2004;103:1807-1814 (affinity; abstract)
    Expert panel on inotuzumab ozogamicin. Bone Marrow Transplant 2018. doi:10.1038/s41409-017-0019-y (INO-VATE)
    """

    reference = _GARRETT

    central = State("mg", description="inotuzumab ozogamicin in serum")
    peripheral = State("mg", description="inotuzumab ozogamicin in tissue")
    target_left = State("1", lambda m: m.whole, negligible=1e-6, description="share of target-mediated clearance left")
    payload = State("1", negligible=1e-6, description="calicheamicin inside CD22 positive cells, 1 at full occupancy")

    linear_clearance = _table(
        0.113 * (1.0 - 0.745) * (1.0 + 0.155), "L/hour", "linear clearance in ALL, without rituximab",
        spread=0.423, note="0.0333 L/h in the text; spread: CV 42.3 %, which is the SD of the log",
    )  # fmt: skip
    target_clearance = _table(
        0.369, "L/hour", "target-mediated clearance at the first dose", spread=0.672, note="spread: CV 67.2 %"
    )
    target_decay = _table(
        0.0337 * (1.0 - 0.860), "1/hour", "rate at which it falls, in ALL", spread=0.455,
        note="0.00472 /h in the text at 5.25 % of blasts in blood; spread: CV 45.5 %",
    )  # fmt: skip
    volume = _table(6.70, "L", "volume of the serum compartment", spread=0.412, note="spread: CV 41.2 %")
    exchange = _table(0.0405, "L/hour", "exchange with tissue")
    tissue_volume = _table(5.10, "L", "volume of the tissue compartment")
    surface_on_linear = _table(1.54, "1", "power of body surface on linear clearance")
    surface_on_target = _table(1.64, "1", "power of body surface on target-mediated clearance")
    surface_on_volume = _table(0.774, "1/m^2", "linear effect of body surface on the volume")
    body_surface = _table(1.84, "m^2", "body surface", note="the reference")
    reference_surface = _table(1.84, "m^2", "body surface of the reference patient")
    least_volume = Parameter(
        0.3, "1", source=Assumed("keeps the linear effect positive below 0.9 m2, where no adult is", 0.1, 0.5),
        description="least factor of the volume",
    )  # fmt: skip
    any_dose = Parameter(
        1e-3,
        "mg",
        source=Assumed("tells any dose from none; an adult gets about 1 mg", 1e-5, 1e-2),
        description="a dose",
    )
    whole = Parameter(
        1.0, "1", source=Paper(_GARRETT, "model", "all of it at the first dose"), description="target at first"
    )
    dissociation = Parameter(
        _KD, "nmol/L", source=Assumed(f"subnanomolar ({_DIJOSEPH}, abstract); a third of a nanomole", 0.1, 1.0),
        description="dissociation constant of the antibody and CD22",
    )  # fmt: skip
    mass = Parameter(
        _MASS, "mg/umol",
        source=Assumed("an IgG4 with about six payloads, near 160 kDa by the label (recalled)", 150.0, 170.0),
        description="molar mass",
    )  # fmt: skip
    payload_loss = Parameter(
        1.0, "1/day",
        source=Assumed("cells die one to three days after uptake; hydrolysis in plasma is 1.5 to 2 % a day", 0.3, 3.0),
        description="loss of payload from the cell",
    )  # fmt: skip
    largest_kill = Parameter(
        math.log(2.0) / _uptake_at_half(), "1/day",
        source=Paper(_DE_VRIES, "abstract", "half of cells left after 48 h at 4.8 ng/mL, the median of patients"),
        spread=math.log(1000.0 / 0.1) / 4.0,
        description="killed per day at full payload; spread: the range of IC50, 0.1 to 1000 ng/mL, as four SD",
    )  # fmt: skip
    liver_risk = Parameter(
        -math.log(1.0 - 22.0 / 164.0) / (3.0 * 100000.0), "mL/ng/hour",
        source=Assumed(
            "13 % of 164 (doi:10.1038/s41409-017-0019-y), 17 of these 22 after a transplant, over three cycles "
            "(median, recalled) of 100,000 ng h/mL each (US label 12.3); low: the five without one", 1e-7, 7e-7,
        ),
        description="risk of veno-occlusive disease of the liver per concentration",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield elimination and exchange."""
        cleared = self._clearance() * self.central / self._plasma()
        yield Flow("inotuzumab ozogamicin is eliminated", out_of=self.central, rate=cleared)
        out = self.exchange * self.central / self._plasma()
        yield Flow("inotuzumab ozogamicin enters tissue", out_of=self.central, into=self.peripheral, rate=out)
        back = self.exchange * self.peripheral / self.tissue_volume
        yield Flow("inotuzumab ozogamicin leaves tissue", out_of=self.peripheral, into=self.central, rate=back)

    def rates(self) -> Iterator[Rate]:
        """Yield the fall of target-mediated clearance, and the payload inside a cell."""
        dosed = self.central + self.peripheral > self.any_dose
        fall = select(dosed, self.target_decay * self.target_left, 0.0)
        yield Rate(self.target_left, -fall, "target-mediated clearance falls")
        change = self.payload_loss * (self._occupancy() - self.payload)
        yield Rate(self.payload, change, "CD22 carries payload into the cell, which loses it")

    def hazards(self) -> Iterator[Hazard]:
        """Yield the risk of the liver."""
        yield Hazard(
            "veno_occlusive", self.liver_risk * self._concentration(), ends=False, empirical=True, source=_VOD,
            description="veno-occlusive disease of the liver, in proportion to concentration; transplant is inside",
        )  # fmt: skip

    def observables(self) -> Iterator[Observable]:
        """Yield concentration, CD22 held and what is killed."""
        yield Observable("concentration", self._concentration(), "ng/mL", "inotuzumab ozogamicin in serum")
        yield Observable("total_clearance", self._clearance(), "L/hour", "clearance at this time")
        yield Observable("occupancy", self._occupancy(), "1", "share of CD22 that is held")
        yield Observable("kill", self.largest_kill * self.payload, "1/day", "killed per CD22 positive cell")

    def _clearance(self) -> Expression:
        """Return clearance at this time."""
        size = self.body_surface / self.reference_surface
        mediated = self.target_clearance * size**self.surface_on_target * self.target_left
        return self.linear_clearance * size**self.surface_on_linear + mediated

    def _plasma(self) -> Expression:
        """Return the volume of the serum compartment."""
        effect = 1.0 + self.surface_on_volume * (self.body_surface - self.reference_surface)
        return self.volume * maximum(self.least_volume, effect)

    def _concentration(self) -> Expression:
        """Return the concentration in serum."""
        return self.central / self._plasma()

    def _occupancy(self) -> Expression:
        """Return the share of CD22 that is held, in equilibrium."""
        here = self._concentration()
        return here / (here + self.dissociation * self.mass)
