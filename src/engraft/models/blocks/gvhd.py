"""Graft-versus-host disease: damage of skin, liver and gut, its findings, and the risk of the chronic form."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import TIME, Assumed, Flow, Hazard, Model, Observable, Parameter, Port, State, maximum, select


def _sensitivity(value: float, organ: str, why: str) -> Parameter:
    """Declare how fast an organ is damaged."""
    source = Assumed(f"{why}; bounds: threefold", value / 3.0, value * 3.0)
    said = f"damage of the {organ} under full attack; spread assumed: organs differ between patients"
    return Parameter(value, "1/day", source=source, spread=0.7, description=said)


def _repair(days: float, organ: str) -> Parameter:
    """Declare how fast an organ heals."""
    source = Assumed(f"renewal of its epithelium in about {days:g} days; bounds: twofold", 0.5 / days, 2.0 / days)
    return Parameter(1.0 / days, "1/day", source=source, description=f"repair of the {organ}")


class Gvhd(Model):
    """Damage of three organs under the attack of donor T cells, the findings that are graded, and chronic GvHD.

    dD/dt = κ a (1 - ζ e) (1 - D) - ρ D                for skin, liver and gut
    rash = D,  bilirubin = b₀/(1 - D),  stool = v₀ + v D
    dM/dt = κ_M a (1 - M) - ρ_M M,   chronic GvHD: empirical risk c M from day 100 on

    ======  ==================  ======================================================
    symbol  here                meaning
    ======  ==================  ======================================================
    D       skin, liver, gut    share damaged
    a       attack (port)       attack of donor T cells, 0 to 1
    e       steroid (port)      effect of steroids, 0 to 1
    κ, ρ    …_damage, …_repair  speed of damage and of repair
    ζ       protection          share of damage that steroids prevent
    M       thymus              share of tolerance that early attack has cost; it returns over a year
    c       chronic_rate        risk of chronic GvHD that needs systemic treatment
    ======  ==================  ======================================================

    Findings are what a nurse and a laboratory see; the scale ``MagicAcuteGvhd`` reads them and never the attack.

    What this model cannot say: the upper gut, bleeding and ileus, other causes of rash, jaundice or diarrhea, organs of
    chronic GvHD and their NIH score, overlap, recovery from chronic GvHD, steroid-refractory disease as such.

    References
    ----------
    Harris AC, et al. Biol Blood Marrow Transplant 2016;22:4-10. doi:10.1016/j.bbmt.2015.09.001 (findings)
    Alho AC, et al. Blood 2016 (T cells gradually back to normal in two years, abstract). Afram G, et al. 2018 (chronic
    GvHD in 46 % of 747 alive on day 100; ratio 1.30 after acute GvHD, abstract).
    """

    reference = "10.1016/j.bbmt.2015.09.001"

    skin = State("1", negligible=1e-6, description="share of the skin that is inflamed")
    liver = State("1", negligible=1e-6, description="share of bile excretion that is lost")
    thymus = State("1", negligible=1e-6, description="share of tolerance that is lost")
    gut = State("1", negligible=1e-6, description="share of the gut that is denuded")
    attack = Port("1", "attack of donor T cells on tissue, 0 to 1")
    steroid = Port("1", "effect of steroids, 0 to 1")
    skin_damage = _sensitivity(0.2, "skin", "a rash covers half of the body within days under full attack")
    liver_damage = _sensitivity(0.1, "liver", "slower than skin, which is affected four times as often")
    gut_damage = _sensitivity(0.1, "gut", "slower than skin; with the liver set equal")
    skin_repair, liver_repair, gut_repair = _repair(14.0, "skin"), _repair(14.0, "liver"), _repair(5.0, "gut")
    protection = Parameter(
        0.8, "1",
        source=Assumed("steroids stop inflammation at once in most: 68 % respond to 2 mg/kg (Blood 1998;92:2288)",
                       0.5, 1.0),
        description="share of damage that steroids at full effect prevent",
    )  # fmt: skip
    bilirubin_at_rest = Parameter(
        0.6, "mg/dL", source=Assumed("healthy adults: 0.2 to 1.2 mg/dL", 0.2, 1.2), description="bilirubin at rest"
    )
    stool_at_rest = Parameter(
        150.0,
        "mL/day",
        source=Assumed("healthy adults: 100 to 200 mL a day", 100.0, 200.0),
        description="stool at rest",
    )
    stool_lost = Parameter(
        3000.0, "mL/day",
        source=Assumed("the worst graft-versus-host disease loses liters a day", 2000.0, 6000.0),
        description="stool of a gut that is denuded",
    )  # fmt: skip
    chronic_rate = Parameter(
        0.123, "1/month",
        source=Assumed(
            "46 % of those alive on day 100 get chronic GvHD (Afram 2018, abstract), most within a year: "
            "-ln(1 - 0.46)/10 months, at half of the tolerance lost twice that; bounds: threefold", 0.04, 0.37,
        ),
        spread=0.5,
        description="risk of chronic GvHD without tolerance; spread assumed",
    )  # fmt: skip
    thymus_damage = Parameter(
        1.0 / 14.0, "1/day",
        source=Assumed("the thymus is lost within weeks of acute disease: as slow as skin is repaired; bounds: twofold",
                       1.0 / 28.0, 1.0 / 7.0),
        description="loss of tolerance under full attack",
    )  # fmt: skip
    thymus_repair = Parameter(
        1.0 / 365.0, "1/day",
        source=Assumed("T cells take up to two years to normal (Alho 2016, abstract): half of that; bounds: twofold",
                       1.0 / 730.0, 1.0 / 180.0),
        description="return of tolerance",
    )  # fmt: skip
    chronic_from = Parameter(
        100.0, "day", source=Assumed("chronic GvHD is counted from about day 100", 70.0, 110.0), description="first day"
    )

    def flows(self) -> Iterator[Flow]:
        """Yield damage and repair."""
        hits = self.attack * maximum(0.0, 1.0 - self.protection * self.steroid)
        organs = (
            ("skin", self.skin, self.skin_damage, self.skin_repair),
            ("liver", self.liver, self.liver_damage, self.liver_repair),
            ("gut", self.gut, self.gut_damage, self.gut_repair),
        )
        for name, organ, speed, repair in organs:
            yield Flow(f"donor T cells damage the {name}", into=organ, rate=speed * hits * maximum(0.0, 1.0 - organ))
            yield Flow(f"the {name} heals", out_of=organ, rate=repair * organ)
        lost = self.thymus_damage * self.attack * maximum(0.0, 1.0 - self.thymus)
        yield Flow("donor T cells cost tolerance", into=self.thymus, rate=lost)
        yield Flow("tolerance returns", out_of=self.thymus, rate=self.thymus_repair * self.thymus)

    def observables(self) -> Iterator[Observable]:
        """Yield the findings."""
        yield Observable("rash", self.skin * 1.0, "1", "share of the body surface with a rash")
        yield Observable(
            "bilirubin", self.bilirubin_at_rest / maximum(0.01, 1.0 - self.liver), "mg/dL", "bilirubin in serum"
        )
        yield Observable("damage", (self.skin + self.liver + self.gut) / 3.0, "1", "mean damage of the three organs")
        yield Observable("stool", self.stool_at_rest + self.stool_lost * self.gut, "mL/day", "volume of stool")

    def hazards(self) -> Iterator[Hazard]:
        """Yield the onset of chronic GvHD."""
        yield Hazard(
            "chronic",
            select(self.chronic_from <= TIME, self.chronic_rate * self.thymus, 0.0),
            empirical=True,
            source=Assumed("see the parameter chronic_rate", 0.04, 0.37),
            description="onset of chronic GvHD that needs systemic treatment",
        )
