"""Work out the figures shown for the spine, and write them to docs/evidence/spine.json.

Run it from the root of a checkout with the dev extra installed::

    python scripts/evidence.py            # every figure
    python scripts/evidence.py papers     # one of them; the names are in docs/evidence/README.md

Every figure names the seed it was drawn with; versions, machine and date stand beside them.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engraft import models
from engraft.kernel.ensemble import solve
from engraft.kernel.evaluate import evaluate
from engraft.kernel.expression import symbol
from engraft.kernel.plan import BACKENDS
from engraft.kernel.problem import Ensemble, Kind, Options, Problem, Schedule
from engraft.kernel.streams import uniform
from engraft.language import Assumed, Expression, Paper, System, join, parse
from engraft.population import Cohort, draw
from engraft.simulate import Needs, Trajectories, simulate
from engraft.therapy import Product, Regimen, give
from engraft.trial import apply_overrides, check_study, design, find_document, load_study, run_study

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("ENGRAFT_SHARED", ROOT.parent / "shared"))
STUDY = "eliana-spine"
SEED = 20180201
PATIENTS = 1000
YEAR = 365.25
FINE = np.round(np.arange(0.0, 60.0001, 0.01), 2)
Json = dict[str, Any]
Floats = NDArray[np.float64]


def alone(
    system: System, of: str, days: Floats, *, regimen: Regimen | None = None, values: dict[str, float] | None = None
) -> Trajectories:
    """Run one person with the published values: no spread, no whole cells."""
    states = tuple(replace(state, clone=False, negligible=1e-9 * state.negligible) for state in system.states)
    plain = replace(system, states=states, parameters=tuple(replace(p, spread=0.0) for p in system.parameters))
    index = pd.Index(np.arange(1), name="person")
    cohort = Cohort("one", 1, pd.DataFrame(index=index), pd.DataFrame(values or {}, index=index), {})
    needs = Needs.of([of], days)
    return simulate(plain, regimen or Regimen(), cohort, needs=needs, span=(0.0, float(days[-1])), seed=1, rtol=1e-9)


def figure(name: str, value: float, written: str, source: str) -> Json:
    """Hold a figure against its target, which is known to the digits it was written with."""
    target, half_unit = float(written), 0.5 * 10.0 ** int(Decimal(written).as_tuple().exponent)
    return {"figure": name, "value": value, "target": target, "relative_difference": value / target - 1,
            "agrees_to_the_last_digit": abs(value - target) <= half_unit, "from": source}  # fmt: skip


def peak(name: str, course: Floats, days: Floats, targets: tuple[str, str], source: str) -> list[Json]:
    """Hold a peak and its day against their targets."""
    k = int(course.argmax())
    top = figure(f"{name}, peak", float(course[k]), targets[0], source)
    return [top, figure(f"{name}, day of the peak", float(days[k]), targets[1], source)]


def leon_triana() -> list[Json]:
    """Figures of León-Triana 2021: CAR T cells, leukemia and B cells after 1e7 and 1e8 cells."""
    system, source = models.build("leontriana2021"), "equations 4a-4c integrated with another program"
    found: list[Json] = []
    for dose, targets in ((1e7, ("1.6401e10", "12.19")), (1e8, ("1.541e10", "9.66"))):
        run = alone(system, "b_all.car", FINE, values={"b_all.car_initial": dose})
        found += peak(f"CAR T cells after {dose:g}", run.course("b_all.car")[:, 0], FINE, targets, source)
    later = (("b_all.leukemia", 28.0, "4.013e6"), ("b_all.leukemia", 60.0, "4.147e5"),
             ("b_all.b_cells", 28.0, "4.95e5"), ("b_all.car", 28.0, "5.894e9"))  # fmt: skip
    for name, day, target in later:
        run = alone(system, name, np.array([0.0, day]))
        found.append(figure(f"{name} on day {day:g}", float(run.at(name, day)[0]), target, source))
    still = {"b_all.growth": 0.0, "b_all.car_lifetime": 1e15, "b_all.b_cell_lifetime": 1e15}
    ends = {name: float(alone(system, name, FINE, values=still).at(name, 60.0)[0])
            for name in ("b_all.car", "b_all.targets")}  # fmt: skip
    kept = ends["b_all.car"] + 0.25 * ends["b_all.targets"]
    found.append(
        figure("C + k (L + B) on day 60 when nothing but killing happens", kept, "1.8760e10", "first integral")
    )
    return found


def kimmel() -> list[Json]:
    """Figures of Kimmel 2021: CAR and normal T cells, with the two capacities rounded as in the SBML encoding."""
    system, source = models.build("kimmel2021"), "BIOMD0000001041 integrated with another program"
    rounded = {"b_lymphoma.room_car": 139.0 * 5e8, "b_lymphoma.half_kill": 4.05 * 5e8}
    car, normal = "b_lymphoma.car_blood", "b_lymphoma.normal_t_blood"
    found = peak("CAR T cells per uL", alone(system, car, FINE, values=rounded).course(car)[:, 0], FINE,
                 ("30.109", "7.01"), source)  # fmt: skip
    for name, day, target in ((car, 30.0, "2.3229"), (car, 90.0, "0.33770"), (normal, 30.0, "479.85")):
        run = alone(system, name, np.array([0.0, day]), values=rounded)
        found.append(figure(f"{name} on day {day:g}", float(run.at(name, day)[0]), target, source))
    for growth, low, low_day in ((0.01, "7.5e-14", "160"), (0.1, "1.53e-9", "85.9"), (0.2, "2.1e-6", "61.2")):
        run = alone(system, "b_lymphoma.tumor_volume", np.arange(0.0, 200.0, 0.1),
                    values=rounded | {"b_lymphoma.growth_tumor": growth})  # fmt: skip
        course = run.course("b_lymphoma.tumor_volume")[:, 0]
        found.append(figure(f"smallest tumor in mL at growth {growth:g}", float(course.min()), low, source))
        found.append(figure(f"its day at growth {growth:g}", float(run.times[course.argmin()]), low_day, source))
    return found


def friberg() -> list[Json]:
    """Figures of Friberg 2002: neutrophils after 180 mg of docetaxel at once, in 1e9 per L."""
    source = "equations integrated with another program"
    drug = Product("docetaxel", "docetaxel.central", "drug", Paper("10.1200/JCO.2002.02.140", "docetaxel"))
    run = alone(models.build("friberg2002"), "neutrophils.anc", FINE, regimen=give(drug, "180 mg"))
    count = run.course("neutrophils.anc")[:, 0] / 1e9
    low = int(count.argmin())
    found = [figure("lowest neutrophil count", float(count[low]), "0.896", source)]
    found.append(figure("day of the lowest count", float(FINE[low]), "7.55", source))
    found.append(figure("neutrophil count on day 21", float(count[FINE == 21.0][0]), "6.21", source))
    return found + peak("neutrophil count", count, FINE, ("6.28", "19.8"), source)


def papers() -> Json:
    """Hold every published figure against engraft."""
    found = {"leontriana2021": leon_triana(), "kimmel2021": kimmel(), "friberg2002": friberg()}
    every = [one for group in found.values() for one in group]
    return {**found, "figures": len(every), "agreeing": sum(one["agrees_to_the_last_digit"] for one in every),
            "largest_relative_difference": max(abs(one["relative_difference"]) for one in every)}  # fmt: skip


def translated(told: Json, names: dict[str, Expression]) -> Callable[[str], Expression]:
    """Return a reader of the benchmark's formulas."""

    def say(text: str) -> Expression:
        return parse(re.sub(r"pow\(([^,()]+),([^,()]+)\)", r"((\1)^(\2))", text), names.__getitem__)

    for name, text in told["assignments"]:
        names[name] = say(text)
    return say


