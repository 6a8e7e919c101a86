"""Hosseini 2020 in a patient with leukemia: her own T cells, tied to CD19 by the drug, are activated, kill and tire."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from engraft.language import (
    Assumed,
    Expression,
    Flow,
    Model,
    Observable,
    Paper,
    Parameter,
    Port,
    Rate,
    State,
    maximum,
    minimum,
)
from engraft.models.library.hosseini2020_t_cell_engager import Hosseini2020

_DOI = "10.1038/s41540-020-00145-7"
_PHILIPP = "10.1182/blood.2022015956"
_LYSIS = (
    "specific lysis 88.4 % after 7 days of exposure without pause and 8.6 % after 28 days, in vitro with patients' "
    "schedule: 21 days over ln(88.4/8.6); spread assumed, as for CAR T cells"
)
_RESISTANT = (
    "in blood and marrow Hosseini's targets are healthy B cells; leukemia that has come back has less CD19, fewer "
    "costimulating and more inhibiting ligands. Between a hundredth of what a B cell suffers and as much, the middle "
    "on the log scale; spread assumed: a patient in the middle third differs twofold"
)


@dataclass(frozen=True)
class _Place:
    """Blood or marrow: its T cells, the targets they meet, the drug they see, and the room for T cells."""

    name: str
    resting: Expression
    activated: Expression
    post: Expression
    targets: Expression
    drug: Expression
    room: Expression
    rate: Expression
    half: Expression
    strength: Expression
    b_at_rest: Expression


class EngagedTCells(Model):
    """T cells of blood and marrow under a T-cell engager, by the laws of Hosseini 2020; targets come from outside.

    In each place i, T resting, P post-activated, A activated, B_i targets, D_i the drug there, F fatigue:
    act_i = f VmT h(B_i/(T+P); KmBT, S) D_i/(D_i+KdT) (1 - z d)        f: 1 in blood, fTact in marrow
    dT/dt = -kTact (act T - fd A) + fP P + entry_T - u T     in blood also: made, and dying of crowding
    dA/dt = kTact (act (T+P) - 2 fd A) + entry_A - kTa (A + fAICD A²/A0) - u A
    dP/dt = -kTact (act P - fd A) + fTp kTp A (1 - F) - fP P - fTa0 kTa P + entry_P - u P
    dq/dt = r (1 - q) - v_blood q,      B_blood = q b B,  r = what leaves the marrow of what is in blood at rest
    dF/dt = s (1 - F)/t1 - (1 - s) F/t2,    s = h(B/(T+P); KmBT, S) D/(D+KdT)
    v_i = fBk kBkill VmB h((1-F) A/B_i; fKmTB KmTB, n) D_i/(D_i+KdB)     killed per B cell and day; leukemia: R v
    engaged = Σ_i A (1 - F) min(1, B_i/B_i(rest)) D_i/(D_i+KdT) IH/w
    dE/dt = IL-6 above rest,  IH = E50/(E50 + E)

    ======  =======================  ================================================================
    symbol  here                     meaning
    ======  =======================  ================================================================
    T A P   resting, activated,      CD8 T cells of a place, as in ``Hosseini2020``, whose parameters
            post_activated           have the same names here
    B, b    antigen, in_blood        CD19 positive cells of the body, and their share in blood
    q       seen_in_blood            targets in blood, relative to what the body's number would put there
    F       fatigue                  share of division and killing lost to lasting stimulation
    t1 t2   tiring_, resting_time    days in which function is lost under, and comes back without, stimulation
    R       sensitivity              killing of leukemia relative to that of a healthy B cell
    d, z    steroid, steroid_stops   steroid effect, and what of activation a full one stops
    E, E50  exposure, half_exposure  area under IL-6, and that of half of the release
    IH      release_left             what is left of the release of cytokines
    u       kill (port)              rate at which treatment kills normal lymphocytes
    ======  =======================  ================================================================

    What is Hosseini's: every law and number but fatigue, R, q and the share of T cells of a patient. What is not: of
    his tissues only the marrow is here, where leukemia is; spleen, nodes and tumor are left out, so T cells that
    leave blood go to the marrow alone. His healthy B cells stand for blasts. Cells and volumes go with weight from
    70 kg. Fatigue is the loss of function that Philipp 2022 measured in T cells of patients and in vitro, with the
    form it has in the block of CAR T cells. IL-6 is not made here: ``engaged`` goes to the cytokines of the model,
    which count engaged cells of the whole body; Hosseini lets a share of 0.0004 of the IL-6 of tissues into blood. That
    release wanes with the IL-6 it has made is Chen 2019's law, which knows no recovery, at the number of a first dose.
    The errors of a public port (listed in ``Hosseini2020``) are none of this block's: its numbers are taken from there.

    Step dosing works twice: less drug engages fewer cells, and what they release spends the release of the rest.

    What this model cannot say: CD4 T cells, regulatory T cells, which patients have which T cells, density of CD19,
    PD-L1, T cells of spleen and nodes, neurotoxicity by adhesion at vessels, a drug under the skin, why a leukemia
    resists (R says how much).

    References
    ----------
    Hosseini I, Gadkar K, Stefanich E, et al. npj Syst Biol Appl 2020;6:28. doi:10.1038/s41540-020-00145-7
    Philipp N, et al. Blood 2022;140:1104-1118. doi:10.1182/blood.2022015956
    Chen X, et al. Clin Transl Sci 2019;12:600-608. doi:10.1111/cts.12662 (release that wanes)
    Klinger M, et al. Blood 2012;119:6226-6233 (B cells gone in two days, T cells more than doubled in two to three
    weeks; not used, see the tests)
    """

    reference = _DOI

    resting_blood = State("cell", lambda m: m.t_at_rest * m.t_share * _blood(m), description="resting T cells in blood")
    activated_blood = State("cell", description="activated T cells in blood")
    post_activated_blood = State("cell", description="post-activated T cells in blood")
    resting_marrow = State(
        "cell",
        lambda m: m.t_at_rest * m.t_share * m.t_in_marrow * _marrow(m),
        description="resting T cells in marrow",
    )
    activated_marrow = State("cell", description="activated T cells in marrow")
    post_activated_marrow = State("cell", description="post-activated T cells in marrow")
    seen_in_blood = State(
        "1",
        lambda m: m.one,
        negligible=1e-6,
        description="targets in blood, relative to what the body's number puts there",
    )
    fatigue = State("1", negligible=1e-4, description="share of their function that T cells have lost")

    exposure = State("pg/mL*hour", negligible=1e-2, description="area under IL-6 above rest so far")

    drug = Port("ng/mL", "drug in plasma")
    il6_rise = Port("pg/mL", "interleukin 6 in serum above rest")
    antigen = Port("cell", "CD19 positive cells that T cells can reach")
    weight = Port("kg", "body weight")
    lymphocytes = Port("cell", "normal lymphocytes in the body")
    lymphocyte_room = Port("cell/kg", "normal lymphocytes per body weight at rest")
    kill = Port("1/day", "rate at which treatment kills normal lymphocytes")
    steroid = Port("1", "effect of steroids, 0 to 1")

    t_at_rest = Hosseini2020.t_at_rest
    t_in_marrow = Hosseini2020.t_in_marrow
    b_at_rest = Hosseini2020.b_at_rest
    b_in_marrow = Hosseini2020.b_in_marrow
    volume_blood = Hosseini2020.volume_blood
    volume_marrow = Hosseini2020.volume_marrow
    drug_in_marrow = Hosseini2020.drug_in_marrow
    largest_activation = Hosseini2020.largest_activation
    tissue_activation = Hosseini2020.tissue_activation
    half_b_per_t = Hosseini2020.half_b_per_t
    steepness_activation = Hosseini2020.steepness_activation
    half_drug_activation = Hosseini2020.half_drug_activation
    activation_rate = Hosseini2020.activation_rate
    deactivation = Hosseini2020.deactivation
    post_resting = Hosseini2020.post_resting
    proliferation = Hosseini2020.proliferation
    proliferation_factor = Hosseini2020.proliferation_factor
    activated_death = Hosseini2020.activated_death
    crowded_death = Hosseini2020.crowded_death
    post_death = Hosseini2020.post_death
    resting_death = Hosseini2020.resting_death
    generation = Hosseini2020.generation
    resting_exit = Hosseini2020.resting_exit
    activated_exit = Hosseini2020.activated_exit
    activated_in = Hosseini2020.activated_in
    largest_kill = Hosseini2020.largest_kill
    half_t_per_b = Hosseini2020.half_t_per_b
    tissue_half = Hosseini2020.tissue_half
    steepness_kill = Hosseini2020.steepness_kill
    half_drug_kill = Hosseini2020.half_drug_kill
    kill_rate = Hosseini2020.kill_rate
    tissue_kill = Hosseini2020.tissue_kill
    marrow_exit = Hosseini2020.marrow_exit
    one_cell = Hosseini2020.one_cell

    t_share = Parameter(
        0.5,
        "1",
        source=Assumed(
            "adults after several lines, a third after a transplant: a tenth of healthy T cells to all", 0.1, 1.0
        ),
        spread=0.7,
        description="T cells of the patient over those of Hosseini's human; spread assumed: its bounds as 3.3 SD",
    )
    reference_weight = Parameter(
        70.0,
        "kg",
        source=Assumed("an adult; the paper's volumes are a human's", 60.0, 80.0),
        description="of whom volumes are",
    )
    in_blood = Parameter(
        0.05,
        "1",
        source=Assumed("between 2 % of B cells and 6 % of blasts, as the block of blood counts has them", 0.02, 0.06),
        description="share of CD19 positive cells that is in blood",
    )
    sensitivity = Parameter(
        0.1,
        "1",
        source=Assumed(_RESISTANT, 0.01, 1.0),
        spread=1.5,
        description="killing of leukemia relative to that of healthy B cells",
    )
    tiring_time = Parameter(
        21.0 / math.log(88.4 / 8.6),
        "day",
        source=Paper(_PHILIPP, "abstract", _LYSIS),
        spread=0.3,
        description="days of full stimulation in which function falls to a third",
    )
    resting_time = Parameter(
        7.0,
        "day",
        source=Assumed(
            "a pause of a week gave function back: lysis on day 14 34.9 % without and 93.4 % with it (Philipp 2022)",
            2.0,
            14.0,
        ),
        description="days without stimulation in which lost function falls to a third",
    )
    steroid_stops = Parameter(
        0.2,
        "1",
        source=Assumed(
            "as for CAR T cells: steroids slow T cells, dexamethasone before the dose does not stop the drug", 0.0, 0.6
        ),
        description="share of activation stopped by full steroid effect",
    )
    half_exposure = Parameter(
        1820.0,
        "pg/mL*hour",
        source=Assumed(
            "182 in one transcription of Chen 2019, 18200 in another, which has a hundredfold IL-6; between them",
            182.0,
            18200.0,
        ),
        description="area under IL-6 at which half of the release is lost",
    )
    one = Parameter(
        1.0, "1", source=Paper(_DOI, "initial state", "by definition: nobody starts with blood emptied by the drug"),
        description="targets in blood at first",
    )  # fmt: skip

    def flows(self) -> Iterator[Flow]:
        """Yield what T cells of both places do, and where they go."""
        blood, marrow = self.places()
        for place in (blood, marrow):
            yield from self._states(place)
            yield from self._deaths(place)
        yield from self._moves(blood, marrow)
        here = self._lymphocyte_share() * blood.room
        missing = maximum(1.0 - (blood.resting + blood.post + blood.activated) / blood.room, 0.0)
        yield Flow("T cells are made", into=self.resting_blood, rate=self.generation * here * missing * missing)

    def rates(self) -> Iterator[Rate]:
        """Yield targets in blood, and the fatigue of T cells under stimulation."""
        blood, marrow = self.places()
        refill = self.marrow_exit * self.b_in_marrow * (1.0 - self.seen_in_blood)
        killed = self.killing(blood) * self.seen_in_blood
        yield Rate(self.seen_in_blood, refill - killed, "targets of blood are killed and replaced")
        s = self.stimulation(marrow)
        change = s * (1.0 - self.fatigue) / self.tiring_time - (1.0 - s) * self.fatigue / self.resting_time
        yield Rate(self.fatigue, change, "T cells tire and rest")
        yield Rate(self.exposure, self.il6_rise * 1.0, "IL-6 over time")

    def observables(self) -> Iterator[Observable]:
        """Yield what happens to a target, and what of T cells is seen in blood and by macrophages."""
        blood, marrow = self.places()
        rate = self.killing(marrow)
        yield Observable("kill_b_cells", rate, "1/day", "killed per healthy B cell")
        yield Observable("kill_leukemia", self.sensitivity * rate, "1/day", "killed per CD19 positive leukemic cell")
        engaged = (self._meeting(blood) + self._meeting(marrow)) * self.release_left() / self.weight
        yield Observable("engaged", engaged, "cell/kg", "T cells that release cytokines, per body weight")
        yield Observable("release_left", self.release_left(), "1", "what is left of the release of cytokines")
        count = (blood.resting + blood.activated + blood.post) / _blood(self)
        yield Observable("t_cells_in_blood", count, "cell/uL", "CD8 T cells in blood")
        yield Observable("stimulation", self.stimulation(marrow), "1", "stimulation of T cells, 0 to 1")

    def places(self) -> tuple[_Place, _Place]:
        """Return blood and marrow."""
        share = self.t_at_rest * self.t_share
        blood = _Place(
            "blood", self.resting_blood, self.activated_blood, self.post_activated_blood,
            self.seen_in_blood * self.in_blood * self.antigen, self.drug * 1.0, share * _blood(self),
            self.kill_rate * 1.0, self.half_t_per_b * 1.0, self.largest_activation * 1.0,
            self.b_at_rest * _blood(self),
        )  # fmt: skip
        marrow = _Place(
            "marrow", self.resting_marrow, self.activated_marrow, self.post_activated_marrow, self.antigen * 1.0,
            self.drug_in_marrow * self.drug, share * self.t_in_marrow * _marrow(self),
            self.kill_rate * self.tissue_kill, self.half_t_per_b * self.tissue_half,
            self.largest_activation * self.tissue_activation, self.b_at_rest * self.b_in_marrow * _marrow(self),
        )  # fmt: skip
        return blood, marrow

    def activation(self, place: _Place) -> Expression:
        """Return the share of the rate of activation, between 0 and 1."""
        waiting = place.resting + place.post
        met = self._met(place.targets, waiting, self.half_b_per_t, self.steepness_activation)
        allowed = 1.0 - self.steroid_stops * self.steroid
        return place.strength * met * _bound(place.drug, self.half_drug_activation) * allowed

    def stimulation(self, marrow: _Place) -> Expression:
        """Return how strongly T cells are stimulated, between 0 and 1; they pass through plasma."""
        waiting = marrow.resting + marrow.post
        met = self._met(marrow.targets, waiting, self.half_b_per_t, self.steepness_activation)
        return met * _bound(self.drug, self.half_drug_activation)

    def release_left(self) -> Expression:
        """Return what is left of the release of cytokines."""
        return self.half_exposure / (self.half_exposure + self.exposure)

    def killing(self, place: _Place) -> Expression:
        """Return the rate per healthy B cell at which activated T cells kill."""
        able = place.activated * self._fresh()
        met = self._met(able, place.targets, place.half, self.steepness_kill)
        rate: Expression = place.rate * self.largest_kill * met * _bound(place.drug, self.half_drug_kill)
        return rate

    def _states(self, place: _Place) -> Iterator[Flow]:
        """Yield activation, falling back, division, coming to rest, and what treatment kills."""
        on, where = self.activation_rate * self.activation(place), place.name
        resting, activated, post = place.resting, place.activated, place.post
        back = self.activation_rate * self.deactivation * activated
        yield Flow(f"T cells of {where} are activated", out_of=resting, into=activated, rate=on * resting)
        yield Flow(f"T cells of {where} are activated again", out_of=post, into=activated, rate=on * post)
        yield Flow(f"T cells of {where} fall back to rest", out_of=activated, into=resting, rate=back)
        yield Flow(f"T cells of {where} become post-activated", out_of=activated, into=post, rate=back)
        divided = self.proliferation_factor * self.proliferation * self._fresh() * activated
        yield Flow(f"activated T cells of {where} divide", into=post, rate=divided)
        yield Flow(f"T cells of {where} come to rest", out_of=post, into=resting, rate=self.post_resting * post)
        for kind, cells in (("resting", resting), ("activated", activated), ("post-activated", post)):
            yield Flow(f"treatment kills {kind} T cells of {where}", out_of=cells, rate=self.kill * cells)

    def _deaths(self, place: _Place) -> Iterator[Flow]:
        """Yield death, activation-induced and of resting cells in excess too."""
        activated, where = place.activated, place.name
        crowded = self.activated_death * self.crowded_death * activated * activated / place.room
        yield Flow(f"activated T cells of {where} die", out_of=activated, rate=self.activated_death * activated)
        yield Flow(f"activated T cells of {where} die of activation", out_of=activated, rate=crowded)
        post = self.post_death * self.activated_death * place.post
        yield Flow(f"post-activated T cells of {where} die", out_of=place.post, rate=post)
        excess = self.resting_death * self.activated_death * maximum(place.resting - place.room, 0.0 * place.room)
        yield Flow(f"resting T cells of {where} die in excess", out_of=place.resting, rate=excess)

    def _moves(self, blood: _Place, marrow: _Place) -> Iterator[Flow]:
        """Yield exchange of blood and marrow, of each kind of T cells."""
        kinds = (
            ("resting", blood.resting, marrow.resting, self.resting_exit, self.t_in_marrow),
            ("post-activated", blood.post, marrow.post, self.resting_exit, self.t_in_marrow),
            ("activated", blood.activated, marrow.activated, self.activated_exit, self.t_in_marrow * self.activated_in),
        )
        for kind, there, here, rate, partition in kinds:
            yield Flow(f"{kind} T cells enter marrow", out_of=there, into=here, rate=rate * partition * there)
            back = rate * self.volume_blood / self.volume_marrow * here
            yield Flow(f"{kind} T cells leave marrow", out_of=here, into=there, rate=back)

    def _meeting(self, place: _Place) -> Expression:
        """Return activated T cells of a place that meet antigen and drug and still answer."""
        there = minimum(1.0, place.targets / place.b_at_rest)
        meeting: Expression = place.activated * self._fresh() * there * _bound(place.drug, self.half_drug_activation)
        return meeting

    def _met(self, some: Expression, others: Expression, half: Expression, steepness: Expression) -> Expression:
        """Return x^n/(half^n + x^n) for some per others; the last cell fades in proportion, not by a power."""
        least = self.one_cell
        relative = (maximum(some, least) / maximum(others, least) / half) ** steepness
        return minimum(1.0, maximum(some, 0.0 * least) / least) * relative / (1.0 + relative)

    def _fresh(self) -> Expression:
        """Return the share of function that is left."""
        return maximum(0.0, 1.0 - self.fatigue)

    def _lymphocyte_share(self) -> Expression:
        """Return normal lymphocytes as a share of those at rest, at most 1."""
        return minimum(1.0, self.lymphocytes / (self.lymphocyte_room * self.weight))


def _blood(m: EngagedTCells) -> Expression:
    """Return the volume of blood of a body of this weight."""
    volume: Expression = m.volume_blood * m.weight / m.reference_weight
    return volume


def _marrow(m: EngagedTCells) -> Expression:
    """Return the volume of marrow of a body of this weight."""
    volume: Expression = m.volume_marrow * m.weight / m.reference_weight
    return volume


def _bound(drug: Expression, half: Expression) -> Expression:
    """Return drug/(drug + half)."""
    return drug / (drug + half)
