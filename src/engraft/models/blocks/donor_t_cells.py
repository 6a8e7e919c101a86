"""Donor T cells in a host: those that recognise it divide, kill leukemia and attack tissue; others fill the room."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import (
    Assumed,
    Expression,
    Flow,
    Model,
    Observable,
    Paper,
    Parameter,
    Port,
    State,
    maximum,
    minimum,
)

_BLEAKLEY = "Bleakley 2010, Blood 115, limiting dilution"
_COLLIN = "10.1084/jem.20051787"


class DonorTCells(Model):
    """Donor T cells meet host antigen, are recruited, divide in the room that IL-15 tells of, kill, and tire.

    σ = 1 - (1 - h) (1 - y) (1 - l),   y = t + (u - t) D,   l = L/(L + L½),   v = σ s (1 - c)/(1 + A/A∞)
    q f, at most 1, of all;   dP/dt = q f i I - r σ (1 - c) P - (k + w m) P
    dA/dt = r σ (1 - c) P + p v A - (δ + m (w + (1 - w) v) + k + z e) A
    dB/dt = (1 - q f) i I + g B (1 - (A + B + P + N)/K) - (k + w m) B
    dh/dt = -o (h - n)/τ while h > n,   dI/dt = -(i + k) I
    GvL = G A/(A + A½),   attack on tissue = A/(A + A¾)

    ======  ============================  ==================================================================
    symbol  here                          meaning
    ======  ============================  ==================================================================
    I       infused                       donor T cells on their way; graft or donor lymphocytes enter here
    P, A    precursors, effectors         cells that recognise the host: not yet, and dividing or having divided
    B       bystanders                    donor T cells that do not recognise the host
    h       host_presenters               host cells that present antigen, 1 before the transplant
    f, q    alloreactive_share,           share that recognises an HLA-identical sibling's minor antigens; how many
            disparity                     times more recognise this host
    r, p    recruitment, division         how fast precursors begin to divide, and effectors divide
    i, δ    homing, death                 of infused cells, of effectors
    g, K    growth, capacity              of bystanders
    w, z    resting_kill, steroid_kill    what drugs do to resting cells, steroids to effectors
    A∞      crowding                      effectors that halve division
    A½, A¾  half_gvl, half_attack         effectors that kill and attack at half
    t, u    tissue_antigen,               antigen of tissue that no marrow replaces: healthy, and damaged all over
            damaged_antigen
    D       damage (port)                 share of tissue damaged: disease feeds itself until drugs break the circle
    o       donor_share (port)            donor share of the marrow: its cells replace those that present antigen
    l, L    leukemia (port)               antigen of leukemia
    s       support (port)                IL-15
    c       inhibited (port)              activation prevented by calcineurin inhibitors
    m       kill_dividing (port)          killing of cells that divide at full speed (methotrexate, cyclophosphamide)
    k       kill_all (port)               killing of any T cell (antithymocyte globulin)
    e       steroid (port)                effect of steroids
    n       host_share (port)             host progenitors: they make new presenting cells
    N       host_lymphocytes (port)       lymphocytes of the host, in the same room
    ======  ============================  ==================================================================

    Which donor stands in ``disparity``: 1 is an HLA-identical sibling (minor antigens), about 10 a matched unrelated
    donor (HLA-DP besides), about 1000 a haploidentical one; 0 a twin, who neither harms nor helps.

    What this model cannot say: CD4 and CD8, regulatory T cells (their effect is the limit A∞), naive and memory (the
    share is of all), which antigens leukemia and tissue share, NK cells and their receptors, thymus, exhaustion,
    viruses, B cells of chronic GvHD. No patient's donor T cells were counted: of the rates most are assumed.

    References
    ----------
    Bleakley M, et al. Blood 2010;115 (frequency of T cells against minor antigens in three pairs of siblings).
    Collin MP, et al. J Exp Med 2006;203:27-33. doi:10.1084/jem.20051787 (Langerhans cells: 97 % donor on day 40)
    Kimmel GJ, et al. Proc R Soc B 2021;288:20210229. doi:10.1098/rspb.2021.0229 (growth into room)
    """

    reference = _COLLIN

    infused = State("cell", negligible=1.0, description="donor T cells on their way")
    precursors = State("cell", negligible=1.0, description="donor T cells that recognise the host, before division")
    effectors = State("cell", negligible=1.0, description="donor T cells that recognise the host, dividing and after")
    bystanders = State("cell", negligible=1.0, description="donor T cells that do not recognise the host")
    host_presenters = State(
        "1", initial=1.0, source=Assumed("the host's before a transplant; low: half", 0.5, 1.0), negligible=1e-6,
        description="host cells that present antigen, as a share of those before the transplant",
    )  # fmt: skip
    weight = Port("kg", "body weight")
    support = Port("1", "support of division by IL-15, 0 to 1")
    inhibited = Port("1", "share of activation that calcineurin inhibitors prevent")
    kill_dividing = Port("1/day", "killing of cells that divide at full speed")
    kill_all = Port("1/day", "killing of any T cell")
    steroid = Port("1", "effect of steroids, 0 to 1")
    leukemia = Port("cell", "leukemic cells that donor T cells see")
    host_share = Port("1", "host progenitors as a share of a full marrow")
    donor_share = Port("1", "donor share of the progenitors in the marrow")
    damage = Port("1", "share of host tissue that is damaged")
    host_lymphocytes = Port("cell", "lymphocytes of the host")
    alloreactive_share = Parameter(
        1.78e-5, "1",
        source=Assumed(
            f"{_BLEAKLEY}: of naive CD8 of three siblings 1 per 485794, 1619886 and 225188 grow into clones that kill, "
            "1.78e-6 in the geometric mean; cells that recognise and do not do both go uncounted, so ten times that; "
            "bounds: as counted, and a hundred times", 1.78e-6, 1.78e-4,
        ),
        spread=1.0,
        description="T cells that recognise minor antigens; spread: SD of the log of these three counts",
    )  # fmt: skip
    disparity = Parameter(
        1.0, "1",
        source=Assumed("an HLA-identical sibling; a population sets it", 0.0, 1e4),
        description="how many times more T cells recognise this host than an HLA-identical sibling",
    )  # fmt: skip
    homing = Parameter(
        2.0, "1/day", source=Assumed("within a day", 1.0, 10.0), description="infused T cells reach tissue"
    )
    recruitment = Parameter(
        0.5, "1/day",
        source=Assumed("first divisions spread over days: half within 1.4 days; bounds: a week to a day", 0.1, 1.0),
        description="precursors that begin to divide, at full antigen",
    )  # fmt: skip
    division = Parameter(
        2.1, "1/day",
        source=Assumed("three divisions a day at full antigen and support, as in acute infection; bounds two to four",
                       1.4, 2.8),
        description="division of effectors at full antigen and support",
    )  # fmt: skip
    death = Parameter(
        0.1, "1/day",
        source=Assumed("effectors without antigen halve in a week; bounds: twofold and threefold", 0.03, 0.2),
        spread=0.3,
        description="loss of effectors; spread assumed",
    )  # fmt: skip
    crowding = Parameter(
        1.4e8, "cell/kg",
        source=Assumed("regulation halves division at 1e10 effectors in 70 kg, 4 % of all T cells", 1.4e7, 1.4e9),
        description="effectors per weight at which their division is halved",
    )  # fmt: skip
    presenters_turnover = Parameter(
        1.0 / 11.4, "1/day",
        source=Paper(_COLLIN, "abstract", "97 % donor on day 40 after full intensity: ln(1/0.03)/40"),
        description="loss of host cells that present antigen",
    )  # fmt: skip
    tissue_antigen = Parameter(
        0.07, "1",
        source=Assumed("donor cells that present host antigen, and healthy tissue, activate weakly", 0.02, 0.2),
        description="antigen of healthy host tissue, as a share of that before the transplant",
    )  # fmt: skip
    damaged_antigen = Parameter(
        0.3, "1",
        source=Assumed("damage alarms cells that present antigen, to a third of the first weeks; bounds: twofold",
                       0.15, 0.6),
        description="antigen of host tissue that is damaged all over",
    )  # fmt: skip
    half_leukemia = Parameter(
        1.4e10, "cell/kg",
        source=Assumed("blasts present antigen poorly: 1e12 in 70 kg, the lethal burden, for half", 1.4e9, 1.4e11),
        description="leukemic cells per weight at half of their antigen",
    )  # fmt: skip
    steroid_kill = Parameter(
        0.3, "1/day",
        source=Assumed("2 mg/kg of methylprednisolone act half of the day: effectors halve in five days", 0.1, 0.7),
        description="effectors killed at full effect of steroids",
    )  # fmt: skip
    resting_kill = Parameter(
        0.05, "1",
        source=Assumed("resting memory T cells have aldehyde dehydrogenase (doi:10.1182/hem.2023000486, Figure 1)",
                       0.0, 0.5),
        description="what kills dividing cells kills this share of resting ones",
    )  # fmt: skip
    growth = Parameter(
        0.04, "1/day",
        source=Assumed(
            "450 lymphocytes per uL on day 30 (median of 157, doi:10.1016/j.bbmt.2007.07.005), a quarter of healthy "
            "1800: ln 3.3/30 days from the 8 % infused; bounds: half, and the 0.17 of doi:10.1098/rspb.2021.0229",
            0.02, 0.17,
        ),
        description="growth of bystanders into the room",
    )  # fmt: skip
    capacity = Parameter(
        2.5e11 / 70.0, "cell/kg",
        source=Assumed("2.5e11 cells (doi:10.1098/rspb.2021.0229, Table 1) at an assumed 70 kg", 2e9, 1e10),
        description="lymphocytes per body weight at which growth stops",
    )  # fmt: skip
    gvl = Parameter(
        0.3, "1/day",
        source=Assumed("a killing that outruns leukemia which doubles in a week or more; bounds: weeks to a day",
                       0.03, 1.0),
        spread=0.5,
        description="killing of leukemia by many effectors; spread assumed",
    )  # fmt: skip
    half_gvl = Parameter(
        1.4e6, "cell/kg",
        source=Assumed("1e8 effectors in 70 kg, in the marrow one per thousand cells; bounds: tenfold", 1.4e5, 1.4e7),
        description="effectors per weight at half of the killing",
    )  # fmt: skip
    half_attack = Parameter(
        1.4e7, "cell/kg",
        source=Assumed("tissue takes ten times more effectors than leukemia; bounds: tenfold", 1.4e6, 1.4e8),
        description="effectors per weight at half of the attack on tissue",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield homing, recruitment, division, loss and killing."""
        arrives, share = self.homing * self.infused, minimum(1.0, self.disparity * self.alloreactive_share)
        yield Flow("T cells that recognise the host arrive", out_of=self.infused, into=self.precursors,
                   rate=share * arrives)  # fmt: skip
        yield Flow("other T cells arrive", out_of=self.infused, into=self.bystanders, rate=(1.0 - share) * arrives)
        recruited = self.recruitment * self._antigen() * (1.0 - self.inhibited) * self.precursors
        yield Flow("T cells are recruited", out_of=self.precursors, into=self.effectors, rate=recruited)
        speed = self._speed()
        yield Flow("effectors divide", into=self.effectors, rate=self.division * speed * self.effectors)
        yield Flow("effectors die", out_of=self.effectors, rate=self.death * self.effectors)
        drugs = self.kill_dividing * (self.resting_kill + (1.0 - self.resting_kill) * speed) * self.effectors
        yield Flow("drugs kill dividing effectors", out_of=self.effectors, rate=drugs)
        yield Flow(
            "steroids kill effectors", out_of=self.effectors, rate=self.steroid_kill * self.steroid * self.effectors
        )
        yield from self._others()

    def _others(self) -> Iterator[Flow]:
        """Yield the growth of bystanders, killing of resting cells, and the loss of host cells that present."""
        room = maximum(0.0, 1.0 - (self._total() + self.host_lymphocytes) / (self.capacity * self.weight))
        yield Flow("bystanders fill the room", into=self.bystanders, rate=self.growth * room * self.bystanders)
        resting = (("bystanders", self.bystanders), ("precursors", self.precursors))
        for whose, cells in resting:
            yield Flow(f"drugs kill resting {whose}", out_of=cells, rate=self.resting_kill * self.kill_dividing * cells)
        for whose, cells in (("infused cells", self.infused), ("effectors", self.effectors), *resting):
            yield Flow(f"antibodies kill {whose}", out_of=cells, rate=self.kill_all * cells)
        lost = self.presenters_turnover * self.donor_share * maximum(0.0, self.host_presenters - self.host_share)
        yield Flow("host cells that present antigen are replaced", out_of=self.host_presenters, rate=lost)

    def observables(self) -> Iterator[Observable]:
        """Yield sums, antigen, the killing of leukemia and the attack on tissue."""
        yield Observable("total", self._total(), "cell", "donor T cells")
        yield Observable("antigen", self._antigen(), "1", "antigen of the host, 0 to 1")
        killing = self.effectors / (self.effectors + self.half_gvl * self.weight)
        yield Observable("gvl_kill", self.gvl * killing, "1/day", "leukemia and host marrow killed by donor T cells")
        attack = self.effectors / (self.effectors + self.half_attack * self.weight)
        yield Observable("attack", attack, "1", "attack on tissue, 0 to 1")

    def _total(self) -> Expression:
        """All donor T cells that have arrived."""
        return self.precursors + self.effectors + self.bystanders

    def _antigen(self) -> Expression:
        """Antigen of presenting cells, tissue and leukemia together."""
        tissue = self.tissue_antigen + (self.damaged_antigen - self.tissue_antigen) * self.damage
        leukemia = self.leukemia / (self.leukemia + self.half_leukemia * self.weight)
        return 1.0 - (1.0 - self.host_presenters) * (1.0 - minimum(1.0, tissue)) * (1.0 - leukemia)

    def _speed(self) -> Expression:
        """Speed of division relative to the fastest."""
        crowd = self.crowding * self.weight
        return self._antigen() * self.support * (1.0 - self.inhibited) * crowd / (crowd + self.effectors)
