"""Ciclosporin and tacrolimus: blood, and the share of T-cell activation they prevent."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, Port, State

_WILHELM = Paper("10.1111/j.1365-2125.2011.04116.x", "abstract", "20 patients after transplant, CL 21.9 L/h, 21 %")
_ZHOU = Paper("10.5414/CP201815", "abstract", "one compartment, 58 patients after transplant: 192 L")
_BATIUK = Paper(
    "Batiuk 1996, Transplantation 61:1618", "abstract", "interferon-gamma after an allogeneic tumor in mice: 517 to 886"
)
_TACROLIMUS = Paper("tacrolimus USPI", "section 12.3", "0.053 L/h/kg in liver transplant patients, intravenous")
_TROUGHS = "troughs aimed at, 10 ug/L of tacrolimus for 250 ug/L of ciclosporin; bounds: threefold"


class CalcineurinInhibitor(Model):
    """One compartment of whole blood and an effect that follows the concentration.

    dA/dt = -CL (w/70) A/V70,   c = A/V,   V = V70 w/70,   inhibited = c/(c + IC50)

    Doses are those that reach the blood: intravenous, or oral times what is absorbed. As defined, ciclosporin.

    What this model cannot say: absorption, azoles (which slow clearance two- to threefold), CYP3A5, red cells,
    dosing by trough, kidney and nerves, thrombotic microangiopathy.

    References
    ----------
    Wilhelm AJ, et al. Br J Clin Pharmacol 2012;73:553-563. doi:10.1111/j.1365-2125.2011.04116.x
    Zhou Y, et al. Int J Clin Pharmacol Ther 2013. doi:10.5414/CP201815. Batiuk TD, et al. Transplantation 1996;61:1618.
    """

    reference = "10.1111/j.1365-2125.2011.04116.x"

    amount = State("mg", description="drug in the body")
    weight = Port("kg", "body weight")
    clearance = Parameter(21.9, "L/hour", source=_WILHELM, spread=0.21, description="clearance at 70 kg")
    volume = Parameter(192.0, "L", source=_ZHOU, description="volume at 70 kg")
    reference_weight = Parameter(
        70.0, "kg", source=Assumed("an adult; clearance and volume go with weight", 60.0, 80.0), description="weight"
    )
    half_maximal = Parameter(
        677.0, "ug/L", source=_BATIUK, description="concentration in blood of half the effect: geometric mean of both"
    )

    def flows(self) -> Iterator[Flow]:
        """Yield elimination; weight cancels, as clearance and volume both go with it."""
        yield Flow("the drug is cleared", out_of=self.amount, rate=self.clearance / self.volume * self.amount)

    def observables(self) -> Iterator[Observable]:
        """Yield concentration and effect."""
        yield Observable("concentration", self._concentration(), "ug/L", "drug in whole blood")
        effect = self._concentration() / (self.half_maximal + self._concentration())
        yield Observable("inhibited", effect, "1", "share of T-cell activation prevented")

    def _concentration(self) -> Expression:
        """Drug in blood."""
        return self.amount * self.reference_weight / (self.volume * self.weight)


def ciclosporin() -> CalcineurinInhibitor:
    """Return ciclosporin."""
    return CalcineurinInhibitor()


def tacrolimus() -> CalcineurinInhibitor:
    """Return tacrolimus; a fiftieth of the dose, slower to leave.

    References
    ----------
    Tacrolimus, US prescribing information, section 12.3 (0.053 L/h/kg).
    """
    return CalcineurinInhibitor(
        clearance=Parameter(
            0.053 * 70.0, "L/hour", source=_TACROLIMUS, spread=0.3, description="clearance at 70 kg; spread assumed"
        ),
        volume=Parameter(
            91.0, "L",
            source=Assumed("1.3 L/kg at 70 kg; only how fast the steady state comes depends on it", 60.0, 140.0),
            description="volume at 70 kg",
        ),
        half_maximal=Parameter(
            27.0, "ug/L", source=Assumed(f"677 ug/L of ciclosporin times 10/250: {_TROUGHS}", 9.0, 81.0),
            description="concentration in blood of half the effect",
        ),
    )  # fmt: skip