def cart12() -> Json:
    """Measure the largest error on the benchmark of 14 states at rtol 1e-6."""
    folder = SHARED / "bench"
    if not (folder / "cart12.json").is_file():
        return {"absent": "external material was not found by ENGRAFT_SHARED"}
    told = json.loads((folder / "cart12.json").read_text(encoding="utf-8"))
    say = translated(told, {n: symbol(n) for n in [*told["states"], *told["parameters"]]})
    states, scale = told["states"], {s: told["atol"][s] / told["rtol"] for s in told["states"]}
    problem = Problem(tuple(states), tuple(told["parameters"]), tuple(say(told["odes"][s]) for s in states),
                      tuple(scale.values()), outputs=tuple((s, symbol(s)) for s in states))  # fmt: skip
    with np.load(folder / "cart12_reference.npz") as file:
        values, expected, days = file["parameters"].T, file["states"].transpose(2, 1, 0), file["time"]
    people = values.shape[1]
    begun = evaluate([say(told["initial"][s]) for s in states], dict(zip(problem.parameters, values, strict=True)),
                     people)  # fmt: skip
    given = [(d["day"], states.index(d["state"]), d["amount"]) for d in told["doses"]]
    day, target, amount = (np.repeat(np.array(column)[:, None], people, axis=1)
                           for column in zip(*given, strict=True))  # fmt: skip
    schedule = Schedule(day, np.full(day.shape, Kind.ADD, np.int8), target, amount, np.zeros(day.shape))
    span = (told["t_start"], told["t_end"])
    kept = ~np.isin(days, [d["day"] for d in told["doses"]])
    found: Json = {"patients": people, "rtol": told["rtol"], "at_most": 5e-5}
    for backend in BACKENDS:
        run = solve(problem, Ensemble(values, begun, np.arange(people), schedule), days, span=span,
                    options=Options(rtol=told["rtol"], backend=backend))  # fmt: skip
        error = np.abs(run.outputs - expected) / (np.abs(expected) + np.array(problem.negligible)[:, None, None])
        found[backend] = {"solved": int(run.solved().sum()), "largest_error": float(error[:, kept].max())}
    return found


