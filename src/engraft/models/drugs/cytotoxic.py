"""Cytotoxic drugs: from milligrams to a rate at which leukemia dies and to progenitors that stop dividing."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Parameter, Port, State

ADULT = Parameter(
    70.0,
    "kg",
    source=Assumed("an adult of 1.83 m2 by Livingston's formula; clearance and volume are for this weight", 60.0, 80.0),
    description="weight the values are for",
)
SURFACE_POWER = Parameter(
    0.6466,
    "1",
    source=Assumed("body surface with weight (Livingston & Lee 2001); volumes are published per surface too", 0.6, 1.0),
    description="power of weight in clearance and volume",
)


class Cytotoxic(Model):
    """One compartment; leukemia dies at a rate that saturates with the concentration, progenitors stop in proportion.

    dA/dt = -CL/V A,  c = A/(V (w/70)^0.65)
    killed per day = k c/(c + c½)  per leukemic cell of usual sensitivity
    share of division prevented = slope c  (above 1 progenitors are killed)

    While nothing else is given, a bolus leaves exp(-k/λ ln(1 + c0/c½)) of the cells, with λ = CL/V.

    ======  ================  ==================================================================
    symbol  here              meaning
    ======  ================  ==================================================================
    A       central           drug in the body that still acts
    k, c½   kill_max,         highest rate of killing, and the concentration of half of it
            half_kill
    slope   slope_progenitors division of normal progenitors prevented per concentration
    ======  ================  ==================================================================

    The drugs of ``cytotoxic_drugs`` are instances of this recipe; the recipe alone is a drug made up, for those who
    enter their own. Where a metabolite inside the cell acts, the compartment stands for both.

    What this model cannot say: transport into cells, activation and its saturation by dose, resistance (a block of
    clones multiplies the rate), synergy, cycle phase, organs other than the marrow, renal and hepatic function.

    References
    ----------
    Fleming RA, et al. Cancer Chemother Pharmacol 1995;36:425-430. doi:10.1007/BF00686192 (cytarabine, the first of
    these drugs). Killing that saturates is the usual Emax law; each drug says where its values are from.
    """

    reference = "10.1007/BF00686192"

    central = State("mg", description="drug in the body")
    weight = Port("kg", "body weight")
    clearance = Parameter(
        10.0, "L/hour", source=Assumed("a drug made up", 0.1, 1000.0), description="clearance at 70 kg"
    )
    volume = Parameter(
        100.0, "L", source=Assumed("a drug made up", 1.0, 10000.0), description="volume of distribution at 70 kg"
    )
    reference_weight = ADULT
    allometry = SURFACE_POWER
    kill_max = Parameter(
        0.1,
        "1/day",
        source=Assumed("a drug made up", 0.0, 10.0),
        description="highest rate at which leukemia is killed",
    )
    half_kill = Parameter(
        0.1, "mg/L", source=Assumed("a drug made up", 1e-6, 1e3), description="concentration of half that rate"
    )
    slope_progenitors = Parameter(
        0.0,
        "L/mg",
        source=Assumed("a drug made up that spares the marrow", 0.0, 1e3),
        description="division of normal progenitors prevented per concentration",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield elimination."""
        yield Flow("drug is cleared", out_of=self.central, rate=self.clearance / self.volume * self.central)

    def observables(self) -> Iterator[Observable]:
        """Yield concentration, the rate of killing and the effect on progenitors."""
        c = self.concentration()
        yield Observable("concentration", c, "mg/L", "drug in plasma")
        yield Observable("kill", self.kill_max * c / (c + self.half_kill), "1/day", "killed per leukemic cell")
        yield Observable("stop_progenitors", self.slope_progenitors * c, "1", "share of division prevented")

    def concentration(self) -> Expression:
        """Return the concentration in plasma."""
        return self.central / (self.volume * self.size())

    def size(self) -> Expression:
        """Return how large a person is, in body surface, against one of 70 kg."""
        return (self.weight / self.reference_weight) ** self.allometry


class TwoCompartmentCytotoxic(Cytotoxic):
    """The same with a second compartment that fills and empties slowly.

    dA/dt = -CL/V A - Q/V A + Q/V2 P,  dP/dt = Q/V A - Q/V2 P;  all four scale with body surface

    What this model cannot say: as ``Cytotoxic``.

    References
    ----------
    As ``Cytotoxic``, doi:10.1007/BF00686192.
    """

    reference = "10.1007/BF00686192"

    peripheral = State("mg", description="drug in the second compartment")
    exchange = Parameter(1.0, "L/hour", source=Assumed("a drug made up", 1e-3, 1e3), description="exchange at 70 kg")
    second_volume = Parameter(
        10.0, "L", source=Assumed("a drug made up", 0.1, 1e4), description="volume of the second compartment at 70 kg"
    )

    def flows(self) -> Iterator[Flow]:
        """Yield elimination and exchange."""
        yield from super().flows()
        out, back = self.exchange / self.volume, self.exchange / self.second_volume
        yield Flow("drug leaves plasma", out_of=self.central, into=self.peripheral, rate=out * self.central)
        yield Flow("drug returns", out_of=self.peripheral, into=self.central, rate=back * self.peripheral)
