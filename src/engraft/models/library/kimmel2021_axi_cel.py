"""T-cell competition and the chance of tumor extinction under axi-cel (Kimmel 2021)."""

from __future__ import annotations

from collections.abc import Iterator

from engraft.language import Flow, Model, Observable, Paper, Parameter, Rate, State, log

_DOI = "10.1098/rspb.2021.0229"
_TABLE = Paper(_DOI, "Table 1")


class Kimmel2021(Model):
    """CAR T cells compete with normal T cells for room and kill a B-cell lymphoma, whose end is chance.

    dN/dt = -rN N ln((N + C)/KN)
    dC/dt = -rC C ln((N + C)/KC),  rC = ρC + b (X - KN)²/(a X² + (X - KN)²),  X = N + C
    dB/dt = rB B - γB B C/(kB + C); below 100 cells a birth-death process with the same rates

    ======  =====================  ==================================================
    paper   here                   meaning
    ======  =====================  ==================================================
    N       normal_t               normal T cells
    C       car                    CAR T cells
    B       tumor                  lymphoma cells
    KN, KC  room_normal, room_car  carrying capacities of normal and of CAR T cells
    rN      growth_normal          growth rate of normal T cells
    ρC      growth_car             growth rate of CAR T cells when there is no room
    b       growth_in_room         additional growth of CAR T cells in free room
    a       room_sensing           how fast that growth fades as room fills
    rB      growth_tumor           growth rate of the tumor; 0.01 to 0.5 per day between patients
    γB      kill                   largest killing rate
    kB      half_kill              CAR T cells at half of the largest killing rate
    ======  =====================  ==================================================

    In numbers of cells; 5e8 cells are one cell per µL of blood, 1e9 tumor cells are one mL. The
    paper's medians are one patient; the same parameters give cure or progression by chance.

    What this model cannot say: antigen-driven expansion (CAR T cells do not see the tumor), antigen
    loss, space, toxicity, a dose without conditioning at other starting counts than published.

    References
    ----------
    Kimmel GJ, Locke FL, Altrock PM. Proc R Soc B 2021;288:20210229. doi:10.1098/rspb.2021.0229
    """

    reference = _DOI

    normal_t = State("cell", initial=3e9, description="normal T cells")
    car = State("cell", initial=1.8e8, description="CAR T cells")
    tumor = State("cell", initial=9.486e10, clone=True, description="lymphoma cells")
    room_normal = Parameter(2.5e11, "cell", source=_TABLE, description="carrying capacity of normal T cells")
    room_car = Parameter(6.96e10, "cell", source=_TABLE, description="carrying capacity of CAR T cells")
    growth_normal = Parameter(0.17, "1/day", source=_TABLE, description="growth rate of normal T cells")
    growth_car = Parameter(0.0251, "1/day", source=_TABLE, description="growth rate of CAR T cells without room")
    growth_in_room = Parameter(0.525, "1/day", source=_TABLE, description="additional growth in free room")
    room_sensing = Parameter(0.423, "1", source=_TABLE, description="how fast that growth fades as room fills")
    growth_tumor = Parameter(
        0.1,
        "1/day",
        source=Paper(_DOI, "Table 1", "0.01 to 0.5 per day between patients"),
        description="growth rate of the tumor; near 0.1 cure and progression are both likely",
    )
    kill = Parameter(1.15, "1/day", source=_TABLE, description="largest killing rate")
    half_kill = Parameter(2.024e9, "cell", source=_TABLE, description="CAR T cells at half of the largest killing")
    apparent_volume = Parameter(
        5e8, "uL", source=Paper(_DOI, "Table 1", "500 cells per uL = 2.5e11 cells"), description="cells per blood count"
    )
    tumor_density = Parameter(
        1e9, "cell/mL", source=Paper(_DOI, "Table 1", "94.86 mL = 9.486e10 cells"), description="tumor cells per mL"
    )

    def rates(self) -> Iterator[Rate]:
        """Yield the Gompertz growth of T cells, which may have either sign."""
        all_t = self.normal_t + self.car
        free = (all_t - self.room_normal) ** 2
        growth = self.growth_car + self.growth_in_room * free / (self.room_sensing * all_t**2 + free)
        yield Rate(self.normal_t, -self.growth_normal * self.normal_t * log(all_t / self.room_normal), "normal T cells")
        yield Rate(self.car, -growth * self.car * log(all_t / self.room_car), "CAR T cells")

    def flows(self) -> Iterator[Flow]:
        """Yield birth and death of tumor cells."""
        yield Flow("tumor grows", into=self.tumor, rate=self.growth_tumor * self.tumor)
        share = self.car / (self.half_kill + self.car)
        yield Flow("CAR T cells kill tumor", out_of=self.tumor, rate=self.kill * self.tumor * share)

    def observables(self) -> Iterator[Observable]:
        """Yield blood counts and the size of the tumor."""
        yield Observable("car_blood", self.car / self.apparent_volume, "cell/uL", "CAR T cells in blood")
        yield Observable("normal_t_blood", self.normal_t / self.apparent_volume, "cell/uL", "normal T cells in blood")
        yield Observable("tumor_volume", self.tumor / self.tumor_density, "mL", "tumor volume")
