"""6-mercaptopurine: from tablets to the thioguanine nucleotides that hinder dividing marrow cells."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, State

_DOI = "10.3389/fphys.2020.00217"
_TABLE = Paper(_DOI, "Table 2", "as written out in trentsuzuki/Leukemia-MASc-Code")
_SURFACE = Assumed(
    "that of the child whose steady states the transcription gives; each child's own is in Data Sheet 2, not read",
    0.5,
    2.0,
)


class Mercaptopurine(Model):
    """Absorbed and eliminated in hours; a small part becomes 6-TGN, which stays for days and acts on the marrow.

    dG/dt = -ka G,  dB/dt = F ka G - k20 B,  dT/dt = FM3 kme B - CL/V T
    CL = CL0 s^x with body surface s in m²,  effect = slope T/V

    ===========  ========================  ==============================================================
    paper        here                      meaning
    ===========  ========================  ==============================================================
    x1, x2, x3   gut, blood, thioguanine   6-MP in the gut, 6-MP in blood, thioguanine nucleotides (6-TGN)
    F, ka        bioavailability,          share of a tablet that reaches blood, and how fast
                 absorption
    k20          elimination               loss of 6-MP from blood, all ways together
    FM3, kme     share_activated,          share of the metabolised 6-MP that becomes 6-TGN, rate of metabolism
                 metabolism
    CL6tgn       clearance, surface_power  clearance of 6-TGN at 1 m², and how it goes with body surface
    -            volume                    of 6-TGN; the paper divides by none, which is 1 L
    slope        slope                     share of division prevented per concentration
    BSA          body_surface              of the child
    ===========  ========================  ==============================================================

    The paper absorbs F u and lets the rest vanish; here all of the tablet is in the gut and the share 1 - F is lost
    on the way, which is the same in blood. The transcription notes that the equation the paper prints for the
    clearance contradicts its Table 2 and keeps the table; so do we.

    What this model cannot say: TPMT and NUDT15 genotypes, methylated metabolites and the liver, methotrexate (which
    the paper found without effect of its own on neutrophils), who does not take the tablets, leukemia: it is not
    part of the paper, so whether a dose prevents relapse cannot be asked.

    References
    ----------
    Jost F, Zierk J, Le TTT, et al. Front Physiol 2020;11:217. doi:10.3389/fphys.2020.00217
    """

    reference = _DOI

    gut = State("mg", description="6-MP in the gut")
    blood = State("mg", description="6-MP in blood")
    thioguanine = State("mg", description="thioguanine nucleotides (6-TGN)")
    bioavailability = Parameter(0.22, "1", source=_TABLE, description="share of a tablet that reaches blood")
    absorption = Parameter(31.2, "1/day", source=_TABLE, description="absorption rate")
    elimination = Parameter(12.72, "1/day", source=_TABLE, description="loss of 6-MP from blood")
    share_activated = Parameter(0.019, "1", source=_TABLE, description="share of the metabolised that becomes 6-TGN")
    metabolism = Parameter(9.9216, "1/day", source=_TABLE, description="rate of metabolism")
    clearance = Parameter(0.219, "L/day", source=_TABLE, description="clearance of 6-TGN at 1 m2")
    surface_power = Parameter(1.16, "1", source=_TABLE, description="power of body surface in the clearance")
    volume = Parameter(
        1.0, "L", source=Paper(_DOI, "equations", "implied: the clearance is used as a rate per day"),
        description="volume of 6-TGN",
    )  # fmt: skip
    body_surface = Parameter(0.82, "m^2", source=_SURFACE, description="body surface of the child")
    unit_surface = Parameter(1.0, "m^2", source=_TABLE, description="surface the clearance is for")
    slope = Parameter(
        0.21215, "L/mg",
        source=Paper(_DOI, "Data Sheet 1", "median of 116 individual estimates, as in trentsuzuki/Leukemia-MASc-Code"),
        description="share of division prevented per concentration of 6-TGN",
    )  # fmt: skip

    def concentration(self) -> Expression:
        """Return the concentration of 6-TGN."""
        return self.thioguanine / self.volume

    def flows(self) -> Iterator[Flow]:
        """Yield absorption, loss, activation and clearance."""
        taken = self.absorption * self.gut
        cleared = self.clearance * (self.body_surface / self.unit_surface) ** self.surface_power
        activated = self.share_activated * self.metabolism * self.blood
        yield Flow("6-MP is absorbed", out_of=self.gut, into=self.blood, rate=self.bioavailability * taken)
        yield Flow("6-MP is lost on its way", out_of=self.gut, rate=(1.0 - self.bioavailability) * taken)
        yield Flow("6-MP is eliminated", out_of=self.blood, rate=self.elimination * self.blood)
        yield Flow("6-TGN is made", into=self.thioguanine, rate=activated)
        yield Flow("6-TGN is cleared", out_of=self.thioguanine, rate=cleared * self.concentration())

    def observables(self) -> Iterator[Observable]:
        """Yield the concentration of 6-TGN and its effect."""
        yield Observable("concentration", self.concentration(), "mg/L", "thioguanine nucleotides")
        yield Observable("effect", self.slope * self.concentration(), "1", "share of division prevented")
