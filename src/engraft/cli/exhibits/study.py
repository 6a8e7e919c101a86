"""A study: its question, its arms, and how each given product reaches each endpoint."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engraft.cli.exhibits.chains import draw_chain, product_chain
from engraft.cli.page import columns, heading, indented, number, table

if TYPE_CHECKING:
    from rich.console import Console

    from engraft.cli.exhibits.kind import Facts
    from engraft.manufacturing import Process
    from engraft.trial import Design


def facts(name: str) -> Facts:
    """Describe a study by name or file, every name in it looked up, as plain data."""
    from engraft.trial import design, load_study
    from engraft.trial.design import infuses_cells

    study = load_study(name)
    plan, file = design(study), study.file
    return {
        "kind": "study",
        "name": file.name,
        "title": file.title,
        "question": file.question,
        "limits": file.limits,
        "model": file.model,
        "population": plan.population.label or plan.population.name,
        "effects": [
            f"{one.parameter} times {one.formula}, studied from {one.studied} ({one.source.text()})"
            for one in plan.population.multipliers
        ],
        "patients": plan.n,
        "seed": plan.seed,
        "start_day": file.start,
        "follow_up_days": file.follow_up,
        "cells_infused": infuses_cells(plan),
        "lots": [_lot(plan, lot) for lot in file.lots],
        "arms": [{"name": arm.name, "label": arm.label, "regimen": list(arm.run.regimen.lines())} for arm in plan.arms],
        "endpoints": [{"name": one.name, "label": one.label, "guideline": one.guideline} for one in plan.endpoints],
        "assays": [{"name": one.name, "observable": one.observable, "unit": one.unit} for one in plan.assays],
        "chains": list(_chains(plan)),
    }


def draw(said: Facts, console: Console) -> None:
    """Print a study."""
    console.print(f"{said['name']}: {said['title']}", style="bold")
    console.print(said["question"])
    console.print()
    zero = "; day 0 is the infusion of cells" if said["cells_infused"] else ""
    about = (
        ("model", said["model"]),
        ("population", said["population"]),
        ("patients", f"{said['patients']} per arm, the same persons in every arm"),
        ("followed", f"day {said['start_day']:g} to day {said['follow_up_days']:g}{zero}"),
    )
    console.print(columns(about, indent=0))
    if said["limits"]:
        heading(console, "What this study cannot say")
        indented(console, said["limits"])
    if said["effects"]:
        heading(console, "What covariates do to parameters")
        for line in said["effects"]:
            indented(console, line)
    for lot in said["lots"]:
        _draw_lot(lot, console)
    for arm in said["arms"]:
        heading(console, f"Arm '{arm['name']}': {arm['label']}")
        for line in arm["regimen"] or ["nothing is given"]:
            indented(console, line)
    heading(console, "Endpoints")
    console.print(columns([(one["name"], f"{one['label']} ({one['guideline']})") for one in said["endpoints"]]))
    for one in said["chains"]:
        draw_chain(one, console)


def _lot(plan: Design, name: str) -> Facts:
    """Describe how a lot is made: its process, every decision, and the numbers that the study changes."""
    from engraft.trial.lots import given, process_of

    entry, process = plan.study.file.lots[name], process_of(plan.study, name)
    runs = {arm.name: given([arm.run]) for arm in plan.arms}
    return {
        "name": name,
        "process": process.name,
        "about": process.description,
        "antigen": process.antigen,
        "stands_for": entry.stands_for,
        "collected_day": entry.collected,
        "given_in": [arm for arm, lots in runs.items() if name in lots],
        "decisions": [{**_number(process, one), "by_the_study": one in entry.set} for one in process.choices],
        "changed": [_number(process, one) for one in entry.parameters],
    }


def _number(process: Process, name: str) -> Facts:
    """Describe one number of a process."""
    entry = process.parameters[name]
    return {
        "name": name, "value": entry.shown, "unit": entry.unit, "spread": entry.spread, "source": entry.source.text(),
        "source_kind": entry.source.kind,
    }  # fmt: skip


def _unit(one: Facts) -> str:
    """Write a unit; a plain number has none."""
    return "" if one["unit"] == "1" else str(one["unit"])


def _draw_lot(lot: Facts, console: Console) -> None:
    """Print how a lot is made."""
    heading(console, f"Lot '{lot['name']}': {lot['process']}")
    indented(console, lot["about"])
    given = ", ".join(f"'{arm}'" for arm in lot["given_in"])
    indented(console, f"given in {given}" if given else "given in no arm")
    if lot["collected_day"] is not None:
        indented(console, f"collected on day {lot['collected_day']:g}")
    if lot["stands_for"]:
        indented(console, f"holds cells against {lot['antigen'] or 'any antigen'}, stands for {lot['stands_for']}")
    usual = [
        f"{one['name']} {number(one['value'])} {_unit(one)}".strip()
        for one in lot["decisions"]
        if not one["by_the_study"]
    ]
    if usual:
        indented(console, f"decided as usual (engraft show {lot['process']}): {'; '.join(usual)}")
    own = [("decided", one) for one in lot["decisions"] if one["by_the_study"]]
    rows = [
        (
            one["name"],
            word,
            number(one["value"]),
            _unit(one),
            number(one["spread"]) if one["spread"] else "",
            one["source"],
        )
        for word, one in (*own, *(("changed", one) for one in lot["changed"]))
    ]
    if rows:
        console.print()
        console.print(table(("number", "", "value", "unit", "spread", "source"), rows, fixed=(2,)))


def _chains(plan: Design) -> Iterator[Facts]:
    """Follow every product that some arm gives, once per state it enters."""
    from engraft.trial.design import given

    seen = set()
    for event in given(plan):
        if (event.product.name, event.target) not in seen:
            seen.add((event.product.name, event.target))
            yield product_chain(plan.system, event.product, plan.endpoints, event.target)
