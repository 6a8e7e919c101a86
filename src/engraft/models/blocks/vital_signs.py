"""Temperature, blood pressure and oxygen saturation under inflammation and support."""

from __future__ import annotations

import math
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
    select,
)

_PALS = Paper(
    "10.1038/s41571-018-0075-2", "Table 2", "below 70 + 2 x age in mmHg from 1 to 10 years, below 90 later, as in PALS"
)
_DEFICIT = "makes up for a share of what leak does and cannot exceed the normal value"
_SEVERINGHAUS = ("10.1152/jappl.1979.46.3.599", "abstract, eq. 1")


class VitalSigns(Model):
    """IL-6 shifts the set point of temperature; IL-6 and IL-1 make vessels leak; support makes up for the loss.

    dT/dt = kT (T0 + Tmax S/(S + S50) - T)
    dL/dt = kL ((h(S/S90) + w h(J/J50))/(1 + w) - L),  h(x) = x^n/(1 + x^n)
    P = Pn/(1 + g L (1 - V/(V + V50)) (1 - D/(D + D50))),  Pn = 82 + 2 min(age, 17)
    O = sat(A) + d (A - a) - e (q0 + q L (1 - u Q)),  A = FiO2 (Pb - Pw) - c,  0 <= O <= 1
    sat(A) = 1/(1 + 23,400/(A³ + 150 A))
    limit = 70 + 2 min(age, 10)

    ======  ==========================  ========================================================
    symbol  here                        meaning
    ======  ==========================  ========================================================
    T, T0   temperature, …_rest         body temperature, and its value at rest
    Tmax    largest_rise                largest rise of the set point
    L       vascular_leak               activated, leaking endothelium: 0 at rest, 1 at most
    S, J    il6_/il1_signal (ports)     IL-6 (above rest) and IL-1 at free receptors
    S50     fever_half                  IL-6 signal of half the rise of the set point
    S90     leak_half                   IL-6 signal of half the activation by IL-6
    J50     il1_half                    IL-1 signal of half the activation by IL-1
    w       leak_by_il1                 weight of IL-1 beside IL-6, which is 1
    n       leak_steepness              Hill exponent of the activation of endothelium
    P, Pn   systolic, systolic_normal   systolic pressure with support, and normal for age
    g       dilation                    rise of vascular conductance at full leak, as a share of normal
    V, V50  volume_expansion, …_half    fluid in the vessels (port); half of the rise made up for
    D, D50  vasopressor_dose, …_half    vasopressors (port); half of the rise made up for
    O       saturation                  oxygen saturation with support, as a share of capacity
    A, a    (and arterial_tension)      alveolar oxygen (mmHg); arterial oxygen at the bedside's limit
    q0, q   shunt_rest, shunt_full      blood that passes unventilated lung per blood that does not: at
                                        rest; rise at full leak
    e       extraction                  oxygen that tissues take, as a share of capacity
    d       dissolved                   oxygen dissolved per mmHg, as a share of capacity
    Pb, Pw  dry_pressure                pressure of dry gas in the airways
    c       carbon_dioxide              room that carbon dioxide takes in alveoli
    Q, u    positive_pressure, opened   1 under positive pressure (port); share of shunt that it opens
    ======  ==========================  ========================================================

    Severe CRS is capillary leak with marks of activated endothelium, angiopoietin-2 and von
    Willebrand factor (Hay 2017). Pressure is flow over conductance, and vessels that leak are wide: their
    conductance adds to the normal one. Fluid and vasopressors make up for a share of that, so pressure lies
    between the unsupported and the normal value. Alveoli that leak fills are perfused and not ventilated: blood
    that passes them keeps the saturation of veins, and what oxygen is breathed changes only the rest. So added oxygen
    helps where shunt is small and hardly where it is large; positive pressure opens alveoli (Berggren's
    mixing of the two streams, with the curve of Severinghaus). Fever needs the IL-6 receptor; IL-1 acts on
    it through IL-6. Without IL-6 and IL-1 no sign worsens, whatever is given.

    What this model cannot say: heart rate, cardiac output and depression of the heart, diastolic
    pressure, antipyretics, infection, fluid overload and its harm to the lungs, the time of day, pressure
    above normal under too much vasopressor, sex and height; carbon dioxide, work of breathing, lungs that are
    ventilated and perfused unevenly, anemia as a cause of hypoxia (capacity and what tissues take fall together).

    References
    ----------
    Hay KA, et al. Blood 2017;130:2295-2306. doi:10.1182/blood-2017-06-793141
    Steensberg A, et al. Am J Physiol Endocrinol Metab 2003;285:E433-E437 (IL-6 of 140 pg/mL without fever)
    Le RQ, et al. Oncologist 2018;23:943-947. doi:10.1634/theoncologist.2018-0028 (who responds to tocilizumab)
    Mahadeo KM, et al. Nat Rev Clin Oncol 2019;16:45-63. doi:10.1038/s41571-018-0075-2 (limits for children)
    Hagedoorn NN, et al. Crit Care 2019;23:380. doi:10.1186/s13054-019-2653-9 (these limits against percentiles)
    Haque IU, Zaritsky AL. Pediatr Crit Care Med 2007;8:138-144 (percentiles of pressure by age)
    Flynn JT, et al. Pediatrics 2017;140:e20171904. doi:10.1542/peds.2017-1904 (pressure of healthy children)
    Severinghaus JW. J Appl Physiol 1979;46:599-602. doi:10.1152/jappl.1979.46.3.599 (dissociation of oxygen)
    Karbing DS, et al. Crit Care 2020;24:111. doi:10.1186/s13054-020-2834-6 (shunt, and that pressure lessens it)
    Long E, et al. Pediatr Crit Care Med 2018;19:513-518. doi:10.1097/PCC.0000000000001534 (a bolus raises the
    cardiac index by 18 %, for less than an hour: how long fluid counts is said by who gives it)
    """

    reference = "10.1182/blood-2017-06-793141"

    temperature = State("degC", initial=lambda m: m.temperature_rest, negligible=1e-2, description="body temperature")
    vascular_leak = State("1", negligible=1e-4, description="activated, leaking endothelium: 0 at rest, 1 at most")

    il6_signal = Port("pg/mL", "IL-6 above rest that reaches free receptors")
    il1_signal = Port("1", "IL-1 at free receptors, 0 to 1")
    age = Port("year", "age")
    volume_expansion = Port("mL/kg", "fluid given and still in the vessels")
    vasopressor_dose = Port("ug/kg/min", "vasopressors, as norepinephrine")
    inspired_oxygen = Port("1", "share of oxygen in what is breathed: 0.21 in air")
    positive_pressure = Port("1", "1 under positive pressure, else 0")

    temperature_rest = Parameter(
        37.0, "degC", source=Assumed("the usual figure", 36.5, 37.3), description="temperature at rest"
    )
    largest_rise = Parameter(
        4.0,
        "degC",
        source=Assumed("fever hardly exceeds 41 degC", 3.0, 5.0),
        description="largest rise of the set point",
    )
    fever_half = Parameter(
        420.0,
        "pg/mL",
        source=Assumed(
            "140 pg/mL left volunteers without fever within 3 h (Steensberg 2003): the set point rises by no more than "
            "1 degC there; high: ten times as much; spread assumed",
            140.0,
            1400.0,
        ),
        spread=0.5,
        description="IL-6 signal of half the rise of the set point",
    )
    temperature_half_life = Parameter(
        3.0,
        "hour",
        source=Assumed(
            "fever follows a pyrogen within hours (after endotoxin it peaks at 3 to 4 h, recalled)", 1.5, 6.0
        ),
        description="half-life with which temperature follows its set point",
    )
    leak_half = Parameter(
        1600.0,
        "pg/mL",
        source=Assumed(
            "geometric mean of the IL-6 signal of half the fever (420) and that of full activation (6200): pressure "
            "falls later than fever rises; spread assumed",
            500.0,
            8000.0,
        ),
        spread=0.6,
        description="IL-6 signal of half the activation of endothelium by IL-6",
    )
    il1_half = Parameter(
        0.5, "1", source=Assumed("half of what it can be", 0.25, 1.0), description="IL-1 signal of half its activation"
    )
    leak_by_il1 = Parameter(
        3.0 / 7.0,
        "1",
        source=Assumed(
            "tocilizumab reverses most but not all CRS: 0.3 of the activation, 0.1 to 0.5, is not by IL-6; spread: 31 "
            "of 45 who needed it responded (doi:10.1634/theoncologist.2018-0028, abstract; trials of this product are "
            "among them), so that IL-1 outweighs IL-6 in 31 %: ln(7/3) over the 69th percentile of a normal, 0.496",
            1.0 / 9.0,
            1.0,
        ),
        spread=math.log(7.0 / 3.0) / 0.496,
        description="weight of IL-1 in activating endothelium, that of IL-6 being 1",
    )
    leak_steepness = Parameter(
        2.0,
        "1",
        source=Assumed(
            "angiopoietin-2 that endothelium releases makes it release more: steeper than 1; geometric mean of none of "
            "that (1) and a switch (4)",
            1.0,
            4.0,
        ),
        description="Hill exponent of the activation of endothelium",
    )
    leak_half_life = Parameter(
        0.5,
        "day",
        source=Assumed("hours to a day: mediators that the endothelium must make or has in store", 0.2, 2.0),
        description="half-life of activation of endothelium",
    )
    dilation = Parameter(
        1.0,
        "1",
        source=Assumed(
            "in septic shock vascular resistance is about half of normal; spread assumed, as for the lungs", 0.5, 2.0
        ),
        spread=0.5,
        description="rise of vascular conductance at full leak, as a share of normal",
    )
    volume_half = Parameter(
        20.0,
        "mL/kg",
        source=Assumed(f"one bolus of guidelines; low: 10, high: the 60 of the first hour; {_DEFICIT}", 10.0, 60.0),
        description="fluid that makes up for half of the dilation",
    )
    vasopressor_half = Parameter(
        0.22,
        "ug/kg/min",
        source=Assumed(f"geometric mean of 0.05, a first dose, and 1, a high one, in children; {_DEFICIT}", 0.1, 0.6),
        description="vasopressor that makes up for half of the dilation",
    )
    systolic_at_birth = Parameter(
        82.0,
        "mmHg",
        source=Assumed(
            "5th percentile 65 + 2 x age (Haque 2007) plus 1.645 SD of about 10.6; 86 at 1 and 92 at 4 years in the "
            "tables of 2017",
            78.0,
            90.0,
        ),
        description="intercept of normal systolic pressure over age",
    )
    systolic_slope = Parameter(
        2.0,
        "mmHg/year",
        source=Paper(
            "Haque 2007, Pediatr Crit Care Med 8:138", "abstract", "slope of the 5th percentile, 1 to 17 years"
        ),
        description="rise of normal systolic pressure with age",
    )
    systolic_grown = Parameter(
        17.0,
        "year",
        source=Paper("Haque 2007, Pediatr Crit Care Med 8:138", "abstract", "last age of the data"),
        description="age from which normal systolic pressure stays",
    )
    limit_at_birth = Parameter(70.0, "mmHg", source=_PALS, description="intercept of the limit of hypotension over age")
    limit_slope = Parameter(2.0, "mmHg/year", source=_PALS, description="rise of that limit with age")
    limit_grown = Parameter(10.0, "year", source=_PALS, description="age from which the limit stays")
    air = Parameter(0.21, "1", source=Paper("ISO 2533", "composition of air"), description="oxygen in air")
    dry_pressure = Parameter(
        713.0,
        "mmHg",
        source=Assumed("760 mmHg at sea level less 47 of water vapour at 37 degC; low: at 1,000 m", 625.0, 715.0),
        description="pressure of dry gas in the airways",
    )
    carbon_dioxide = Parameter(
        50.0,
        "mmHg",
        source=Assumed("40 mmHg of carbon dioxide over an exchange ratio of 0.8 (alveolar gas equation)", 35.0, 60.0),
        description="oxygen that carbon dioxide displaces from alveoli",
    )
    curve_cube = Parameter(
        23400.0, "mmHg^3", source=Paper(*_SEVERINGHAUS), description="constant of the dissociation of oxygen"
    )
    curve_line = Parameter(
        150.0, "mmHg^2", source=Paper(*_SEVERINGHAUS), description="second constant of the dissociation of oxygen"
    )
    dissolved = Parameter(
        0.003 / 13.4,
        "1/mmHg",
        source=Assumed(
            "0.003 mL per dL and mmHg over a capacity of 1.34 mL/g at 100 g/L of hemoglobin, between the limit of "
            "transfusion (70) and health (150)",
            0.003 / 20.1,
            0.003 / 9.4,
        ),
        description="oxygen dissolved in blood, as a share of what hemoglobin can carry",
    )
    arterial_tension = Parameter(
        64.0,
        "mmHg",
        source=Paper(*_SEVERINGHAUS[:2], "at a saturation of 92 %, where the ward acts"),
        description="arterial oxygen of the dissolved part; elsewhere wrong by less than 2 % of capacity",
    )
    extraction = Parameter(
        0.25,
        "1",
        source=Assumed("mixed venous saturation is 70 to 75 %; in fever cardiac output keeps up", 0.2, 0.35),
        description="oxygen that tissues take, as a share of capacity",
    )
    shunt_rest = Parameter(
        0.03,
        "1",
        source=Assumed("2 to 5 % of the cardiac output in health", 0.02, 0.05),
        description="shunted per ventilated blood flow at rest",
    )
    shunt_full = Parameter(
        1.0,
        "1",
        source=Assumed(
            "severe respiratory distress shunts about half of the cardiac output, 0.3 to 0.6; spread assumed", 0.43, 1.5
        ),
        spread=0.5,
        description="rise of shunted per ventilated blood flow at full leak",
    )
    opened = Parameter(
        0.5,
        "1",
        source=Assumed(
            "positive pressure lessens shunt in most, not in all (doi:10.1186/s13054-020-2834-6): half", 0.2, 0.8
        ),
        description="share of shunt that positive pressure opens",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield how temperature and endothelium follow their signals."""
        warming = math.log(2.0) / self.temperature_half_life
        shift = self.largest_rise * self.il6_signal / (self.il6_signal + self.fever_half)
        yield Flow("heat is made and kept", into=self.temperature, rate=warming * (self.temperature_rest + shift))
        yield Flow("heat is lost", out_of=self.temperature, rate=warming * self.temperature)
        following = math.log(2.0) / self.leak_half_life
        by_il6 = _hill(self.il6_signal / self.leak_half, self.leak_steepness)
        by_il1 = _hill(self.il1_signal / self.il1_half, self.leak_steepness)
        activated = (by_il6 + self.leak_by_il1 * by_il1) / (1.0 + self.leak_by_il1)
        yield Flow("IL-6 and IL-1 activate vessels", into=self.vascular_leak, rate=following * activated)
        yield Flow("vessels close", out_of=self.vascular_leak, rate=following * self.vascular_leak)

    def observables(self) -> Iterator[Observable]:
        """Yield what is read at the bedside, with and without support."""
        yield from self._pressure()
        yield from self._oxygenation()

    def _pressure(self) -> Iterator[Observable]:
        """Yield blood pressure and its limits."""
        normal = _by_age(self.systolic_at_birth, self.systolic_slope, minimum(self.age, self.systolic_grown))
        limit = _by_age(self.limit_at_birth, self.limit_slope, minimum(self.age, self.limit_grown))
        wider = self.dilation * self.vascular_leak
        fluid = self.volume_half / (self.volume_expansion + self.volume_half)
        pressor = self.vasopressor_half / (self.vasopressor_dose + self.vasopressor_half)
        share = 1.0 / (1.0 + wider * fluid * pressor)
        yield Observable("systolic_normal", normal, "mmHg", "systolic pressure normal for age")
        yield Observable("systolic_unsupported", normal / (1.0 + wider), "mmHg", "systolic pressure without support")
        yield Observable("systolic", normal * share, "mmHg", "systolic pressure with support")
        yield Observable("pressure_share", share, "1", "systolic pressure with support, as part of normal")
        yield Observable("hypotension_limit", limit, "mmHg", "systolic pressure below which a child is hypotensive")

    def _oxygenation(self) -> Iterator[Observable]:
        """Yield oxygen saturation."""
        shunt = self.shunt_full * self.vascular_leak
        on_air = self._saturation(self.air, shunt)
        yield Observable("saturation_on_air", on_air, "percent", "oxygen saturation breathing air")
        breathed = maximum(self.inspired_oxygen, self.air)
        supported = self._saturation(breathed, shunt * (1.0 - self.opened * self.positive_pressure))
        yield Observable("saturation", supported, "percent", "oxygen saturation with support")

    def _saturation(self, inspired: Expression, shunt: Expression) -> Expression:
        """Mix blood from ventilated alveoli with blood that passed none."""
        alveolar = inspired * self.dry_pressure - self.carbon_dioxide
        ventilated = 1.0 / (1.0 + self.curve_cube / (alveolar**3 + self.curve_line * alveolar))
        extra = self.dissolved * (alveolar - self.arterial_tension)
        lost = self.extraction * (self.shunt_rest + shunt)
        return minimum(1.0, maximum(0.0, ventilated + extra - lost))


def _by_age(intercept: Expression, slope: Expression, age: Expression) -> Expression:
    """Give a straight line over age."""
    return intercept + slope * age


def _hill(ratio: Expression, exponent: Expression) -> Expression:
    """Give the response to a stimulus, relative to that of half the response; none to none, by any exponent."""
    power = select(ratio > 0.0, ratio**exponent, 0.0)
    return power / (1.0 + power)
