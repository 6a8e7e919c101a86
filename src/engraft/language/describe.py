"""A system as plain data for a reader: equations as text, numbers with unit and source."""

from __future__ import annotations

from typing import Any

from engraft import units
from engraft.language.entries import HazardEntry, ParameterEntry, StateEntry
from engraft.language.source import Assumed
from engraft.language.system import System
from engraft.language.writing import formula


def describe(system: System) -> dict[str, Any]:
    """Describe a system by texts and numbers in declared units, ready for JSON.

    Formulas are canonical: concentrations per litre, times in days.
    """
    assumed, total = share_assumed(system)
    return {
        "name": system.name,
        "blocks": [{"name": b.name, "recipe": b.recipe, "about": b.about, "reference": b.reference}
                   for b in system.blocks],
        "states": [_state(s) for s in system.states],
        "equations": [_equation(system, s) for s in system.states],
        "parameters": [_parameter(p) for p in system.parameters],
        "hazards": [_hazard(h) for h in system.hazards],
        "observables": [{"name": o.name, "unit": o.unit, "formula": formula(o.expression),
                         "description": o.description, "table": [list(row) for row in o.table]}
                        for o in system.observables],
        "ports": [{"name": p.name, "unit": p.unit, "description": p.description} for p in system.ports],
        "wires": [{"port": w.port, "target": w.target, "unit": w.unit} for w in system.wires],
        "assumed": {"count": assumed, "total": total, "share": assumed / total if total else 0.0},
    }  # fmt: skip


_PROSE = frozenset(
    {"about", "assumed", "description", "high", "low", "recipe", "reference", "source", "source_kind", "table"}
)


def mathematics(system: System) -> dict[str, Any]:
    """Describe what decides the courses of a system: names, units, values, spreads and formulas, without its prose."""
    plain: dict[str, Any] = _without_prose(describe(system))
    return plain


def _without_prose(described: Any) -> Any:
    """Leave out what is only said."""
    if isinstance(described, dict):
        return {key: _without_prose(value) for key, value in described.items() if key not in _PROSE}
    return [_without_prose(one) for one in described] if isinstance(described, list) else described


def share_assumed(system: System) -> tuple[int, int]:
    """Count the parameters nobody published, and all of them."""
    assumed = sum(isinstance(p.source, Assumed) for p in system.parameters)
    return assumed, len(system.parameters)


def _state(s: StateEntry) -> dict[str, Any]:
    """Describe one state."""
    initial: Any = formula(s.initial)
    if s.initial.op == "const":
        initial = units.display(s.initial.value, s.unit)
    return {"name": s.name, "unit": s.unit, "initial": initial, "clone": s.clone, "signed": s.signed,
            "negligible": units.display(s.negligible, s.unit), "description": s.description}  # fmt: skip


def _equation(system: System, s: StateEntry) -> dict[str, Any]:
    """Write dx/dt flow by flow."""
    terms = [{"flow": f.name, "sign": sign, "rate": formula(f.rate)}
             for f in system.flows for sign, end in (("+", f.into), ("-", f.out_of)) if end == s.name]  # fmt: skip
    terms += [{"flow": r.name, "sign": "+", "rate": formula(r.rate)} for r in system.rates if r.state == s.name]
    text = " ".join(f"{t['sign']} ({t['rate']})" for t in terms).removeprefix("+ ") or "0"
    return {"state": s.name, "text": f"d {s.name}/dt = {text}", "terms": terms}


def _parameter(p: ParameterEntry) -> dict[str, Any]:
    """Describe one parameter in its declared unit."""
    row = {"name": p.name, "value": p.shown, "unit": p.unit, "spread": p.spread, "source_kind": p.source.kind,
           "source": p.source.text(), "description": p.description}  # fmt: skip
    if isinstance(p.source, Assumed):
        row |= {"low": p.source.low, "high": p.source.high}
    return row


def _hazard(h: HazardEntry) -> dict[str, Any]:
    """Describe one hazard."""
    return {"name": h.name, "rate": formula(h.rate), "unit": "1/day", "ends": h.ends, "empirical": h.empirical,
            "source": h.source.text() if h.source else "", "description": h.description}  # fmt: skip
