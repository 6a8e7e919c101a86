"""Four phenotypes of CAR T cells in succession against B-cell lymphoma (Mueller-Schoell 2021)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from engraft.errors import SpecificationError, nearest
from engraft.language import Expression, Flow, Model, Observable, Paper, Parameter, State
from engraft.models.library.tables import read_table

_DOI = "10.3390/cancers13112782"
_TABLE = Paper(_DOI, "Table 1", "as transcribed in nlmixr2lib")
_FIXED = Paper(_DOI, "Table 1, fixed", "as transcribed in nlmixr2lib")
_REFERENCE = Paper(_DOI, "eq. 10", "reference values of the covariates")


@dataclass(frozen=True)
class Patient:
    """One patient of the paper: what the model knows of her."""

    name: str
    tumor_volume: float  # mL
    prior_transplant: bool
    cd4_cd8: float
    low_expansion: bool


@cache
def patients() -> tuple[Patient, ...]:
    """Return the 19 patients of Supplementary Table S1.

    Examples
    --------
    >>> patients()[16]
    Patient(name='17', tumor_volume=3555.0, prior_transplant=True, cd4_cd8=0.0866, low_expansion=True)
    """
    table = read_table("mueller_schoell2021_patients")
    return tuple(
        Patient(name, row["mtv_mL"], row["asct"] == 1.0, row["cd4cd8_d7"], row["low_expansion"] == 1.0)
        for name, row in table.items()
    )


def _log_sd(cv: float) -> float:
    """Turn the coefficient of variation of a log-normal into the SD of its logarithm."""
    return math.sqrt(math.log1p(cv * cv))


def _start(m: MuellerSchoell2021) -> Expression:
    """Start every phenotype at the imputed concentration."""
    return m.imputed


class MuellerSchoell2021(Model):
    """Naive CAR T cells become central memory, effector memory and effectors, and expand where tumor is left.

    dN/dt  = V B N/(KM1 + N) + kp1 N - k12 N - ke1 N
    dCM/dt = V B CM/(KM1 + CM) + kp2 CM + k12 N - k23 CM - ke2 CM
    dEM/dt = V B EM/(KM1 + EM) + kp3 EM + k23 CM - k34 EM - ke3 EM
    dE/dt  = k34 EM - ke4 E
    dB/dt  = k5 (1 - B/K0) B - (V51 N + V52 CM + V53 EM + V54 E) B/(KM5 + B)
    V = Vref (1 + ASCT · prior transplant) (CD4/CD8)^x, in low expanders Vlow (1 + ASCT · prior transplant)

    ==================  ================================  ===============================================
    paper               here                              meaning
    ==================  ================================  ===============================================
    N, CM, EM, E        naive, central_memory,            CAR T cells in blood
                        effector_memory, effector
    B                   tumor                             CD19+ metabolic tumor volume
    Vmax1,base,ref      expansion_reference               expansion per mL of tumor
    Vmax1,base,low      expansion_low                     the same in low expanders
    ASCT (7 of 19)      transplant_effect                 more expansion after an autologous transplant
    CD4/CD8 exp (x)     cd4_cd8_exponent                  power of the ratio
    KM1                 half_expansion                    concentration at half of the largest expansion
    k12, k23, k34       to_central, to_effector_memory,   rates of succession
                        to_effector
    kp1, kp2, kp3       division_naive, … _central,       homeostatic division
                        … _effector_memory
    ke1 = ke2 = ke3     death_memory                      death of the first three
    ke4                 death_effector                    death of effectors
    V51, V52, V53, V54  kill_naive, … _central,           largest killing per concentration
                        … _effector_memory, … _effector
    KM5                 half_kill                         tumor volume at half of the largest killing
    k5, K0              growth, capacity                  logistic growth of the tumor
    -                   tumor_volume, prior_transplant,   of the patient: tumor at the start, 1 after an
                        cd4_cd8, low_expansion            autologous transplant, ratio on day 7, 1 if low
    -                   imputed                           concentration of each phenotype on day 0
    ==================  ================================  ===============================================

    The typical patient is of the reference class, with the median tumor and the ratio at which the power is one.
    ``MuellerSchoell2021.patient("17")`` gives one of the 19 of Table S1, ``patients()`` all. The class of low
    expansion is 19.7 % of patients (Table 1); it takes neither the ratio nor the spread of Vref.

    Against Table S2 (model-predicted medians; reference n = 15, low n = 4) the equations give typical courses whose
    peak agrees in the reference class (-7 %) and in its day; AUC0-28 is 29 % above the paper's in both classes, as it
    would be if the paper's was taken from days 7, 14 and 25-28 only; the peak of low expanders is 22 % above, which is
    unexplained.

    Read in a transcription (nlmixr2lib), which quotes table and equation numbers, not in the paper's own table.

    What this model cannot say: what the dose does (0.1 cells per µL of each phenotype are imputed on day 0, so
    nothing can be given), why the ratio of day 7 should matter before day 7, who will be a low expander, antigen
    loss, other sites, toxicity, extinction. Growth of the tumor is fixed, not estimated: relapse is not predicted.

    References
    ----------
    Mueller-Schoell A, Puebla-Osorio N, Michelet R, et al. Cancers 2021;13:2782. doi:10.3390/cancers13112782
    """

    reference = _DOI

    naive = State("cell/uL", initial=_start, description="naive CAR T cells")
    central_memory = State("cell/uL", initial=_start, description="central memory CAR T cells")
    effector_memory = State("cell/uL", initial=_start, description="effector memory CAR T cells")
    effector = State("cell/uL", initial=_start, description="effector CAR T cells")
    tumor = State("mL", initial=lambda m: m.tumor_volume, negligible=1e-3, description="CD19 positive tumor volume")
    imputed = Parameter(
        0.1, "cell/uL", source=Paper(_DOI, "section 3.1.4", "as transcribed in nlmixr2lib"),
        description="concentration of each phenotype on day 0",
    )  # fmt: skip
    tumor_volume = Parameter(
        85.7, "mL", source=Paper(_DOI, "Table S1", "median of 19"), description="tumor volume at the start"
    )
    prior_transplant = Parameter(0.0, "1", source=_REFERENCE, description="1 after an autologous transplant")
    cd4_cd8 = Parameter(1.0, "1", source=_REFERENCE, description="CD4+ to CD8+ CAR T cells on day 7")
    low_expansion = Parameter(0.0, "1", source=_REFERENCE, description="1 in the class of low expansion")
    expansion_reference = Parameter(
        0.00846, "cell/uL/mL/day", source=_TABLE, spread=_log_sd(1.50),
        description="largest expansion per mL of tumor, reference class",
    )  # fmt: skip
    expansion_low = Parameter(
        0.000700, "cell/uL/mL/day", source=_TABLE, description="largest expansion per mL of tumor, low expanders"
    )
    transplant_effect = Parameter(2.53, "1", source=_TABLE, description="added expansion after a transplant")
    cd4_cd8_exponent = Parameter(-0.385, "1", source=_TABLE, description="power of the CD4+ to CD8+ ratio")
    half_expansion = Parameter(1.13, "cell/uL", source=_TABLE, description="cells at half of the largest expansion")
    to_central = Parameter(0.140, "1/day", source=_TABLE, description="naive to central memory")
    to_effector_memory = Parameter(0.191, "1/day", source=_TABLE, description="central to effector memory")
    to_effector = Parameter(0.355, "1/day", source=_TABLE, description="effector memory to effectors")
    division_naive = Parameter(0.0005, "1/day", source=_FIXED, description="homeostatic division of naive cells")
    division_central = Parameter(0.007, "1/day", source=_FIXED, description="homeostatic division of central memory")
    division_effector_memory = Parameter(
        0.007, "1/day", source=_FIXED, description="homeostatic division of effector memory"
    )
    death_memory = Parameter(0.0104, "1/day", source=_FIXED, description="death of naive and memory cells")
    death_effector = Parameter(0.518, "1/day", source=_TABLE, description="death of effectors")
    kill_naive = Parameter(2.57, "mL/day/(cell/uL)", source=_FIXED, description="largest killing by naive cells")
    kill_central = Parameter(
        4.04, "mL/day/(cell/uL)", source=_TABLE, spread=_log_sd(3.07), description="largest killing by central memory"
    )
    kill_effector_memory = Parameter(
        3.78, "mL/day/(cell/uL)", source=_FIXED, description="largest killing by effector memory"
    )
    kill_effector = Parameter(4.24, "mL/day/(cell/uL)", source=_FIXED, description="largest killing by effectors")
    half_kill = Parameter(276.0, "mL", source=_TABLE, description="tumor volume at half of the largest killing")
    growth = Parameter(0.0023, "1/day", source=_FIXED, description="growth rate of the tumor")
    capacity = Parameter(5000.0, "mL", source=_FIXED, description="largest tumor volume")

    @classmethod
    def patient(cls, name: str) -> MuellerSchoell2021:
        """Return the model with the covariates of a patient of Table S1, "1" to "19".

        Raises
        ------
        SpecificationError
            If nobody has this name; the nearest is suggested.

        Examples
        --------
        >>> MuellerSchoell2021.patient("1").system("b_lymphoma").parameter("b_lymphoma.tumor_volume").shown
        894.0
        """
        known = {one.name: one for one in patients()}
        if name not in known:
            what = f"no patient of Mueller-Schoell 2021 is called '{name}'"
            raise SpecificationError(what, expected="1 to 19", do=nearest(name, known))
        own = known[name]
        source = Paper(_DOI, f"Table S1, patient {name}", "as transcribed in nlmixr2lib")
        return cls(
            tumor_volume=Parameter(own.tumor_volume, "mL", source=source, description="tumor volume at the start"),
            prior_transplant=Parameter(
                float(own.prior_transplant), "1", source=source, description="1 after an autologous transplant"
            ),
            cd4_cd8=Parameter(own.cd4_cd8, "1", source=source, description="CD4+ to CD8+ CAR T cells on day 7"),
            low_expansion=Parameter(
                float(own.low_expansion), "1", source=source, description="1 in the class of low expansion"
            ),
        )

    def expansion(self) -> Expression:
        """Return the largest expansion per mL of tumor of this patient."""
        reference = self.expansion_reference * self.cd4_cd8**self.cd4_cd8_exponent
        base = (1.0 - self.low_expansion) * reference + self.low_expansion * self.expansion_low
        return base * (1.0 + self.transplant_effect * self.prior_transplant)

    def flows(self) -> Iterator[Flow]:
        """Yield expansion, succession and death of the phenotypes, growth and killing of the tumor."""
        yield from self._t_cells()
        yield from self._tumor()

    def _t_cells(self) -> Iterator[Flow]:
        """Yield what becomes of CAR T cells."""
        kinds = (
            ("naive cells", self.naive, self.division_naive, self.to_central, self.central_memory),
            ("central memory", self.central_memory, self.division_central,
             self.to_effector_memory, self.effector_memory),
            ("effector memory", self.effector_memory, self.division_effector_memory, self.to_effector, self.effector),
        )  # fmt: skip
        for kind, cells, division, on, following in kinds:
            stimulated = self.expansion() * self.tumor * cells / (self.half_expansion + cells)
            yield Flow(f"{kind} expand on tumor", into=cells, rate=stimulated)
            yield Flow(f"{kind} divide", into=cells, rate=division * cells)
            yield Flow(f"{kind} differentiate", out_of=cells, into=following, rate=on * cells)
            yield Flow(f"{kind} die", out_of=cells, rate=self.death_memory * cells)
        yield Flow("effectors die", out_of=self.effector, rate=self.death_effector * self.effector)

    def _tumor(self) -> Iterator[Flow]:
        """Yield growth, crowding and killing of the tumor."""
        tumor = self.tumor
        yield Flow("tumor grows", into=tumor, rate=self.growth * tumor)
        yield Flow("tumor is crowded", out_of=tumor, rate=self.growth * tumor * tumor / self.capacity)
        killing = self.kill_naive * self.naive + self.kill_central * self.central_memory
        killing += self.kill_effector_memory * self.effector_memory + self.kill_effector * self.effector
        yield Flow("CAR T cells kill tumor", out_of=tumor, rate=killing * tumor / (self.half_kill + tumor))

    def observables(self) -> Iterator[Observable]:
        """Yield all CAR T cells in blood and the expansion of this patient."""
        total = self.naive + self.central_memory + self.effector_memory + self.effector
        yield Observable("car_blood", total, "cell/uL", "CAR T cells of all phenotypes in blood")
        yield Observable("expansion", self.expansion(), "cell/uL/mL/day", "largest expansion per mL of tumor")
