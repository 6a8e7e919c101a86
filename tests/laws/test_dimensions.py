"""Units and names: equations measure what they say, and a unit of declaration changes no course."""

from __future__ import annotations

import re
from dataclasses import fields, replace

import numpy as np
import pytest

from engraft import units
from engraft.errors import SpecificationError
from engraft.kernel.expression import TIME, free_symbols
from engraft.language import Assumed, Parameter, System
from engraft.language.entries import Draft, ParameterEntry

OTHER = {"day": "hour", "hour": "minute", "month": "day", "L": "mL", "mL": "uL", "uL": "mL", "mg": "ug", "ug": "mg",
         "kg": "g", "min": "hour", "umol": "nmol", "mmol": "umol"}  # fmt: skip


def draft(system: System) -> Draft:
    """Take a system apart, to put it together differently."""
    return Draft(**{f.name: getattr(system, f.name) for f in fields(Draft)})


def elsewhere(unit: str) -> str:
    """Say a unit in other units."""
    return re.sub(r"[A-Za-z]+", lambda found: OTHER.get(found[0], found[0]), unit)


def declared_otherwise(entry: ParameterEntry) -> Parameter:
    """Declare the same parameter, with its bounds, in another unit."""
    unit = elsewhere(entry.unit)
    source = entry.source
    if isinstance(source, Assumed):
        low, high = (units.display(units.canonical(bound, entry.unit), unit) for bound in (source.low, source.high))
        source = Assumed(source.why, low, high)
    value = units.display(entry.value, unit)
    return Parameter(value, unit, source=source, spread=entry.spread, description=entry.description)


def test_every_name_in_an_equation_is_a_name_of_the_system(system):
    equations = [*(f.rate for f in system.flows), *(r.rate for r in system.rates), *(h.rate for h in system.hazards)]
    equations += [*(o.expression for o in system.observables), *(s.initial for s in system.states)]
    known = {s.name for s in system.states} | {p.name for p in system.parameters} | {"time"}
    assert free_symbols(*equations) <= known
    assert not system.ports


def test_nothing_is_declared_that_no_equation_reads(system):
    equations = [*(f.rate for f in system.flows), *(r.rate for r in system.rates), *(h.rate for h in system.hazards)]
    equations += [*(o.expression for o in system.observables), *(s.initial for s in system.states)]
    read = free_symbols(*equations)
    assert [p.name for p in system.parameters if p.name not in read] == []


def test_every_equation_measures_what_it_says(system):
    per_day = units.dimension("1/day")
    for flow in system.flows:
        for end in filter(None, (flow.into, flow.out_of)):
            assert system.dimension_of(flow.rate) == system.dimension_of(end) * per_day, flow.name
    for rate in system.rates:
        assert system.dimension_of(rate.rate) == system.dimension_of(rate.state) * per_day, rate.name
    for risk in system.hazards:
        assert system.dimension_of(risk.rate) == per_day, risk.name
    for seen in system.observables:
        assert system.dimension_of(seen.expression) == units.dimension(seen.unit), seen.name


def test_a_wrong_dimension_in_any_flow_is_noticed(system):
    """The check is not asleep: each flow multiplied by time, or read over time, is refused."""
    for k, flow in enumerate(system.flows):
        for wrong in (flow.rate * TIME, flow.rate / TIME):
            flows = (*system.flows[:k], replace(flow, rate=wrong), *system.flows[k + 1 :])
            with pytest.raises(SpecificationError, match=re.escape(flow.name)):
                System.of(replace(draft(system), flows=flows))


def test_every_unit_can_be_said_in_others():
    """So that the law below is not empty."""
    assert elsewhere("L/mg/day") == "mL/ug/hour"
    assert units.dimension(elsewhere("cell/uL")) == units.dimension("cell/uL")


def test_the_unit_of_declaration_changes_no_course(
    system, whole_numbers_off, own_regimen, different, course, canonical_states, negligible
):
    plain = whole_numbers_off(system)
    changed = plain.with_parameters({p.name: declared_otherwise(p) for p in plain.parameters})
    changed = replace(changed, states=tuple(replace(s, unit=elsewhere(s.unit)) for s in changed.states))
    assert [p.unit for p in changed.parameters] != [p.unit for p in plain.parameters]
    cohort = different(system, 3)
    people = replace(cohort, parameters=cohort.parameters[[]])  # everybody has the declared values
    regimen = own_regimen(system)
    before = canonical_states(plain, course(plain, regimen, people))
    after = canonical_states(changed, course(changed, regimen, people))
    scale = np.abs(before) + negligible(system)
    assert (np.abs(after - before) / scale).max() < 1e-9
