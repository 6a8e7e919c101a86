"""A product: what it is, its dose and source, and what it does in every model it can enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engraft.cli.exhibits.chains import draw_chain, fitting_endpoints, product_chain
from engraft.cli.page import columns, heading

if TYPE_CHECKING:
    from rich.console import Console

    from engraft.cli.exhibits.kind import Facts


def facts(name: str) -> Facts:
    """Describe a product of the catalog as plain data."""
    from engraft.models import build, catalog
    from engraft.therapy import duration
    from engraft.therapy.catalog import get

    product, chains = get(name), {}
    for model in catalog():
        system = build(model)
        if product.target in {state.name for state in system.states}:
            chains[model] = product_chain(system, product, fitting_endpoints(system))
    over = duration.days(product.over, what=f"duration of {product.name}")
    return {
        "kind": "product",
        "name": name,
        "label": product.name,
        "description": product.description,
        "form": product.kind,
        "label_dose": None if product.label_dose is None else str(product.label_dose),
        "over": duration.text(over) if over else "at once",
        "enters": product.target,
        "source": product.source.text(),
        "chains": chains,
    }


def draw(said: Facts, console: Console) -> None:
    """Print a product."""
    console.print(f"{said['label']}: {said['description']}", style="bold")
    rows = [
        ("dose", said["label_dose"] or "none by itself; a regimen names it"),
        ("given", said["over"]),
        ("enters", said["enters"]),
        ("source", said["source"]),
    ]
    console.print(columns(rows, indent=0))
    for model, one in said["chains"].items():
        heading(console, f"In model {model}")
        draw_chain(one, console)
    if not said["chains"]:
        heading(console, "No model of the catalog has the state it enters.")
