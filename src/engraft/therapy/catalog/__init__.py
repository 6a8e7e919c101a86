"""Products by name, with label or trial dose and its source."""

from __future__ import annotations

from collections.abc import Callable

from engraft.errors import SpecificationError, nearest
from engraft.therapy.catalog.antibodies import pembrolizumab, tocilizumab
from engraft.therapy.catalog.car_t import axicabtagene_ciloleucel, tisagenlecleucel
from engraft.therapy.catalog.conditioning import cyclophosphamide, flu_cy, fludarabine
from engraft.therapy.product import Product

_PRODUCTS: dict[str, Callable[..., Product]] = {
    "axicabtagene_ciloleucel": axicabtagene_ciloleucel,
    "cyclophosphamide": cyclophosphamide,
    "fludarabine": fludarabine,
    "pembrolizumab": pembrolizumab,
    "tisagenlecleucel": tisagenlecleucel,
    "tocilizumab": tocilizumab,
}

__all__ = [
    "axicabtagene_ciloleucel",
    "cyclophosphamide",
    "flu_cy",
    "fludarabine",
    "get",
    "names",
    "pembrolizumab",
    "tisagenlecleucel",
    "tocilizumab",
]


def names() -> tuple[str, ...]:
    """List what can be given."""
    return tuple(_PRODUCTS)


def get(name: str, *, target: str = "") -> Product:
    """Return a product by name, into its usual state or another.

    Raises
    ------
    SpecificationError
        If nothing has this name; the nearest is suggested.
    """
    if name not in _PRODUCTS:
        raise SpecificationError(f"no product is called '{name}'", do=nearest(name, _PRODUCTS))
    return _PRODUCTS[name](target) if target else _PRODUCTS[name]()
