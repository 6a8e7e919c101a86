"""PD-1 on T cells: what an antibody leaves of its signal, and what that changes for T cells that tire."""

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

_KOSINSKY = "10.1186/s40425-018-0327-9"
_KAMPHORST = "10.1073/pnas.1705327114"


class Checkpoint(Model):
    """PD-L1 engages the PD-1 that no antibody holds; without that signal fewer T cells tire, and tired ones return.

    signal = P (1 - O),  lifted = P O
    dP/dt = k (P0 + (1 - P0) a - P)
    tiring = 1 - w lifted,  release = r lifted

    ======  ====================  ===================================================================
    symbol  here                  meaning
    ======  ====================  ===================================================================
    O       occupancy (port)      share of PD-1 that an antibody holds, from its concentration: the
                                  antibody's own block says it (``nivolumab.occupancy``)
    P       pd_l1                 share of PD-1 that PD-L1 would engage without antibody
    P0      pd_l1_rest            the same where no T cell is active
    a       activity (port)       activity of T cells, 0 to 1: interferon-gamma raises PD-L1
    k       pd_l1_rate            rate at which PD-L1 follows
    -       tiring, release       observed: exhaustion relative to that without antibody; tired cells
                                  that return to work per day. A block of T cells reads both
    w       pd_1_share            share of exhaustion that is PD-1's doing
    r       reinvigoration        tired cells that return per day once all signal is lifted
    ======  ====================  ===================================================================

    Kosinsky's law (a share of activation that PD-L1 takes, less what the antibody holds) acts on the two flows between
    working and exhausted cells. Without antibody tiring is 1 and release 0, so T cells do what was measured in people
    who had none. A cell that returned tires again while antigen stays, as exhausted cells do (their chromatin keeps
    the mark); nothing here cures exhaustion.

    What this model cannot say: CTLA-4, TIM-3, LAG-3 and what takes over when PD-1 is held; PD-L2; stem-like and
    terminally exhausted cells apart; PD-L1 that azacitidine raises; antibodies against PD-L1; T cells that PD-1 held
    back outside of exhaustion (priming, and self-tolerance: see the block of immune-related events).

    References
    ----------
    Kosinsky Y, et al. J Immunother Cancer 2018;6:17. doi:10.1186/s40425-018-0327-9 (form; rate of PD-L1)
    Kamphorst AO, et al. Proc Natl Acad Sci USA 2017;114:4993-4998. doi:10.1073/pnas.1705327114 (when T cells return)
    """

    reference = _KOSINSKY

    pd_l1 = State(
        "1", initial=lambda m: minimum(1.0, m.pd_l1_rest), description="share of PD-1 that PD-L1 would engage, 0 to 1"
    )
    occupancy = Port("1", "share of PD-1 that an antibody holds")
    activity = Port("1", "activity of T cells, 0 to 1")
    pd_l1_rest = Parameter(
        0.3,
        "1",
        source=Assumed(
            "PD-L1 is found on a minority of leukemic cells before treatment, more under interferon", 0.1, 0.9
        ),
        spread=0.5,
        description="share of PD-1 that PD-L1 engages where no T cell is active, at most 1; spread assumed",
    )
    pd_l1_rate = Parameter(
        1.0, "1/day", source=Paper(_KOSINSKY, "Table 1", "assumed there"), description="rate at which PD-L1 follows"
    )
    pd_1_share = Parameter(
        0.5,
        "1",
        source=Assumed("exhausted cells carry several receptors of which PD-1 is one; no share published", 0.2, 0.9),
        description="share of exhaustion that is the doing of PD-1",
    )
    reinvigoration = Parameter(
        0.107,
        "1/day",
        source=Assumed(
            "three time constants in the four weeks within which those who benefit have more dividing PD-1+ T cells "
            f"(doi:{_KAMPHORST}, abstract)",
            0.03,
            0.3,
        ),
        spread=0.5,
        description="tired cells that return per day once all of the signal is lifted; spread assumed",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield PD-L1 as it follows the activity of T cells."""
        rest = minimum(1.0, self.pd_l1_rest)
        raised = rest + (1.0 - rest) * self.activity
        yield Flow("T cells raise PD-L1", into=self.pd_l1, rate=self.pd_l1_rate * raised)
        yield Flow("PD-L1 is lost", out_of=self.pd_l1, rate=self.pd_l1_rate * self.pd_l1)

    def observables(self) -> Iterator[Observable]:
        """Yield the signal and what its absence changes."""
        lifted = self._lifted()
        yield Observable("signal", self.pd_l1 * (1.0 - self.occupancy), "1", "signal through PD-1 that is left, 0 to 1")
        yield Observable("lifted", lifted, "1", "signal through PD-1 that the antibody lifted, 0 to 1")
        tiring = maximum(0.0, 1.0 - self.pd_1_share * lifted)
        yield Observable("tiring", tiring, "1", "exhaustion relative to that without antibody")
        yield Observable("release", self.reinvigoration * lifted, "1/day", "tired cells that return to work, per cell")

    def _lifted(self) -> Expression:
        """Signal that the antibody lifted."""
        return self.pd_l1 * self.occupancy
