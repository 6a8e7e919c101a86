"""The share of IL-6 receptors that tocilizumab holds."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Model, Observable, Paper, Parameter, Port

_MIHARA = "10.1016/j.intimp.2005.05.010"


class Il6Receptor(Model):
    """Receptors and antibody in equilibrium: blocked = c / (Kd · M + c).

    Kd = 2.54 nmol/L by Scatchard analysis, M = 148 kg/mol: half of the receptors are held at 0.38 mg/L. After
    8 mg/kg the concentration starts some 300-fold above. As long as free tocilizumab is there, soluble receptors are
    saturated and signalling stops (Nishimoto 2008).

    What this model cannot say: how fast tocilizumab binds, its passage into tissue and brain, competition by high
    IL-6, the rise of IL-6 that follows when receptors no longer take it up.

    References
    ----------
    Mihara M, et al. Int Immunopharmacol 2005;5:1731-1740. doi:10.1016/j.intimp.2005.05.010
    Nishimoto N, et al. Blood 2008;112:3959-3964. doi:10.1182/blood-2008-05-155846
    """

    reference = _MIHARA

    concentration = Port("mg/L", "tocilizumab in plasma")
    dissociation = Parameter(
        2.54, "nmol/L", source=Paper(_MIHARA, "abstract", "2.54, SD 0.12"), description="dissociation constant"
    )
    molar_mass = Parameter(
        148.0, "mg/umol", source=Paper("Actemra label", "description", "148 kDa"), description="of tocilizumab"
    )

    def observables(self) -> Iterator[Observable]:
        """Yield the share blocked."""
        half = self.dissociation * self.molar_mass
        blocked = self.concentration / (half + self.concentration)
        yield Observable("blocked", blocked, "1", "share of IL-6 receptors that is blocked")
