"""A product: what it is, its dose and source, and what it does in every model it can enter."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from engraft.cli.exhibits.chains import draw_chain, fitting_endpoints, product_chain
from engraft.cli.page import columns, heading
from engraft.errors import SpecificationError

if TYPE_CHECKING:
    from rich.console import Console

    from engraft.cli.exhibits.kind import Facts
    from engraft.outcomes.endpoint import Endpoint
    from engraft.therapy import Product

MOST_MODELS = 8


def facts(name: str, within: str = "") -> Facts:
    """Describe a product of the catalog as plain data, in every model it can enter or ``within`` a study or model."""
    from engraft.therapy.catalog import get

    chains = list(_in_catalog(get(name)) if not within else _within(get(name), within))
    place = "study" if within and not _is_model(within) else "model"
    return {"kind": "product", **identity(name), "place": place, "chains": dict(_numbered(chains))}


def identity(name: str) -> Facts:
    """Say what a product is, what it is given for, and where its dose is from."""
    from engraft.therapy import duration
    from engraft.therapy.catalog import get

    product = get(name)
    over = duration.days(product.over, what=f"duration of {product.name}")
    approval = product.approval
    first = None if approval is None else {
        "first": approval.first, "agency": approval.agency, "indication": approval.indication,
        "source": approval.source.text(),
    }  # fmt: skip
    return {
        "name": name,
        "label": product.name,
        "description": product.description,
        "form": product.kind,
        "antigen": product.antigen or None,
        "approval": first,
        "label_dose": None if product.label_dose is None else str(product.label_dose),
        "studied": [{"range": str(one), "source": one.source.text()} for one in product.studied],
        "over": duration.text(over) if over else "at once",
        "enters": product.target,
        "source": product.source.text(),
        "traits": [
            {"parameter": one.parameter, "value": one.value, "unit": one.unit, "source": one.source.text()}
            for one in product.traits
        ],
    }


def _numbered(chains: list[tuple[str, Facts]]) -> Iterator[tuple[str, Facts]]:
    """Name chains by their place; a product that enters several states there has a chain from each."""
    for where, one in chains:
        several = sum(name == where for name, _ in chains) > 1
        yield (f"{where}, into {one['dose_into']}" if several else where), one


def _in_catalog(product: Product) -> Iterator[tuple[str, Facts]]:
    """Follow a product through every model that has the state it enters."""
    from engraft.models import build, catalog

    for model in catalog():
        system = build(model)
        if product.target in {state.name for state in system.states}:
            yield model, product_chain(system, product, _fitting(model))


@cache
def _fitting(model: str) -> list[Endpoint]:
    """Make the endpoints that a model of the catalog can be asked; every product of it has the same."""
    from engraft.models import build

    return fitting_endpoints(build(model))


def _within(product: Product, name: str) -> Iterator[tuple[str, Facts]]:
    """Follow a product through one model, or through a study to the endpoints of that study.

    Raises
    ------
    SpecificationError
        There is no such model or study, or nothing there takes the product.
    """
    from engraft.models import build

    if _is_model(name):
        system = build(name)
        if product.target not in {state.name for state in system.states}:
            what = f"model '{name}' has no state '{product.target}', which {product.name} enters"
            raise SpecificationError(what, do=_where_it_enters(product))
        yield name, product_chain(system, product, _fitting(name))
        return
    yield from _in_study(product, name)


def _where_it_enters(product: Product) -> str:
    """Name the models that have the state which a product enters, and how to follow it there."""
    from engraft.models import build, catalog

    models = [one for one in catalog() if product.target in {state.name for state in build(one).states}]
    shown = ", ".join(models[:MOST_MODELS]) + ", …" * (len(models) > MOST_MODELS)
    return f"models that have it: {shown}" if models else "no model of the catalog has it"


def _is_model(name: str) -> bool:
    """Tell whether a name means a model; one that is a study too means the study, which says more."""
    from engraft.models import catalog
    from engraft.trial import shipped

    return name in catalog() and name not in shipped()


def _in_study(product: Product, name: str) -> Iterator[tuple[str, Facts]]:
    """Follow a product from each state it enters in some arm of a study."""
    from engraft.trial import design, load_study
    from engraft.trial.design import given

    plan = design(load_study(name))
    events = list(given(plan))
    targets = dict.fromkeys(event.target for event in events if event.product.name == product.name)
    if not targets:
        others = dict.fromkeys(event.product.name for event in events)
        what = f"no arm of '{plan.study.file.name}' gives {product.name}"
        raise SpecificationError(what, expected=", ".join(others) or "a study that gives something")
    for target in targets:
        yield plan.study.file.name, product_chain(plan.system, product, plan.endpoints, target)


def draw(said: Facts, console: Console) -> None:
    """Print a product."""
    console.print(f"{said['label']}: {said['description']}", style="bold")
    approval = said["approval"]
    rows = [("binds", said["antigen"])] * bool(said["antigen"])
    rows += [
        ("dose", said["label_dose"] or "none by itself; a regimen names it"),
        *(("studied", f"{one['range']}; {one['source']}") for one in said["studied"]),
        ("given", said["over"]),
        ("enters", said["enters"]),
        ("source", said["source"]),
    ]
    if approval:
        first = f"{approval['first']} ({approval['agency']}), for {approval['indication']}; {approval['source']}"
        rows.append(("approved", first))
    console.print(columns(rows, indent=0))
    if said["traits"]:
        heading(console, "What differs in these cells from the reference product, tisagenlecleucel")
        shown = [(f"{one['parameter']} = {one['value']:.4g} {one['unit']}", one["source"]) for one in said["traits"]]
        console.print(columns(shown))
    for place, one in said["chains"].items():
        heading(console, f"In {said['place']} {place}")
        draw_chain(one, console)
    if not said["chains"]:
        heading(console, "No model of the catalog has the state it enters.")
