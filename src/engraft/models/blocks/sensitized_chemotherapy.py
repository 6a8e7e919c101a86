"""What cytarabine and daunorubicin do to blasts that an antisense drug makes more sensitive."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Assumed, Model, Observable, Parameter, Port


class SensitizedChemotherapy(Model):
    """Killing adds over drugs, times what BCL2 leaves of the sensitivity of blasts; healthy cells feel nothing of it.

    v = f g s (v_ara-C + v_dauno),   E = E_ara-C + E_dauno,   T = 0

    f is what the subtype leaves, g (``chemosensitivity``) this person's, s (``sensitized``) the antisense drug's.
    Without chemotherapy s does nothing: the antisense drug kills nobody by itself.

    What this model cannot say: killing by the antisense drug alone, T cells (T = 0), resistance that grows, G-CSF.

    References
    ----------
    Marcucci G, et al. J Clin Oncol 2005;23:3404-3411. doi:10.1200/JCO.2005.09.118
    """

    reference = "10.1200/JCO.2005.09.118"

    cytarabine_kill = Port("1/day", "killed per leukemic cell by cytarabine")
    cytarabine_stop = Port("1", "healthy division prevented by cytarabine")
    daunorubicin_kill = Port("1/day", "killed per leukemic cell by daunorubicin")
    daunorubicin_stop = Port("1", "healthy division prevented by daunorubicin")
    sensitivity = Port("1", "what the subtype leaves of killing by drugs")
    sensitized = Port("1", "killing, to that of blasts with all of their BCL2")
    chemosensitivity = Parameter(
        1.0, "1", source=Assumed("by the rule of ``seven_and_three``; nothing was fitted", 0.3, 3.0), spread=0.5,
        description="killing by chemotherapy relative to that rule; spread assumed",
    )  # fmt: skip
    own_t_cells = Parameter(
        0.0, "1/day", source=Assumed("left out of this system", 0.0, 0.1), description="killed by own T cells"
    )

    def observables(self) -> Iterator[Observable]:
        """Yield killing of leukemia, what healthy cells feel, and the T cells that are not there."""
        both = self.cytarabine_kill + self.daunorubicin_kill
        killed = self.sensitivity * self.chemosensitivity * self.sensitized * both
        yield Observable("leukemia_kill", killed, "1/day", "killed per leukemic dividing cell by both drugs")
        stopped = self.cytarabine_stop + self.daunorubicin_stop
        yield Observable("healthy_effect", stopped, "1", "division of healthy cells that both drugs prevent")
        yield Observable("t_cell_kill", self.own_t_cells, "1/day", "killed per leukemic cell by own T cells")
