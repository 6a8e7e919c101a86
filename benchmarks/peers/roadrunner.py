"""libroadrunner: CVODE behind compiled SBML, one patient at a time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import roadrunner as rr
from benchmarks.translate import fold, rates, segments, varied

from engraft.cli.benchmark.case import Case
from engraft.kernel.problem import Ensemble, Floats

PATIENTS = 100
ABOUT = "CVODE (BDF), compiled SBML, constants put in, one smallest atol"
NAMES = {"add": "plus", "sub": "minus", "mul": "times", "neg": "minus", "pow": "power"}


def prepare(case: Case) -> Callable[[Ensemble, float], Floats]:
    """Compile the SBML."""
    own = varied(case)
    runner = rr.RoadRunner(_sbml(case, own))
    runner.timeCourseSelections = [f"x{k}" for k in range(len(case.problem.states))]
    where = list(runner.model.getGlobalParameterIds())
    unknowns = np.array([where.index(name) for name in runner.timeCourseSelections], np.int32)
    given = np.array([where.index(f"p{i}") for i in range(len(own))], np.int32)
    cut = segments(case)

    def one(y: Floats, p: Floats) -> Floats:
        parts = []
        runner.model.setGlobalParameterValues(given, p)
        for start, end, doses, times in cut:
            for state, amount in doses:
                y[state] += amount
            runner.model.setGlobalParameterValues(unknowns, y)
            found = np.asarray(runner.simulate(start, end, round(end - start) + 1))
            parts.append(found[: len(times)].T)
            y = found[-1].copy()
        return np.concatenate(parts, axis=1)

    def solve(people: Ensemble, rtol: float) -> Floats:
        runner.integrator.setValue("relative_tolerance", rtol)
        runner.integrator.setValue("absolute_tolerance", rtol * min(case.problem.negligible))
        columns = zip(people.initial.T.copy(), people.parameters[own].T.copy(), strict=True)
        return np.stack([one(y, p) for y, p in columns], axis=-1)

    return solve


def _operation(name: str) -> Callable[..., str]:
    return lambda *args: f"<apply><{name}/>{''.join(args)}</apply>"


def _sbml(case: Case, own: list[int]) -> str:
    """Write the states as parameters with rate rules: no compartments, no stoichiometry to pay for."""
    leaves = {name: f"<ci>x{k}</ci>" for k, name in enumerate(case.problem.states)}
    leaves |= {case.problem.parameters[k]: f"<ci>p{i}</ci>" for i, k in enumerate(own)}
    operations = {op: _operation(name) for op, name in NAMES.items()}
    operations["reciprocal"] = lambda a: f"<apply><divide/><cn>1</cn>{a}</apply>"
    texts = fold(rates(case), leaves, operations, lambda value: f"<cn>{value!r}</cn>".replace("e-", "E-"))
    symbols = [f'<parameter id="x{k}" value="1" constant="false"/>' for k in range(len(texts))]
    symbols += [f'<parameter id="p{i}" value="1" constant="false"/>' for i in range(len(own))]
    maths = [f'<math xmlns="http://www.w3.org/1998/Math/MathML">{text}</math>' for text in texts]
    rules = [f'<rateRule variable="x{k}">{text}</rateRule>' for k, text in enumerate(maths)]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"><model id="case">'
        f"<listOfParameters>{''.join(symbols)}</listOfParameters><listOfRules>{''.join(rules)}</listOfRules>"
        "</model></sbml>"
    )