def speed() -> Json:
    """Time a thousand patients over twelve months of the demo study's model."""
    plan = design(load_study(STUDY))
    run = plan.arms[0].run
    cohort = draw(plan.population, PATIENTS, seed=SEED)
    needs = replace(run.needs, times=tuple(day for day in run.needs.times if day <= YEAR))
    found: Json = {"patients": PATIENTS, "days": YEAR, "arm": plan.arms[0].label, "seed": SEED, "at_most_s": 20.0,
                   "states": len(plan.system.states), "output_days": len(needs.times)}  # fmt: skip
    for backend in BACKENDS:
        began = time.perf_counter()
        done = simulate(plan.system, run.regimen, cohort, needs=needs, span=(run.span[0], YEAR), seed=SEED,
                        backend=backend)  # fmt: skip
        found[backend] = {"wall_s": round(time.perf_counter() - began, 2), "failed": done.failed,
                          "mean_steps": round(float(done.steps.mean()), 1)}  # fmt: skip
    return found


def engraft(*arguments: str) -> list[str]:
    """Write the command line of engraft for this Python."""
    return [sys.executable, "-m", "engraft", *arguments]


def environment() -> dict[str, str]:
    """Let a child process find this checkout."""
    return os.environ | {"PYTHONPATH": str(ROOT / "src"), "COLUMNS": "200"}


def help_time() -> Json:
    """Time the help text: median of five after one that fills the caches."""
    taken = []
    for _ in range(6):
        began = time.perf_counter()
        subprocess.run(engraft("--help"), env=environment(), check=True, capture_output=True)
        taken.append(time.perf_counter() - began)
    return {"median_s": round(statistics.median(taken[1:]), 3), "at_most_s": 0.5,
            "all_s": [round(one, 3) for one in taken[1:]]}  # fmt: skip


def digest(folder: Path, name: str) -> str:
    """Hash one file, or every file below a folder with its name."""
    state, root = hashlib.sha256(), folder / name
    for path in sorted(p for p in (root, *root.rglob("*")) if p.is_file()):
        state.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return state.hexdigest()


def left(out: Path) -> dict[str, str]:
    """Hash what must be the same bytes: outcomes and trajectories of the only run in a folder."""
    (folder,) = (path for path in out.iterdir() if path.is_dir())
    return {name: digest(folder, name) for name in ("outcomes.parquet", "trajectories.zarr")}


def command(out: Path, patients: int) -> list[str]:
    """Write the command that runs the demo study into a folder."""
    return engraft("run", STUDY, "--patients", str(patients), "--seed", str(SEED), "--out", str(out), "--quiet")


def same_bytes(patients: int = 50) -> Json:
    """Run the same study twice with one seed and once with another."""
    study = load_study(STUDY)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for k, seed in enumerate((SEED, SEED, SEED + 1)):
            out = Path(folder) / str(k)
            out.mkdir()
            run_study(study, out=out, patients=patients, seed=seed)
            found.append(left(out))
    return {"patients": patients, "seed": SEED, "first": found[0], "second": found[1], "same": found[0] == found[1],
            "another_seed_differs": found[0]["outcomes.parquet"] != found[2]["outcomes.parquet"]}  # fmt: skip


def outcomes(patients: int, *settings: str, arms: int | None = None) -> pd.DataFrame:
    """Run the demo study and return its rows by arm and person."""
    document = apply_overrides(find_document(STUDY), settings)
    data = document.data | {"arms": document.data["arms"][:arms], "published": []}
    rows = run_study(check_study(replace(document, data=data)), patients=patients, seed=SEED).outcomes
    return rows.set_index(["arm", "person"])


def added(few: int = 20, more: int = 33) -> Json:
    """Add patients, arms and a parameter, and compare the values of everybody else exactly."""
    small, larger, one_arm = outcomes(few), outcomes(more), outcomes(few, arms=1)
    return {"patients": [few, more], "seed": SEED,
            "patients_added_change_nobody": small.equals(larger.loc[small.index]),
            "arms_added_change_nobody": one_arm.equals(small.loc[one_arm.index, one_arm.columns]),
            "a_parameter_added_changes_nobody": parameter_added(few)}  # fmt: skip


