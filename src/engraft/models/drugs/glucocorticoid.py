"""Steroids against inflammation: methylprednisolone and dexamethasone."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Flow, Model, Observable, Paper, Parameter, Port, State

_TRAFFIC = "10.1007/BF01062461"
_TSUEI = "10.1007/BF01060016"
_UHL = "Uhl and Czock, methylprednisolone after one bolus dose compared with two dose fractions"
_PLASMA = Paper(_UHL, "abstract", "575 mL/min, 106 L, half-life 2.2 h in 8 men; taken as 70 kg")
_POTENCY = (
    "15 ng/mL of methylprednisolone times 8.9/16, the ratio of potencies on human lymphocytes (abstract of a study of "
    "98 healthy persons, Jpn J Inflamm 1994;14(2))"
)


class Glucocorticoid(Model):
    """One compartment, and an effect that follows the concentration in plasma.

    dA/dt = -CL (w/70) A/V,  c = A/V,  V = V70 w/70,  effect = c/(IC50 + c), from 0 to 1

    The half-maximal concentration of methylprednisolone for the trafficking of helper T cells, 12 to 19 ng/mL, is
    that of the receptor. 1 mg/kg starts 40-fold above it and with a half-life of 2.1 h stays above it for 12 h, the
    lower end of the 12 to 36 h for which the drug is said to act.

    What this model cannot say: the hours that changes of transcription take, killing of lymphocytes or
    leukemia by steroids, adrenal suppression, infections, differences between patients.

    References
    ----------
    Fisher LE, Ludwig EA, Wald JA, et al. J Pharmacokinet Biopharm 1992;20:319-331. doi:10.1007/BF01062461
    Uhl A, Czock D, et al. Pharmacokinetics and pharmacodynamics of methylprednisolone after one bolus dose
    compared with two dose fractions (abstract: half-life 2.2 h, clearance 575 mL/min, volume 106 L).
    Tsuei SE, et al. J Pharmacokinet Biopharm 1979;7:249-264. doi:10.1007/BF01060016 (dexamethasone).
    """

    reference = _TRAFFIC

    amount = State("mg", description="steroid in the body")
    weight = Port("kg", "body weight")
    clearance = Parameter(34.5, "L/hour", source=_PLASMA, description="clearance at 70 kg")
    volume = Parameter(106.0, "L", source=_PLASMA, description="volume of distribution at 70 kg")
    reference_weight = Parameter(
        70.0, "kg", source=Assumed("an adult; clearance and volume go with weight", 60.0, 80.0), description="weight"
    )
    half_maximal = Parameter(
        15.0,
        "ug/L",
        source=Paper(_TRAFFIC, "abstract", "12 to 19 ng/mL"),
        description="concentration of half the effect",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield elimination; weight cancels, as clearance and volume both go with it."""
        yield Flow("steroid is cleared", out_of=self.amount, rate=self.clearance / self.volume * self.amount)

    def observables(self) -> Iterator[Observable]:
        """Yield concentration and effect."""
        concentration = self.amount * self.reference_weight / (self.volume * self.weight)
        yield Observable("concentration", concentration, "ug/L", "steroid in plasma")
        effect = concentration / (self.half_maximal + concentration)
        yield Observable("effect", effect, "1", "effect of steroids, 0 to 1")


def methylprednisolone() -> Glucocorticoid:
    """Return methylprednisolone, the steroid of the tisagenlecleucel label."""
    return Glucocorticoid()


def dexamethasone() -> Glucocorticoid:
    """Return dexamethasone, given for neurotoxicity; longer in plasma and stronger per weight.

    References
    ----------
    Tsuei SE, et al. J Pharmacokinet Biopharm 1979;7:249-264. doi:10.1007/BF01060016
    """
    plasma = Paper(_TSUEI, "abstract", "men: 247.5 mL/min, half-life 201.5 min; the volume follows from both")
    return Glucocorticoid(
        clearance=Parameter(14.85, "L/hour", source=plasma, description="clearance at 70 kg"),
        volume=Parameter(71.9, "L", source=plasma, description="volume of distribution at 70 kg"),
        half_maximal=Parameter(
            8.3, "ug/L", source=Assumed(_POTENCY, 3.0, 19.0), description="concentration of half the effect"
        ),
    )
