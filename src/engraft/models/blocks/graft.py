"""Stem cells of a donor in a host's marrow: homing, growth beside the host's, and the blood they make."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Paper, Parameter, Port, State, maximum

_QUARTINO = "10.1007/s11095-014-1429-9"
_PLATELETS = "10.1002/psp4.12882"
_POOLS = 2.0


def _place(m: Graft) -> Expression:
    """Give the number of progenitors for which the marrow has room."""
    return m.places * m.weight


def _neutrophils_passing(m: Graft) -> Expression:
    """Start at rest: as many neutrophils leave a pool of the marrow as die in blood."""
    return m.neutrophils_at_rest * math.log(2.0) / m.neutrophil_half_life * m.neutrophil_transit / _POOLS


class Graft(Model):
    """Donor and host progenitors share the places of one marrow; neutrophils and platelets come from both.

    dI/dt = -h I,  dD/dt = e h I + r D (1 - (D + H)/K) - (k + x) D,  dH/dt = r H (1 - (D + H)/K) - (k + a) H
    neutrophils, platelets: made in proportion to (D + H)/K, through two pools, then lost from blood
    x = reject · L/(L + L½)

    ======  =======================  ==========================================================
    symbol  here                     meaning
    ======  =======================  ==========================================================
    I       infused                  CD34+ cells of the graft on their way; a dose enters here
    D, H    donor, host              progenitors of donor and host in the marrow
    K       places · weight          progenitors at rest
    e, h    homing, homing_rate      share that finds a place, and how fast the others vanish
    r       growth                   growth of progenitors in an empty marrow
    k       kill (port)              killed by conditioning and later drugs
    a       donor_kill (port)        host progenitors killed by donor T cells: the way to full chimerism
    L       host_lymphocytes (port)  lymphocytes of the host that reject the graft
    ======  =======================  ==========================================================

    Before conditioning the marrow is the host's and at rest. Counts are those of cells that the marrow makes: the
    0.5e9/L of neutrophils and 20e9/L of platelets that define engraftment need about a tenth of a full marrow.

    What this model cannot say: stem cells beneath the progenitors and the clones of late years, red cells, G-CSF,
    consumption of platelets, transfusions, poor graft function by infection or GvHD, HLA antibodies, cord blood.

    References
    ----------
    Quartino AL, et al. Pharm Res 2014;31:3390. doi:10.1007/s11095-014-1429-9 (passage, half-life)
    CPT Pharmacometrics Syst Pharmacol. doi:10.1002/psp4.12882 (platelets)
    Champlin RE, et al. Blood 2000;95:3702 (neutrophils above 0.5e9/L on day 14 after blood, 19 after marrow).
    """

    reference = _QUARTINO

    infused = State("cell", negligible=1.0, description="CD34+ cells of the graft on their way to the marrow")
    donor = State("cell", negligible=1.0, description="donor progenitors in the marrow")
    host = State("cell", initial=_place, negligible=1.0, description="host progenitors in the marrow")
    neutrophils_first = State("cell/L", initial=_neutrophils_passing, negligible=1e4, description="maturing, first")
    neutrophils_second = State("cell/L", initial=_neutrophils_passing, negligible=1e4, description="maturing, second")
    neutrophils = State(
        "cell/L", initial=lambda m: m.neutrophils_at_rest, negligible=1e4, description="neutrophils in blood"
    )
    platelets_first = State(
        "cell/L", initial=lambda m: m.platelets_at_rest, negligible=1e6, description="maturing, first"
    )
    platelets = State("cell/L", initial=lambda m: m.platelets_at_rest, negligible=1e6, description="platelets in blood")
    weight = Port("kg", "body weight")
    kill = Port("1/day", "progenitors killed by drugs and radiation")
    donor_kill = Port("1/day", "host progenitors killed by donor T cells")
    host_lymphocytes = Port("cell", "lymphocytes of the host")
    places = Parameter(
        1e8, "cell/kg",
        source=Assumed("1 % of some 1e10 nucleated marrow cells per kg are CD34+; bounds: threefold", 3e7, 3e8),
        description="progenitors per weight in a marrow at rest",
    )  # fmt: skip
    homing = Parameter(
        0.2, "1",
        source=Assumed("CD34+ cells are gone from blood within a day, most of them not to the marrow", 0.05, 0.5),
        description="share of infused CD34+ cells that find a place",
    )  # fmt: skip
    homing_rate = Parameter(
        2.0, "1/day", source=Assumed("within a day", 1.0, 10.0), description="rate at which infused cells leave blood"
    )
    growth = Parameter(
        0.35, "1/day",
        source=Assumed("progenitors in an empty marrow double every two days; bounds: one to four", 0.17, 0.69),
        spread=0.2,
        description="growth of progenitors in an empty marrow; spread assumed",
    )  # fmt: skip
    reject = Parameter(
        1.0, "1/day",
        source=Assumed("an unconditioned host rejects foreign cells within days; bounds: weeks to a day", 0.1, 3.0),
        description="donor progenitors killed by a full set of host lymphocytes",
    )  # fmt: skip
    half_rejection = Parameter(
        3.6e8, "cell/kg",
        source=Assumed("a tenth of the lymphocytes of a healthy person (2.5e11 at 70 kg)", 3.6e7, 3.6e9),
        description="host lymphocytes per weight at half of the rejection",
    )  # fmt: skip
    neutrophils_at_rest = Parameter(
        4.0e9, "cell/L", source=Assumed("adults: 2 to 7e9/L", 2e9, 7e9), spread=0.3, description="neutrophils at rest"
    )
    neutrophil_transit = Parameter(
        133.0, "hour",
        source=Paper(_QUARTINO, "typical value", "as written out in radivot/myelo, demo/quartino14.R"),
        description="mean time of a neutrophil through the marrow",
    )  # fmt: skip
    neutrophil_half_life = Parameter(
        7.0, "hour",
        source=Paper(_QUARTINO, "typical value", "the same in radivot/myelo and AMLDT/Venex_Neutropenia_Models"),
        description="half-life of neutrophils in blood",
    )  # fmt: skip
    platelets_at_rest = Parameter(
        232e9, "cell/L", source=Paper(_PLATELETS, "platelets, final estimate"), spread=0.283,
        description="platelets at rest",
    )  # fmt: skip
    platelet_transit = Parameter(
        134.0, "hour", source=Paper(_PLATELETS, "platelets, final estimate"),
        description="mean time from division to the end of a platelet",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield homing, growth, killing, rejection, and the passage of neutrophils and platelets."""
        leaves = self.homing_rate * self.infused
        yield Flow("infused cells home", out_of=self.infused, into=self.donor, rate=self.homing * leaves)
        yield Flow("infused cells vanish", out_of=self.infused, rate=(1.0 - self.homing) * leaves)
        grows = self.growth * maximum(0.0, 1.0 - self._filled())
        for whose, cells in (("donor", self.donor), ("host", self.host)):
            yield Flow(f"{whose} progenitors grow", into=cells, rate=grows * cells)
            yield Flow(f"treatment kills {whose} progenitors", out_of=cells, rate=self.kill * cells)
        yield Flow("donor T cells kill host progenitors", out_of=self.host, rate=self.donor_kill * self.host)
        rejecting = self.host_lymphocytes / (self.host_lymphocytes + self.half_rejection * self.weight)
        yield Flow("host rejects donor progenitors", out_of=self.donor, rate=self.reject * rejecting * self.donor)
        yield from self._blood()

    def _blood(self) -> Iterator[Flow]:
        """Yield the passage of neutrophils and platelets from marrow to blood."""
        dies = math.log(2.0) / self.neutrophil_half_life
        passes, sheds = _POOLS / self.neutrophil_transit, _POOLS / self.platelet_transit
        made = self.neutrophils_at_rest * dies * self._filled()
        first, second = self.neutrophils_first, self.neutrophils_second
        yield Flow("neutrophils are made", into=first, rate=made)
        yield Flow("neutrophils mature", out_of=first, into=second, rate=passes * first)
        yield Flow("neutrophils are released", out_of=second, into=self.neutrophils, rate=passes * second)
        yield Flow("neutrophils die", out_of=self.neutrophils, rate=dies * self.neutrophils)
        yield Flow(
            "platelets are made", into=self.platelets_first, rate=sheds * self.platelets_at_rest * self._filled()
        )
        yield Flow(
            "platelets are released",
            out_of=self.platelets_first,
            into=self.platelets,
            rate=sheds * self.platelets_first,
        )
        yield Flow("platelets end", out_of=self.platelets, rate=sheds * self.platelets)

    def observables(self) -> Iterator[Observable]:
        """Yield counts, chimerism and how full the marrow is."""
        yield Observable("anc", self.neutrophils * 1.0, "cell/L", "absolute neutrophil count")
        yield Observable("platelet_count", self.platelets * 1.0, "cell/L", "platelet count without transfusions")
        both = self.donor + self.host + 1.0e-6 * _place(self)
        yield Observable("chimerism", self.donor / both, "1", "donor share of the progenitors in the marrow")
        yield Observable("host_share", self.host / _place(self), "1", "host progenitors as a share of a full marrow")
        yield Observable("cellularity", self._filled(), "1", "progenitors as a share of a full marrow")

    def _filled(self) -> Expression:
        """Progenitors of both, as a share of the places."""
        return (self.donor + self.host) / _place(self)
