"""A donor's graft of which a share lacks CD33: two kinds of donor cells beside the host's, and the blood they make."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engraft.language import Assumed, Expression, Flow, Model, Observable, Parameter, Port, State, maximum, quantity
from engraft.models.blocks.graft import Graft

_POOLS = 2.0
_REF = "10.1007/s11095-014-1429-9"


def _place(m: EditedGraft) -> Expression:
    """Give the number of progenitors for which the marrow has room."""
    return m.places * m.weight


def _passing(m: EditedGraft) -> Expression:
    """Start at rest: as many neutrophils leave a pool of the marrow as die in blood."""
    return m.neutrophils_at_rest * math.log(2.0) / m.neutrophil_half_life * m.neutrophil_transit / _POOLS


class EditedGraft(Model):
    """Edited and unedited donor progenitors and the host's share one marrow; a drug against CD33 spares the edited.

    dD_e/dt = h s I_e + r D_e (1 - F) - (k + x) D_e + ((D_e + D_u) S_e/S - D_e)/tau,   F = (D_e + D_u + H)/K
    dD_u/dt = the same with I_u, S_u, and - c g D_u;   dH/dt = r H (1 - F) - (k + a + c g) H
    dS_e/dt = f s r_LT h I_e,  dS_u/dt = f h I_u + f s h I_k       long-term stem cells, each the start of a clone
    neutrophils of D_e and of D_u + H mature apart: those with CD33 are killed at g while they mature

    ======  =======================  ===============================================================
    symbol  here                     meaning
    ======  =======================  ===============================================================
    I       infused, ..._edited,     CD34+ cells on their way (u, e, and k: kept CD33 in an edited product); doses
            infused_kept             enter here
    S       stem, stem_edited        engrafted long-term stem cells of the graft
    tau     takeover                 time in which they take over from short-lived progenitors
    r_LT    long_term_ratio          edited share of stem cells over that of the product
    g       cd33_kill (port)         killed of cells with CD33 by a drug
    c       progenitors_with_cd33    share of progenitors that carry CD33
    ======  =======================  ===============================================================

    The rest is the block of a donor's graft, with its values: homing, growth, rejection, and how blood is made. Where
    nothing kills, the edited share of progenitors is e(t) = e_LT + (e_0 - e_LT) exp(-t/tau). The number of stem cells
    is D W f s: CD34+ cells per kg, weight, clones per cell (f), survival of what editing does (s).

    What this model cannot say: lineages without CD33 apart from neutrophils, other work of CD33 (none was seen), chance
    in clones (see the endpoint for clones), monocytes, off-target edits, chromosome loss, T cells of the graft that are
    edited, platelets' precursors with CD33 besides progenitors.

    References
    ----------
    Quartino AL, et al. Pharm Res 2014;31:3390. doi:10.1007/s11095-014-1429-9 (passage, half-life, as in the block of a
    donor's graft). Calabria A, et al. Nature 2024. doi:10.1038/s41586-024-08250-x (770 to 35,000 active stem cells).
    """

    reference = _REF

    infused = State("cell", negligible=1.0, description="unedited CD34+ cells of the graft on their way to the marrow")
    infused_edited = State("cell", negligible=1.0, description="CD34+ cells without CD33 on their way")
    infused_kept = State(
        "cell", negligible=1.0, description="CD34+ cells of an edited product that kept CD33, on their way"
    )
    donor = State("cell", negligible=1.0, description="donor progenitors with CD33")
    donor_edited = State("cell", negligible=1.0, description="donor progenitors without CD33")
    host = State("cell", initial=_place, negligible=1.0, description="host progenitors in the marrow")
    stem = State("cell", negligible=1e-2, description="engrafted long-term stem cells with CD33")
    stem_edited = State("cell", negligible=1e-2, description="engrafted long-term stem cells without CD33")
    neutrophils_first = State("cell/L", initial=_passing, negligible=1e4, description="maturing with CD33, first")
    neutrophils_second = State("cell/L", initial=_passing, negligible=1e4, description="maturing with CD33, second")
    neutrophils = State(
        "cell/L", initial=lambda m: m.neutrophils_at_rest, negligible=1e4, description="neutrophils in blood, with CD33"
    )
    edited_first = State("cell/L", negligible=1e4, description="maturing without CD33, first")
    edited_second = State("cell/L", negligible=1e4, description="maturing without CD33, second")
    edited_neutrophils = State("cell/L", negligible=1e4, description="neutrophils in blood, without CD33")
    platelets_first = State(
        "cell/L", initial=lambda m: m.platelets_at_rest, negligible=1e6, description="maturing, first"
    )
    platelets = State("cell/L", initial=lambda m: m.platelets_at_rest, negligible=1e6, description="platelets in blood")
    weight = Port("kg", "body weight")
    kill = Port("1/day", "progenitors killed by conditioning and other drugs")
    cd33_kill = Port("1/day", "normal cells with CD33 killed by a drug")
    donor_kill = Port("1/day", "host progenitors killed by donor T cells")
    host_lymphocytes = Port("cell", "lymphocytes of the host")
    places: Parameter = Graft.places
    homing: Parameter = Graft.homing
    homing_rate: Parameter = Graft.homing_rate
    growth: Parameter = Graft.growth
    reject: Parameter = Graft.reject
    half_rejection: Parameter = Graft.half_rejection
    neutrophils_at_rest: Parameter = Graft.neutrophils_at_rest
    neutrophil_transit: Parameter = Graft.neutrophil_transit
    neutrophil_half_life: Parameter = Graft.neutrophil_half_life
    platelets_at_rest: Parameter = Graft.platelets_at_rest
    platelet_transit: Parameter = Graft.platelet_transit
    clones_per_cell = Parameter(
        math.sqrt(7e-6 * 3.4e-4), "1",
        source=Assumed(
            "770 to 35,000 active stem cells (53 patients, doi:10.1038/s41586-024-08250-x) over 1.03e8 CD34+ cells, "
            "the median dose at 10 kg: the middle on the log scale", 7e-6, 3.4e-4,
        ),
        spread=math.log(3.4e-4 / 7e-6) / 4.5,
        description="long-term stem cells per infused CD34+ cell; spread: the extremes of 53 persons, 4.5 SD apart",
    )  # fmt: skip
    surviving = Parameter(
        0.5, "1", source=Assumed("some stem cells die of the cut and of what goes with it; nobody counted", 0.1, 1.0),
        description="share of long-term stem cells of an edited product that live through editing",
    )  # fmt: skip
    long_term_ratio = Parameter(
        1.0, "1", source=Assumed("end joining edits stem cells as it edits progenitors; recalled", 0.5, 1.0),
        description="edited per unedited long-term stem cell, over the same of the product",
    )  # fmt: skip
    takeover = Parameter(
        60.0, "day", source=Assumed("short-lived progenitors carry blood for a few months after a graft", 30.0, 180.0),
        description="time in which long-term stem cells take over",
    )  # fmt: skip
    progenitors_with_cd33 = Parameter(
        0.5, "1",
        source=Assumed("committed myeloid progenitors carry CD33 and stem cells don't; no share was read", 0.1, 0.9),
        description="share of progenitors that carry CD33 unless edited",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield homing, growth, killing, rejection, takeover, and the passage of neutrophils and platelets."""
        yield from self._home("unedited", self.infused, self.donor, self.stem, quantity(1.0, "1"))
        yield from self._home("kept", self.infused_kept, self.donor, self.stem, self.surviving)
        live = self.surviving * self.long_term_ratio
        yield from self._home("edited", self.infused_edited, self.donor_edited, self.stem_edited, live)
        grows = self.growth * maximum(0.0, 1.0 - self._filled())
        held = self.progenitors_with_cd33 * self.cd33_kill
        for whose, cells in (("donor", self.donor), ("edited donor", self.donor_edited), ("host", self.host)):
            yield Flow(f"{whose} progenitors grow", into=cells, rate=grows * cells)
            yield Flow(f"treatment kills {whose} progenitors", out_of=cells, rate=self.kill * cells)
            if whose != "edited donor":
                yield Flow(f"the CD33 drug kills {whose} progenitors", out_of=cells, rate=held * cells)
        yield Flow("donor T cells kill host progenitors", out_of=self.host, rate=self.donor_kill * self.host)
        rejecting = self.reject * self.host_lymphocytes / (
            self.host_lymphocytes + self.half_rejection * self.weight
        )  # fmt: skip
        yield Flow("host rejects donor progenitors", out_of=self.donor, rate=rejecting * self.donor)
        yield Flow("host rejects edited progenitors", out_of=self.donor_edited, rate=rejecting * self.donor_edited)
        yield from self._takeover()
        yield from self._neutrophils()
        yield from self._platelets()

    def _home(
        self, kind: str, infused: Expression, cells: Expression, stem: Expression, kept: Expression
    ) -> Iterator[Flow]:
        """Yield where infused cells go: a share finds a place, a few are long-term stem cells, the others vanish."""
        leaves = self.homing_rate * infused
        yield Flow(f"{kind} infused cells home", out_of=infused, into=cells, rate=self.homing * leaves)
        yield Flow(f"{kind} infused cells vanish", out_of=infused, rate=(1.0 - self.homing) * leaves)
        yield Flow(f"{kind} stem cells engraft", into=stem, rate=self.clones_per_cell * kept * leaves)

    def _takeover(self) -> Iterator[Flow]:
        """Yield how stem cells replace progenitors by their own kind, as many as are spent."""
        both, stems = self.donor + self.donor_edited, self._stems()
        for kind, cells, stem in (
            ("unedited", self.donor, self.stem), ("edited", self.donor_edited, self.stem_edited),
        ):  # fmt: skip
            yield Flow(f"short-lived {kind} progenitors are spent", out_of=cells, rate=cells / self.takeover)
            yield Flow(f"{kind} stem cells make progenitors", into=cells, rate=both * stem / stems / self.takeover)

    def _neutrophils(self) -> Iterator[Flow]:
        """Yield the passage of neutrophils with and without CD33; those with it die of the drug while they mature."""
        dies, passes = math.log(2.0) / self.neutrophil_half_life, _POOLS / self.neutrophil_transit
        made = self.neutrophils_at_rest * dies / _place(self)
        marked = (self.neutrophils_first, self.neutrophils_second, self.neutrophils, self.donor + self.host)
        spared = (self.edited_first, self.edited_second, self.edited_neutrophils, self.donor_edited)
        for kind, (first, second, blood, progenitors) in (("CD33+", marked), ("CD33-", spared)):
            yield Flow(f"{kind} neutrophils are made", into=first, rate=made * progenitors)
            yield Flow(f"{kind} neutrophils mature", out_of=first, into=second, rate=passes * first)
            yield Flow(f"{kind} neutrophils are released", out_of=second, into=blood, rate=passes * second)
            yield Flow(f"{kind} neutrophils die", out_of=blood, rate=dies * blood)
        for order, pool in (("first", marked[0]), ("second", marked[1])):
            yield Flow(f"the CD33 drug kills maturing neutrophils, {order}", out_of=pool, rate=self.cd33_kill * pool)

    def _platelets(self) -> Iterator[Flow]:
        """Yield the passage of platelets."""
        sheds, first = _POOLS / self.platelet_transit, self.platelets_first
        yield Flow("platelets are made", into=first, rate=sheds * self.platelets_at_rest * self._filled())
        yield Flow("platelets are released", out_of=first, into=self.platelets, rate=sheds * first)
        yield Flow("platelets end", out_of=self.platelets, rate=sheds * self.platelets)

    def observables(self) -> Iterator[Observable]:
        """Yield counts, chimerism, the edited share and the number of clones."""
        anc = self.neutrophils + self.edited_neutrophils
        yield Observable("anc", anc, "cell/L", "absolute neutrophil count")
        yield Observable("platelet_count", self.platelets * 1.0, "cell/L", "platelet count without transfusions")
        graft = self.donor + self.donor_edited
        all_cells = graft + self.host + 1.0e-6 * _place(self)
        yield Observable("chimerism", graft / all_cells, "1", "donor share of the progenitors in the marrow")
        yield Observable("host_share", self.host / _place(self), "1", "host progenitors as a share of a full marrow")
        yield Observable("cellularity", self._filled(), "1", "progenitors as a share of a full marrow")
        without = self.edited_neutrophils / (anc + 1.0e-6 * self.neutrophils_at_rest)
        yield Observable("cd33_negative", without, "1", "share of neutrophils without CD33")
        edited = self.donor_edited / (graft + 1.0e-6 * _place(self))
        yield Observable("edited_share", edited, "1", "share of donor progenitors that are edited")
        yield Observable("clones", self.stem + self.stem_edited, "cell", "engrafted clones of the graft")

    def _stems(self) -> Expression:
        """Engrafted stem cells of both kinds, so few that nobody is divided by nothing."""
        return self.stem + self.stem_edited + 1.0e-12 * _place(self)

    def _filled(self) -> Expression:
        """Progenitors of all, as a share of the places."""
        return (self.donor + self.donor_edited + self.host) / _place(self)
