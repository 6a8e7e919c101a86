"""What a path of a study file is in words: "Dose of rituximab" for ``arms.0.regimen.1.dose``."""

from __future__ import annotations

from engraft.trial.design import Design
from engraft.trial.reading import Where, written
from engraft.trial.study import Given, RuleGiven, Template

FIELDS = {
    "follow_up": "Follow-up", "start": "First simulated day", "laws": "Laws of the population", "model": "Model",
    "rtol": "Relative tolerance", "visits": "Visits", "rounds": "Rounds", "population": "Population",
}  # fmt: skip
OF = {
    "dose": "Dose", "day": "Day", "days": "Days", "over": "Duration", "into": "Place", "when": "Condition",
    "after": "Delay", "every_at_least": "Least distance between doses", "at_most": "Most doses", "give": "Product",
    "without": "Rules left out", "template": "Template",
}  # fmt: skip


def said_of(plan: Design, where: Where) -> str:
    """Say what stands at a place of a study file; the path itself where there is no better word."""
    made = ""
    if where[0] == "parameters" and len(where) > 1:
        made = _parameter(plan, str(where[1]))
    elif where[0] == "population" and len(where) > 2 and where[1] == "sets":
        made = _parameter(plan, str(where[2]))
    elif where[0] == "arms" and len(where) > 3 and where[2] == "regimen":
        made = _entry(plan, where)
    elif where[0] == "endpoints" and len(where) > 2:
        made = f"{str(where[2]).replace('_', ' ').capitalize()} of {plan.endpoints[int(where[1])].label.split(' (')[0]}"
    elif len(where) < 3:
        made = FIELDS.get(str(where[0]), "")
    return made or written(where)


def _parameter(plan: Design, name: str) -> str:
    """Describe a parameter, and name it for who looks it up."""
    known = next((one.description for one in plan.system.parameters if one.name == name), "")
    return f"{known[:1].upper()}{known[1:].split(';')[0]}, {name}" if known else name


def _entry(plan: Design, where: Where) -> str:
    """Say what is varied of something that is given, and in which arm if there are several."""
    arm = plan.study.file.arms[int(where[1])]
    what = _called(arm.regimen[int(where[3])])
    field = str(where[4]) if len(where) > 4 else ""
    said = f"{OF.get(field, field.replace('_', ' ').capitalize())} of {what}" if field else what
    return f"{said}, {arm.label}" if len(plan.arms) > 1 else said


def _called(entry: Given | RuleGiven | Template) -> str:
    """Name an entry of a regimen."""
    if isinstance(entry, Template):
        return entry.template
    words = entry.give.replace("_", " ")
    return f"{words} by the rule {entry.rule}" if isinstance(entry, RuleGiven) else words
