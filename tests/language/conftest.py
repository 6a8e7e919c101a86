"""Models that several tests of the language use."""

import pytest

from engraft.language import Flow, Model, Observable, Paper, Parameter, Port, State, quantity, select

LEON = "10.1016/j.cnsns.2020.105570"
EXAMPLE = "10.1000/example"


def paper(where="Table 1"):
    return Paper(EXAMPLE, where)


class TwoCompartmentAntibody(Model):
    """An antibody with linear and Michaelis-Menten elimination, dosed into the central compartment."""

    reference = EXAMPLE
    central = State("mg")
    peripheral = State("mg")
    clearance = Parameter(0.2, "L/day", source=paper(), spread=0.3)
    volume = Parameter(3.5, "L", source=paper(), spread=0.2)
    volume_peripheral = Parameter(2.5, "L", source=paper())
    exchange = Parameter(0.3, "L/day", source=paper())
    vmax = Parameter(5.0, "mg/day", source=paper())
    km = Parameter(2.0, "mg/L", source=paper())

    def flows(self):
        concentration = self.central / self.volume
        yield Flow("linear elimination", out_of=self.central, rate=self.clearance * concentration)
        yield Flow(
            "saturable elimination",
            out_of=self.central,
            rate=self.vmax * concentration / (self.km + concentration),
        )
        yield Flow("distribution", out_of=self.central, into=self.peripheral, rate=self.exchange * concentration)
        yield Flow(
            "return",
            out_of=self.peripheral,
            into=self.central,
            rate=self.exchange * self.peripheral / self.volume_peripheral,
        )

    def observables(self):
        yield Observable("concentration", self.central / self.volume, "ug/mL")


class LeonTriana2021(Model):
    """CAR T cells against B-ALL and healthy B cells, equations 4a-c."""

    reference = LEON
    car = State("cell", initial=1e7)
    leukemia = State("cell", initial=5e10)
    b_cells = State("cell", initial=2.5e10)
    kill = Parameter(4.5e-11, "1/cell/day", source=Paper(LEON, "Table 1"))
    stimulation = Parameter(1.125e-11, "1/cell/day", source=Paper(LEON, "Table 1"))
    growth = Parameter(1 / 30, "1/day", source=Paper(LEON, "Table 1"))
    car_life = Parameter(14, "day", source=Paper(LEON, "Table 1"))
    b_life = Parameter(60, "day", source=Paper(LEON, "Table 1"))

    def flows(self):
        targets = self.leukemia + self.b_cells
        yield Flow("CAR T cells expand", into=self.car, rate=self.stimulation * targets * self.car)
        yield Flow("CAR T cells die", out_of=self.car, rate=self.car / self.car_life)
        yield Flow("leukemia grows", into=self.leukemia, rate=self.growth * self.leukemia)
        yield Flow("CAR T cells kill leukemia", out_of=self.leukemia, rate=self.kill * self.leukemia * self.car)
        yield Flow("CAR T cells kill B cells", out_of=self.b_cells, rate=self.kill * self.b_cells * self.car)
        yield Flow("B cells die", out_of=self.b_cells, rate=self.b_cells / self.b_life)

    def observables(self):
        yield Observable("b_all_cells", self.leukemia + self.b_cells, "cell")


class Scale(Model):
    """A grading scale: reads cells through a port and grades them 0 to 2."""

    cells = Port("cell")

    def observables(self):
        grade = select(self.cells >= quantity(1e9, "cell"), 1, 0) + select(self.cells >= quantity(1e10, "cell"), 1, 0)
        yield Observable("grade", grade, "1", table=((0, "none"), (1, "some"), (2, "much")))


@pytest.fixture
def antibody():
    """Give the one PK recipe."""
    return TwoCompartmentAntibody


@pytest.fixture
def disease():
    """Give the disease as a system."""
    return LeonTriana2021().system("b_all")


@pytest.fixture
def scale():
    """Give the grading scale as a system."""
    return Scale().system("grading")
