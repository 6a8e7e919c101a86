"""Gemtuzumab ozogamicin: an antibody that carries calicheamicin into cells with CD33, and the liver's risk."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Hazard, Model, Observable, Paper, Parameter, Rate, State

_DOWELL = "10.1177/00912700122012751"
_GIVEN = 9.0 * 1.8  # mg of 9 mg/m2 at 1.8 m2
_PEAK, _PEAK_SD = 2.86, 1.35  # mg/L
_CLEARED, _CLEARED_SD = 0.265, 0.229  # L/hour
_HALF, _HALF_SD = 72.4, 42.0  # hours
_EXCHANGE = 0.0405  # L/hour
_ABSTRACT = "abstract: first dose of 9 mg/m2, 59 adults with AML; mean and SD read as of a log-normal law"
_VOD = Paper("Mylotarg USPI", "5.1", "6 of 131 after 3 mg/m2 on days 1, 4 and 7; 2.6-fold after a transplant")


def _typical(mean: float, sd: float) -> float:
    """Return the median of a log-normal law with this mean and SD."""
    return mean / math.sqrt(1.0 + (sd / mean) ** 2)


def _spread(mean: float, sd: float) -> float:
    """Return the SD of the log of a log-normal law with this mean and SD."""
    return math.sqrt(math.log(1.0 + (sd / mean) ** 2))


def _tissue_volume() -> float:
    """Return the volume of tissue, L, with which the last half-life is the published one."""
    volume = _GIVEN / _typical(_PEAK, _PEAK_SD)
    out, leaves = _typical(_CLEARED, _CLEARED_SD) / volume, _EXCHANGE / volume
    last = math.log(2.0) / _typical(_HALF, _HALF_SD)
    back = last * (out + leaves - last) / (out - last)
    return _EXCHANGE / back


class Gemtuzumab(Model):
    """Two compartments, CD33 bound, payload inside the cell, leukemic and normal myeloid cells killed.

    dA/dt = -CL A/V1 - Q A/V1 + Q P/V2,   dP/dt = Q A/V1 - Q P/V2,   c = A/V1
    dL/dt = k (c/(c + Kd M) - L)                                  payload inside, 1 at full occupancy
    kill = kmax L, of leukemia and of normal cells,   liver: risk = h c

    ======  ==============================  ==========================================================
    symbol  here                            meaning
    ======  ==============================  ==========================================================
    A, P    central, peripheral             drug in plasma and in tissue; a dose enters A
    L       payload                         calicheamicin inside a cell with CD33
    Kd, M   dissociation, mass              of the antibody and CD33; kDa
    k       payload_loss                    loss of payload from the cell
    kmax    kills_leukemia, kills_normal    killed per day at full payload
    h       liver_risk                      risk of veno-occlusive disease per concentration
    ======  ==============================  ==========================================================

    Pharmacokinetics is that of the first dose (Dowell 2001): peak, clearance and half-life give the volumes; exchange
    is that of inotuzumab ozogamicin. How the payload acts is as in that block. How much is killed is worked out by two
    rules, written down before any run: of leukemia, what leaves 26 % of adults in first relapse in remission after two
    doses of 9 mg/m2 (from half of the marrow to below 5 %, and a growth of 1/30 a day); of normal cells, what brings
    neutrophils of a whole marrow below 0.5e9/L within two weeks of a dose that saturates, as seen from 0.25 mg/m2 on.

    What this model cannot say: clearance that falls with the burden and is faster at low doses, CD33 per cell and its
    splice variants, efflux of calicheamicin (inside the spread), free calicheamicin, platelets' precursors by
    themselves, whether the liver heals or kills.

    References
    ----------
    Dowell JA, et al. J Clin Pharmacol 2001;41:1206-1214. doi:10.1177/00912700122012751 (abstract)
    van der Velden VHJ, et al. Blood 2001;97:3197-3204 (CD33 saturated within hours in 122 patients; abstract)
    Sievers EL, et al. Blood 1999;93:3678-3684 (abstract). Mylotarg, US prescribing information, 5.1 and 12.2.
    """

    reference = _DOWELL

    central = State("mg", description="gemtuzumab ozogamicin in plasma")
    peripheral = State("mg", description="gemtuzumab ozogamicin in tissue")
    payload = State("1", negligible=1e-6, description="calicheamicin inside cells with CD33, 1 at full occupancy")

    clearance = Parameter(
        _typical(_CLEARED, _CLEARED_SD), "L/hour", source=Paper(_DOWELL, _ABSTRACT),
        spread=_spread(_CLEARED, _CLEARED_SD), description="clearance of the antibody",
    )  # fmt: skip
    volume = Parameter(
        _GIVEN / _typical(_PEAK, _PEAK_SD), "L", source=Paper(_DOWELL, _ABSTRACT, "dose at 1.8 m2 over the peak"),
        spread=_spread(_PEAK, _PEAK_SD), description="volume of plasma",
    )  # fmt: skip
    exchange = Parameter(
        _EXCHANGE, "L/hour", source=Assumed("that of inotuzumab ozogamicin, doi:10.1007/s10928-018-9614-9", 0.01, 0.2),
        description="exchange with tissue",
    )  # fmt: skip
    tissue_volume = Parameter(
        _tissue_volume(), "L", source=Paper(_DOWELL, _ABSTRACT, "worked out of the last half-life"),
        description="volume of tissue",
    )  # fmt: skip
    dissociation = Parameter(
        0.1, "nmol/L",
        source=Assumed("subnanomolar (hP67.6, recalled); near saturation from 2 mg/m2 on by the label", 0.01, 1.0),
        description="dissociation constant of the antibody and CD33",
    )  # fmt: skip
    mass = Parameter(
        152.0, "mg/umol", source=Assumed("an IgG4 with two or three payloads (label)", 148.0, 156.0),
        description="molar mass",
    )  # fmt: skip
    payload_loss = Parameter(
        1.0, "1/day", source=Assumed("as of inotuzumab ozogamicin: cells die days after uptake", 0.3, 3.0),
        description="loss of payload from the cell",
    )  # fmt: skip
    kills_leukemia = Parameter(
        (math.log(10.0) + 28.0 / 30.0) * math.exp(-0.643) / 28.0, "1/day",
        source=Assumed(
            "26 % in remission after two doses of 9 mg/m2 (secondary: clicktocurecancer.info, single-agent therapy): "
            "nine tenths of the blasts and four weeks' growth are what 26 % of patients exceed", 0.02, 0.2,
        ),
        spread=1.0,
        description="leukemic cells killed per day at full payload; spread assumed, of efflux and CD33",
    )  # fmt: skip
    kills_normal = Parameter(
        0.66, "1/day",
        source=Assumed(
            "neutropenia within 14 days from 0.25 mg/m2 on (phase 1, 40 adults): an eighth passes two pools of 66 h",
            0.2, 2.0,
        ),
        spread=0.5,
        description="normal myeloid cells with CD33 killed per day at full payload; spread assumed",
    )  # fmt: skip
    liver_risk = Parameter(
        -math.log(1.0 - 6.0 / 131.0) / (9.0 * 1.8 / _typical(_CLEARED, _CLEARED_SD) / 24.0) * 2.6, "L/mg/day",
        source=Assumed(
            "6 of 131 after 9 mg/m2 in three doses, 2.6-fold after a transplant (label); low: without the factor",
            0.005, 0.06,
        ),
        description="risk of veno-occlusive disease of the liver per concentration",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield elimination and exchange."""
        cleared = self.clearance * self._concentration()
        yield Flow("gemtuzumab ozogamicin is eliminated", out_of=self.central, rate=cleared)
        out = self.exchange * self._concentration()
        yield Flow("gemtuzumab ozogamicin enters tissue", out_of=self.central, into=self.peripheral, rate=out)
        back = self.exchange * self.peripheral / self.tissue_volume
        yield Flow("gemtuzumab ozogamicin leaves tissue", out_of=self.peripheral, into=self.central, rate=back)

    def rates(self) -> Iterator[Rate]:
        """Yield the payload inside a cell."""
        change = self.payload_loss * (self._occupancy() - self.payload)
        yield Rate(self.payload, change, "CD33 carries payload into the cell, which loses it")

    def hazards(self) -> Iterator[Hazard]:
        """Yield the risk of the liver."""
        yield Hazard(
            "veno_occlusive", self.liver_risk * self._concentration(), ends=False, empirical=True, source=_VOD,
            description="veno-occlusive disease of the liver, in proportion to concentration",
        )  # fmt: skip

    def observables(self) -> Iterator[Observable]:
        """Yield concentration, CD33 held and what is killed."""
        yield Observable("concentration", self._concentration(), "ng/mL", "gemtuzumab ozogamicin in plasma")
        yield Observable("occupancy", self._occupancy(), "1", "share of CD33 that is held")
        yield Observable("leukemia_killed", self.kills_leukemia * self.payload, "1/day", "killed per leukemic cell")
        normal = self.kills_normal * self.payload
        yield Observable("normal_killed", normal, "1/day", "killed per normal myeloid cell with CD33")

    def _concentration(self) -> Expression:
        """Return the concentration in plasma."""
        return self.central / self.volume

    def _occupancy(self) -> Expression:
        """Return the share of CD33 that is held, in equilibrium."""
        here = self._concentration()
        return here / (here + self.dissociation * self.mass)
