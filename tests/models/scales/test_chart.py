import pytest

from engraft import units
from engraft.kernel.evaluate import evaluate
from engraft.language import Assumed, Model, Observable, Parameter, Port, join
from engraft.models.blocks.body import Body
from engraft.models.blocks.support import Support
from engraft.models.scales.astct_crs import AstctCrs
from engraft.models.scales.chart import Chart
from engraft.models.scales.icans import Icans
from engraft.models.scales.lee_crs import LeeCrs
from engraft.models.scales.penn_crs import PennCrs

WELL = {"temperature": 37.0, "systolic": 100.0, "hypotension_limit": 90.0, "fluids": 0.0, "vasopressors": 0.0,
        "vasopressor_dose": 0.0, "il6_blocked": 0.0, "steroid_effect": 0.0}  # fmt: skip


def entry(name: str, **seen: float) -> float:
    system = Chart().system("chart")
    values = {p.name: p.value for p in system.parameters}
    values |= {f"chart.{k}": units.canonical(v, Chart.declared[k].unit) for k, v in (WELL | seen).items()}
    return float(evaluate([system.observable(f"chart.{name}").expression], values)[0, 0])


@pytest.mark.parametrize(("temperature", "fever"), [(37.9, 0), (38.0, 1), (40.0, 1)])
def test_fever_begins_at_38_degrees(temperature, fever):
    assert entry("fever", temperature=temperature) == fever


@pytest.mark.parametrize(
    ("seen", "low"),
    [({}, 0), ({"systolic": 90.0}, 0), ({"systolic": 89.9}, 1), ({"fluids": 1.0}, 1), ({"vasopressors": 1.0}, 1),
     ({"hypotension_limit": 101.0}, 1)],
)  # fmt: skip
def test_pressure_that_is_low_or_has_to_be_held_is_hypotension(seen, low):
    assert entry("hypotension", **seen) == low


@pytest.mark.parametrize(("dose", "high"), [(0.0, 0), (0.1, 0), (0.19, 0), (0.2, 1), (0.35, 1)])
def test_vasopressors_are_high_dose_from_their_limit(dose, high):
    assert entry("high_dose", vasopressor_dose=dose) == high


@pytest.mark.parametrize(("seen", "masked"), [({}, 0), ({"il6_blocked": 0.9}, 1), ({"steroid_effect": 0.9}, 1)])
def test_tocilizumab_and_steroids_mask_fever(seen, masked):
    assert entry("fever_masked", **seen) == masked


# What the ward does, and what three scales make of the same patient; on air and without organ findings.
STEPS = {
    "fever": ({}, (1, 1, 1)),
    "fluids": ({"support.crystalloid": (20.0 * 40.0, "mL")}, (3, 2, 2)),
    "one vasopressor at 0.1": ({"support.norepinephrine": (0.1, "dose")}, (3, 2, 3)),
    "one vasopressor at 0.25": ({"support.norepinephrine": (0.25, "dose")}, (4, 3, 3)),
    "two vasopressors": ({"support.norepinephrine": (0.25, "dose"), "support.epinephrine": (0.1, "dose")}, (4, 3, 4)),
    "low flow": ({"support.low_flow": (1.0, "device")}, (3, 2, 2)),
    "high flow": ({"support.high_flow": (1.0, "device")}, (3, 3, 3)),
    "ventilation": ({"support.ventilation": (1.0, "device")}, (4, 4, 4)),
}


@pytest.fixture(scope="module")
def graded():
    wire = {
        "support.weight": "body.weight",
        **{f"chart.{k}": f"support.{k}" for k in ("fluids", "vasopressors", "vasopressor_dose")},
        **{f"penn.{k}": f"support.{k}" for k in ("fluids", "vasopressors", "oxygen_device", "antibiotics", "icu")},
        **{f"lee.{k}": f"support.{k}" for k in ("vasopressors", "oxygen_device", "inspired_oxygen")},
        **{f"{scale}.{k}": f"chart.{k}" for scale in ("penn", "lee") for k in ("fever", "high_dose")},
        "lee.hypotension": "chart.hypotension",
        "astct.hypotension": "chart.hypotension",
        "astct.fever_masked": "chart.fever_masked",
        "astct.oxygen": "support.oxygen_device",
        "astct.vasopressors": "support.vasopressors",
        "astct.vasopressin": "support.vasopressin",
    }
    recipes = {"chart": Chart, "penn": PennCrs, "lee": LeeCrs, "astct": AstctCrs, "support": Support, "body": Body}

    class Seen(Model):
        """What the monitor shows."""

        temperature = Parameter(39.0, "degC", source=Assumed("test", 0.0, 50.0))
        pressure = Parameter(100.0, "mmHg", source=Assumed("test", 0.0, 500.0))
        limit = Parameter(90.0, "mmHg", source=Assumed("test", 0.0, 500.0))
        fibrinogen = Parameter(2.5, "g/L", source=Assumed("test", 0.0, 500.0))

        def observables(self):
            yield Observable("nothing", 0.0, "1")
            yield Observable("normal", 1.0, "1")

    wire |= {"chart.temperature": "seen.temperature", "astct.temperature": "seen.temperature",
             "chart.systolic": "seen.pressure", "chart.hypotension_limit": "seen.limit",
             "chart.il6_blocked": "seen.nothing", "chart.steroid_effect": "seen.nothing",
             "penn.fibrinogen": "seen.fibrinogen"}  # fmt: skip
    wire |= {f"{s}.{k}": "seen.normal" for s in ("penn", "lee") for k in ("creatinine", "transaminases")}
    systems = [recipe().system(name) for name, recipe in recipes.items()]
    return join(*systems, Seen().system("seen"), wire=wire, name="graded")


@pytest.mark.parametrize("scale", [Chart, PennCrs, LeeCrs, AstctCrs, Icans])
def test_no_scale_reads_a_cytokine(scale):
    """Ports carry scores, signs, counts and what was done: nothing in pg/mL, and nothing that is named after one."""
    ports = {name: one for name, one in scale.declared.items() if isinstance(one, Port)}
    assert ports
    amounts = {units.dimension("pg/mL"), units.dimension("ug/L")}
    read = {name for name, one in ports.items() if units.dimension(one.unit) in amounts}
    assert read <= {"fibrinogen"}
    assert not any(name.startswith(("il6_s", "il6_r", "ifn", "crp", "ferritin", "cytokine")) for name in ports)


@pytest.mark.parametrize("step", STEPS)
def test_three_scales_grade_the_same_patient_by_what_was_done(graded, step):
    """Penn, Lee, ASTCT: fluids and any oxygen are grade 3 on the first and 2 on the others."""
    amounts, expected = STEPS[step]
    values = {p.name: p.value for p in graded.parameters} | {s.name: 0.0 for s in graded.states}
    values["body.weight"] = units.canonical(40.0, "kg")
    pace = values["support.pace"]
    for state, (amount, kind) in amounts.items():
        running = {"dose": lambda a: units.canonical(a, "ug/kg/min") * values["body.weight"] / pace,
                   "device": lambda a: a / pace, "mL": lambda a: units.canonical(a, "mL")}  # fmt: skip
        values[state] = running[kind](amount)
    grades = [graded.observable(f"{scale}.grade").expression for scale in ("penn", "lee", "astct")]
    assert tuple(evaluate(grades, values)[:, 0]) == expected
