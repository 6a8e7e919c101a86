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
)

_PALS = Paper(
    "10.1038/s41571-018-0075-2", "Table 2", "below 70 + 2 x age in mmHg from 1 to 10 years, below 90 later, as in PALS"
)
_DEFICIT = "restores a share of what is lost and cannot exceed the normal value"


class VitalSigns(Model):
    """IL-6 shifts the set point of temperature; IL-6 and IL-1 make vessels leak; support makes up for the loss.

    dT/dt = kT (T0 + Tmax S/(S + S50) - T)
    dL/dt = kL (w S/(S + S90) + (1 - w) J - L)
    P = Pn - Pn p L (1 - V/(V + V50)) (1 - D/(D + D50)),  Pn = 82 + 2 min(age, 17)
    O = On - On o L/(L + L50) (1 - X/(X + X50)) (1 - u Q),  X = max(FiO2 - 0.21, 0)
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
    w       leak_by_il6                 weight of IL-6 against IL-1
    P, Pn   systolic, systolic_normal   systolic pressure with support, and normal for age
    p       largest_fall                part of the pressure lost at full leak
    V, V50  volume_expansion, …_half    fluid in the vessels (port); half of the loss restored
    D, D50  vasopressor_dose, …_half    vasopressors (port); half of the loss restored
    O, On   saturation, …_rest          oxygen saturation with support, and at rest in air
    o, L50  largest_/desaturation_half  largest part lost; leak at half of it
    X50     oxygen_half                 oxygen above air that restores half of the loss
    Q, u    positive_pressure, …_gain   1 under positive pressure (port); share it restores
    ======  ==========================  ========================================================

    Severe CRS is capillary leak with marks of activated endothelium, angiopoietin-2 and von
    Willebrand factor (Hay 2017). Support restores a share of what is lost, so pressure and saturation
    lie between the unsupported and the normal value. Fever needs the IL-6 receptor; IL-1 acts on
    it through IL-6. Without IL-6 and IL-1 nothing moves, whatever is given.

    What this model cannot say: heart rate, cardiac output and depression of the heart, diastolic
    pressure, antipyretics, infection, fluid overload and its harm to the lungs, the time of day, pressure
    above normal under too much vasopressor, sex and height.

    References
    ----------
    Hay KA, et al. Blood 2017;130:2295-2306. doi:10.1182/blood-2017-06-793141
    Steensberg A, et al. Am J Physiol Endocrinol Metab 2003;285:E433-E437 (IL-6 of 140 pg/mL without fever)
    Mahadeo KM, et al. Nat Rev Clin Oncol 2019;16:45-63. doi:10.1038/s41571-018-0075-2 (limits for children)
    Hagedoorn NN, et al. Crit Care 2019;23:380. doi:10.1186/s13054-019-2653-9 (these limits against percentiles)
    Haque IU, Zaritsky AL. Pediatr Crit Care Med 2007;8:138-144 (percentiles of pressure by age)
    Flynn JT, et al. Pediatrics 2017;140:e20171904. doi:10.1542/peds.2017-1904 (pressure of healthy children)
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
    leak_by_il6 = Parameter(
        0.7,
        "1",
        source=Assumed("tocilizumab reverses most but not all CRS: more than half", 0.5, 0.9),
        description="weight of IL-6 against IL-1 in activating endothelium",
    )
    leak_half_life = Parameter(
        0.5,
        "day",
        source=Assumed("hours to a day: mediators that the endothelium must make or has in store", 0.2, 2.0),
        description="half-life of activation of endothelium",
    )
    largest_fall = Parameter(
        0.5,
        "1",
        source=Assumed("half of normal pressure: shock that is hardly survived untreated", 0.35, 0.65),
        description="part of systolic pressure lost at full leak",
    )
    volume_half = Parameter(
        20.0,
        "mL/kg",
        source=Assumed(f"one bolus of guidelines; low: 10, high: the 60 of the first hour; {_DEFICIT}", 10.0, 60.0),
        description="fluid that restores half of the lost pressure",
    )
    vasopressor_half = Parameter(
        0.22,
        "ug/kg/min",
        source=Assumed(f"geometric mean of 0.05, a first dose, and 1, a high one, in children; {_DEFICIT}", 0.1, 0.6),
        description="vasopressor that restores half of the lost pressure",
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
    saturation_rest = Parameter(
        98.0,
        "percent",
        source=Assumed("healthy pupils 97 to 100 percent, adults 98", 97.0, 99.5),
        description="oxygen saturation at rest, breathing air",
    )
    largest_desaturation = Parameter(
        0.4,
        "1",
        source=Assumed("saturation of 60 % in air: hardly survived untreated", 0.25, 0.5),
        description="largest part of saturation lost",
    )
    desaturation_half = Parameter(
        1.0,
        "1",
        source=Assumed("half of the largest loss at full leak; spread assumed", 0.5, 2.0),
        spread=0.5,
        description="leak at half of the largest loss of saturation",
    )
    oxygen_half = Parameter(
        0.19,
        "1",
        source=Assumed(f"low flow reaches 0.4 inspired oxygen, 0.19 above air; {_DEFICIT}", 0.1, 0.4),
        description="oxygen above air that restores half of the lost saturation",
    )
    pressure_gain = Parameter(
        0.6,
        "1",
        source=Assumed("more than half of what oxygen alone leaves; opens flooded alveoli", 0.3, 0.9),
        description="share of the remaining loss that positive pressure restores",
    )

    def flows(self) -> Iterator[Flow]:
        """Yield how temperature and endothelium follow their signals."""
        warming = math.log(2.0) / self.temperature_half_life
        shift = self.largest_rise * self.il6_signal / (self.il6_signal + self.fever_half)
        yield Flow("heat is made and kept", into=self.temperature, rate=warming * (self.temperature_rest + shift))
        yield Flow("heat is lost", out_of=self.temperature, rate=warming * self.temperature)
        following = math.log(2.0) / self.leak_half_life
        by_il6 = self.leak_by_il6 * self.il6_signal / (self.il6_signal + self.leak_half)
        by_il1 = (1.0 - self.leak_by_il6) * self.il1_signal
        yield Flow("IL-6 and IL-1 activate vessels", into=self.vascular_leak, rate=following * (by_il6 + by_il1))
        yield Flow("vessels close", out_of=self.vascular_leak, rate=following * self.vascular_leak)

    def observables(self) -> Iterator[Observable]:
        """Yield what is read at the bedside, with and without support."""
        yield from self._pressure()
        yield from self._oxygenation()

    def _pressure(self) -> Iterator[Observable]:
        """Yield blood pressure and its limits."""
        normal = _by_age(self.systolic_at_birth, self.systolic_slope, minimum(self.age, self.systolic_grown))
        limit = _by_age(self.limit_at_birth, self.limit_slope, minimum(self.age, self.limit_grown))
        lost = self.largest_fall * self.vascular_leak
        fluid = self.volume_half / (self.volume_expansion + self.volume_half)
        pressor = self.vasopressor_half / (self.vasopressor_dose + self.vasopressor_half)
        share = 1.0 - lost * fluid * pressor
        yield Observable("systolic_normal", normal, "mmHg", "systolic pressure normal for age")
        yield Observable("systolic_unsupported", normal * (1.0 - lost), "mmHg", "systolic pressure without support")
        yield Observable("systolic", normal * share, "mmHg", "systolic pressure with support")
        yield Observable("pressure_share", share, "1", "systolic pressure with support, as part of normal")
        yield Observable("hypotension_limit", limit, "mmHg", "systolic pressure below which a child is hypotensive")

    def _oxygenation(self) -> Iterator[Observable]:
        """Yield oxygen saturation."""
        lost = self.largest_desaturation * self.vascular_leak / (self.vascular_leak + self.desaturation_half)
        added = maximum(self.inspired_oxygen - 0.21, 0.0)
        oxygen = self.oxygen_half / (added + self.oxygen_half)
        left = oxygen * (1.0 - self.pressure_gain * self.positive_pressure)
        on_air = self.saturation_rest * (1.0 - lost)
        yield Observable("saturation_on_air", on_air, "percent", "oxygen saturation breathing air")
        supported = self.saturation_rest * (1.0 - lost * left)
        yield Observable("saturation", supported, "percent", "oxygen saturation with support")


def _by_age(intercept: Expression, slope: Expression, age: Expression) -> Expression:
    """Give a straight line over age."""
    return intercept + slope * age