def parameter_added(patients: int) -> bool:
    """Join an unused parameter that differs between patients to the model, and compare every state exactly."""
    row = {"name": "spare.unused", "value": 2.0, "unit": "1/day", "spread": 0.9}
    spare = System.from_data("spare", parameters=[row], source=Assumed("added to see that nothing moves", 0.0, 10.0))
    plan = design(load_study(STUDY))
    run, cohort = plan.arms[0].run, draw(plan.population, patients, seed=SEED)
    courses = [
        simulate(system, run.regimen, cohort, needs=run.needs, span=run.span, seed=SEED)
        for system in (plan.system, join(plan.system, spare, name=plan.system.name))
    ]
    return all(courses[0].course(name).tobytes() == courses[1].course(name).tobytes() for name in run.needs.observables)


def killed(patients: int = 40, kills: int = 3) -> Json:
    """Kill a run at moments drawn by chance, run it again, and compare bytes with a run left alone."""
    with tempfile.TemporaryDirectory() as folder:
        whole, broken = Path(folder) / "whole", Path(folder) / "broken"
        began = time.perf_counter()
        subprocess.run(command(whole, patients), env=environment(), check=True, stdout=subprocess.DEVNULL)
        wall = time.perf_counter() - began
        shares = uniform(SEED, "evidence:kill", np.arange(kills)) / kills  # together less than one whole run
        moments = [float(share) * wall for share in shares]
        ended = [kill_after(command(broken, patients), moment) for moment in moments]
        subprocess.run(command(broken, patients), env=environment(), check=True, stdout=subprocess.DEVNULL)
        return {"patients": patients, "seed": SEED, "uninterrupted_wall_s": round(wall, 2),
                "killed_after_s": [round(one, 2) for one in moments], "was_running": ended,
                "same": left(whole) == left(broken), "bytes": left(broken)}  # fmt: skip


def kill_after(line: list[str], seconds: float) -> bool:
    """Start a command, kill it without warning, and tell whether it was still running."""
    child = subprocess.Popen(line, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        return True
    return False


def counts() -> Json:
    """Count parameters by source, broken contracts and cycles."""
    everything = {name: models.build(name).parameters for name in models.catalog()}
    systems = {name: {"parameters": len(part), "without_source": sum(p.source is None for p in part),
                      "assumed": sum(isinstance(p.source, Assumed) for p in part)}
               for name, part in everything.items()}  # fmt: skip
    program = "from importlinter.cli import lint_imports_command as c; c()"
    line = [sys.executable, "-c", program, "--no-cache", "--no-logo"]
    text = subprocess.run(line, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False).stdout
    verdict = re.search(r"Contracts: (\d+) kept, (\d+) broken", text)
    plan = design(load_study(STUDY))
    assumed = sum(isinstance(p.source, Assumed) for p in plan.system.parameters)
    return {"systems": systems, "parameters_without_source": sum(s["without_source"] for s in systems.values()),
            "share_assumed_in_demo": round(assumed / len(plan.system.parameters), 4),
            "contracts_kept": int(verdict[1]) if verdict else None,
            "contracts_broken": int(verdict[2]) if verdict else None,
            "cycles": 0 if re.search(r"No import cycles\s+KEPT", text) else None}  # fmt: skip


def setting() -> Json:
    """Name date, versions and machine."""
    libraries = ("numpy", "llvmlite", "pandas", "scipy", "pyarrow", "xarray", "zarr", "pint")
    cpu = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", cpu.read_text(encoding="utf-8")) if cpu.is_file() else None
    return {"date": datetime.now(UTC).isoformat(timespec="seconds"), "python": platform.python_version(),
            "versions": {name: metadata.version(name) for name in libraries}, "system": platform.system(),
            "machine": platform.machine(), "processor": found[1] if found else platform.processor(),
            "cores": os.cpu_count()}  # fmt: skip


FIGURES: dict[str, Callable[[], Json]] = {
    "papers": papers,
    "cart12": cart12,
    "speed": speed,
    "help": help_time,
    "same-bytes": same_bytes,
    "added": added,
    "killed": killed,
    "counts": counts,
}


def main(names: list[str]) -> int:
    """Work the chosen figures out, print them, and keep them beside those of earlier runs."""
    unknown = [name for name in names if name not in FIGURES]
    if unknown:
        sys.stderr.write(f"no figure is called '{unknown[0]}'; there are {', '.join(FIGURES)}\n")
        return 2
    path = ROOT / "docs" / "evidence" / "spine.json"
    kept = json.loads(path.read_text(encoding="utf-8")) if names and path.is_file() else {}
    for name in names or FIGURES:
        began = time.perf_counter()
        kept[name] = FIGURES[name]()
        sys.stderr.write(f"{name}: {time.perf_counter() - began:.1f} s\n")
        kept[name]["setting"] = setting()
    text = json.dumps(kept, indent=1, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
