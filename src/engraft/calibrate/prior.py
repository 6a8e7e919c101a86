"""The prior law of what is calibrated: every number from a source, none from an endpoint.

A typical value is log-normal around the value of the model with SD ``tau``: for an assumed value its bounds are the 5th
and 95th percentile (only their width counts, the centre is the value), for a published one the study states a
coefficient of variation. Patients differ around it with SD ``omega``, the spread of the model. A study that goes on
``from`` the laws of another takes both from there, where these laws speak of the parameter.
"""

from __future__ import annotations

import math

import numpy as np

from engraft import units
from engraft.errors import SpecificationError, nearest
from engraft.language.entries import ParameterEntry
from engraft.language.source import Assumed
from engraft.trial.design import Design, located
from engraft.trial.laws import Prior, governed
from engraft.trial.study import Uncertainty

Z90 = 1.6448536269514722  # the standard normal quantile of a two-sided 90 % interval
KAPPA = 0.25  # SD of log omega: between-patient spreads of population analyses have relative errors of 10 to 40 %
KAPPA_ASSUMED = 0.5  # of a parameter that is itself assumed nobody has measured how patients differ


def priors(plan: Design) -> tuple[Prior, ...]:
    """List the prior laws of the parameters that a study calibrates.

    Raises
    ------
    SpecificationError
        The study calibrates nothing, or a parameter that the model lacks or that has no prior law; it is named.
    """
    chosen = plan.study.file.calibrate
    if chosen is None:
        what = f"the study '{plan.study.file.name}' does not say what is calibrated"
        raise SpecificationError(what, expected="a section calibrate: with parameters:", do="see docs/study-file.md")
    known = {entry.name: entry for entry in plan.prior.parameters}
    made = []
    for name, given in chosen.parameters.items():
        with located(plan.study, "calibrate", "parameters", name):
            if name not in known:
                what = f"'{name}' is not a parameter of '{plan.prior.name}'"
                raise SpecificationError(what, do=nearest(name, known))
            before = _before(plan, name, given)
            made.append(_prior(known[name], given) if before is None else before)
    return tuple(made)


def _before(plan: Design, name: str, given: Uncertainty) -> Prior | None:
    """Take what an earlier calibration learned of a parameter for its prior law, each number by itself.

    What makes it less certain in this study, such as an assumed trait of another product, adds to that.
    """
    base = plan.laws
    places = [] if base is None else [k for k in governed(base, plan.prior) if base.parameters[k].name == name]
    if base is None or not places:
        return None
    more = 0.0 if given.cv is None else math.sqrt(math.log1p(given.cv**2))
    k, one = places[0], base.parameters[places[0]]
    shift, spread = base.shifts[:, k], np.log(base.spreads[:, k])
    return one.model_copy(
        update={
            "center": float(np.median(shift)),
            "omega": float(np.exp(np.median(spread))),
            "tau": float(np.hypot(shift.std(), more)),
            "kappa": float(spread.std()),
            "source": f"{base.run}, median and SD" + (f"; besides CV {given.cv:g}: {given.why}" if given.cv else ""),
        }
    )


def _prior(entry: ParameterEntry, given: Uncertainty) -> Prior:
    """Make the prior law of one parameter."""
    if entry.value <= 0.0 or entry.spread <= 0.0:
        what = f"'{entry.name}' has no log-normal law between patients"
        expected = "a positive value and a spread above 0"
        raise SpecificationError(what, expected=expected, got=f"{entry.value:g}, spread {entry.spread:g}",
                                 do="set its spread: under parameters:")  # fmt: skip
    tau, why = _tau(entry, given)
    return Prior(
        name=entry.name,
        unit=entry.unit,
        median=entry.value,
        omega=float(entry.spread),
        tau=tau,
        kappa=KAPPA_ASSUMED if isinstance(entry.source, Assumed) else KAPPA,
        source=f"{entry.source.text()}; {why}",
    )


def _tau(entry: ParameterEntry, given: Uncertainty) -> tuple[float, str]:
    """Work out how well the typical value is known, and say why."""
    if given.cv is not None:
        return math.sqrt(math.log1p(given.cv**2)), f"typical value known to CV {given.cv:g}: {given.why}"
    if not isinstance(entry.source, Assumed):
        what = f"nothing says how well the published value of '{entry.name}' is known"
        raise SpecificationError(what, expected="cv: and why:", do=f"write {entry.name}: {{cv: 0.3, why: …}}")
    low, high = (units.canonical(bound, entry.unit) for bound in (entry.source.low, entry.source.high))
    if not 0.0 < low < high:
        what = f"the bounds of '{entry.name}' are not those of a positive quantity"
        raise SpecificationError(what, expected="0 < low < high", got=f"{entry.source.low:g} to {entry.source.high:g}",
                                 do="state cv: and why:")  # fmt: skip
    return math.log(high / low) / (2.0 * Z90), "its bounds are taken as the 5th and 95th percentile"
