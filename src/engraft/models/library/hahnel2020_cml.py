"""Chronic myeloid leukemia, an inhibitor of its kinase, and immune cells with a window (Hähnel 2020)."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Flow, Model, Observable, Paper, Parameter, Port, State

_REF = "Cancer Res 2020;80:2394"
_FIRST = Paper(_REF, "Table S1, patient 1", "as transcribed in radivot/myelo, glauchePars20")
_ALL = Paper(_REF, "Table S1, the same in everybody", "as transcribed in radivot/myelo, glauchePars20")


class Hahnel2020(Model):
    """Leukemia sleeps or divides, an inhibitor kills what divides, and immune cells control it within a window.

    dX/dt = -pxy X + pyx Y
    dY/dt = pxy X - pyx Y + py Y (1 - Y/Ky) - m Y Z - e TKI Y
    dZ/dt = rz - a Z + pz Y Z/(Kz² + Y²)

    =========  ==============================  ==================================================================
    paper      here                            meaning
    =========  ==============================  ==================================================================
    X, Y, Z    quiescent, proliferating,       sleeping leukemia, dividing leukemia, immune cells against it
               immune
    pxy, pyx   waking, falling_asleep          rates X to Y and Y to X
    py, Ky     growth, capacity                logistic growth
    TKI        tki_kill                        killing of Y by the inhibitor at full dose
    e          exposure (port)                 exposure to the inhibitor in units of that at full dose
    m          immune_kill                     killing per pair of immune cell and dividing cell
    rz, a      immune_arrival, immune_death    turnover of immune cells without leukemia
    pz, Kz     recruitment, window             leukemia makes immune cells multiply, most at Y = Kz; much more of it
                                               silences them
    =========  ==============================  ==================================================================

    Of X and Y only Y/Ky is seen, as BCR-ABL. The values here are those of patient 1; the population
    ``hahnel2020_patients`` has all 21, each with his state at the start of therapy and how long he was treated.

    The inhibitor. TKI was fitted to each patient's own course under whichever inhibitor he took: it is a rate of
    killing, neither of a named drug nor linked to a concentration by the paper. Its multiplier e, wired to
    imatinib, says when treatment is on and takes killing to be proportional to dose below the full one.

    What this model cannot say: resistance and mutations, blast crisis, lineages, toxicity, death; chance, by which a
    last cell can die out: a deterministic fraction of a cell regrows here, as in patient 3, whose relapse is
    predicted for month 9 and was not seen in 36 months. Cells are in the units of the fit, 1e6 at capacity, not in
    those of a body.

    References
    ----------
    Hähnel T, Baldow C, Guilhot J, et al. Model-based inference and classification of immunologic control mechanisms
    from TKI cessation and dose reduction in patients with CML. Cancer Res 2020;80:2394-2406.
    """

    reference = _REF

    quiescent = State("cell", initial=194000.0, source=_FIRST, negligible=1e-3, description="sleeping leukemia")
    proliferating = State("cell", initial=742834.0, source=_FIRST, negligible=1e-3, description="dividing leukemia")
    immune = State("cell", initial=100.0, source=_FIRST, negligible=1e-3, description="immune cells against it")
    exposure = Port("1", "exposure to the inhibitor in units of that at full dose")
    waking = Parameter(0.0483, "1/month", source=_FIRST, description="sleeping cells wake (pxy)")
    falling_asleep = Parameter(0.0126, "1/month", source=_FIRST, description="dividing cells fall asleep (pyx)")
    growth = Parameter(1.658, "1/month", source=_ALL, description="growth of dividing leukemia (py)")
    capacity = Parameter(1e6, "cell", source=_ALL, description="most dividing leukemia (Ky)")
    tki_kill = Parameter(
        13.9, "1/month", source=_FIRST, description="killing by the inhibitor at full dose, fitted; of no named drug"
    )
    immune_kill = Parameter(1e-4, "1/cell/month", source=_ALL, description="killing per pair with an immune cell (m)")
    immune_arrival = Parameter(200.0, "cell/month", source=_ALL, description="new immune cells (rz)")
    immune_death = Parameter(2.0, "1/month", source=_ALL, description="death of immune cells (a)")
    recruitment = Parameter(2210.0, "cell/month", source=_FIRST, description="multiplication of immune cells (pz)")
    window = Parameter(362.0, "cell", source=_FIRST, description="leukemia that makes immune cells multiply most (Kz)")

    def flows(self) -> Iterator[Flow]:
        """Yield what becomes of leukemia and of immune cells."""
        x, y, z = self.quiescent, self.proliferating, self.immune
        yield Flow("sleeping leukemia wakes", out_of=x, into=y, rate=self.waking * x)
        yield Flow("dividing leukemia falls asleep", out_of=y, into=x, rate=self.falling_asleep * y)
        yield Flow("leukemia grows", into=y, rate=self.growth * y)
        yield Flow("leukemia is crowded", out_of=y, rate=self.growth * y * y / self.capacity)
        yield Flow("immune cells kill leukemia", out_of=y, rate=self.immune_kill * y * z)
        yield Flow("the inhibitor kills dividing leukemia", out_of=y, rate=self.tki_kill * self.exposure * y)
        yield Flow("immune cells arrive", into=z, rate=self.immune_arrival)
        yield Flow("immune cells die", out_of=z, rate=self.immune_death * z)
        multiplied = self.recruitment * y * z / (self.window * self.window + y * y)
        yield Flow("leukemia makes immune cells multiply", into=z, rate=multiplied)

    def observables(self) -> Iterator[Observable]:
        """Yield BCR-ABL as a share of what the capacity would show."""
        yield Observable(
            "bcr_abl", self.proliferating / self.capacity, "1", "BCR-ABL; 0.001 is major molecular response"
        )
