"""What is known of products that are given together, with the publication. A pair that is not here was not looked up.

Whether a model has such an interaction is not said here: a study asks the wiring of its own model.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engraft.language.source import Paper
from engraft.therapy.product import Product

CAR_T, CD20, PD_1 = "CAR T cells", "antibody against CD20", "antibody against PD-1"
STEROID, ASPARAGINASE, GRAFT, METHOTREXATE = "glucocorticoid", "asparaginase", "donor cells", "methotrexate"
LYMPHODEPLETION = "lymphodepletion"
_KINDS = {
    "dexamethasone": STEROID, "methylprednisolone": STEROID, "prednisone": STEROID, "asparaginase": ASPARAGINASE,
    "pegaspargase": ASPARAGINASE, "cd34_graft": GRAFT, "graft_t_cells": GRAFT, "donor_lymphocytes": GRAFT,
    "methotrexate_short": METHOTREXATE, "fludarabine": LYMPHODEPLETION, "cyclophosphamide": LYMPHODEPLETION,
}  # fmt: skip
_ANTIGENS = {"CD20": CD20, "PD-1": PD_1}


@dataclass(frozen=True)
class Interaction:
    """What is known of two products, or kinds of product, that are given to one person.

    A model has it where one of the two enters a term that moves the other; or, if what is known is about something
    else, a term of one of the blocks ``on``; or where one moves states of the blocks ``through`` that move the other.
    """

    first: str
    second: str
    known: str
    source: Paper
    on: tuple[str, ...] = ()
    through: tuple[str, ...] = ()


@dataclass(frozen=True)
class Beside:
    """What is known of a product with medicines that many are given beside it and that engraft does not have."""

    product: str
    medicines: str
    known: str
    source: Paper


INTERACTIONS = (
    Interaction(LYMPHODEPLETION, CAR_T,
                "it removes lymphocytes, so that IL-15 rises, there is room, and CAR T cells expand more",
                Paper("10.1098/rspb.2021.0229", "model and Table 1", "IL-15: doi:10.1371/journal.pone.0055876"),
                through=("lymphocytes",)),
    Interaction(STEROID, CAR_T, "more, longer and earlier steroids went with shorter survival in lymphoma",
                Paper("10.1182/blood.2020008865", "abstract, n = 100")),
    Interaction(STEROID, "blinatumomab", "in culture cytokines fall, division and killing hardly",
                Paper("10.1007/s00262-007-0298-z", "abstract, dexamethasone"), on=("engager", "cytokines")),
    Interaction(METHOTREXATE, ASPARAGINASE,
                "asparaginase first hinders methotrexate polyglutamates in vitro, less in children; more neutropenia",
                Paper("10.1080/10428194.2019.1613537", "abstract, n = 73")),
    Interaction("dexamethasone", ASPARAGINASE,
                "asparaginase slows the clearance of dexamethasone, antibodies undo that",
                Paper("Blood 2012;119:1658", "abstract and introduction, n = 410")),
    Interaction(PD_1, GRAFT, "after a transplant 17 of 31 had graft-versus-host disease, 9 of them severe",
                Paper("Blood 2017;130:221", "abstract; before a transplant: Blood 2017;129:1380")),
    Interaction("inotuzumab ozogamicin", GRAFT, "veno-occlusive disease in 17 of 77 who had a transplant afterwards",
                Paper("10.1038/s41409-017-0019-y", "introduction, INO-VATE"), on=("liver", "veno_occlusive")),
    Interaction("fludarabine", "cytarabine", "fludarabine first raises the triphosphate of cytarabine in blasts",
                Paper("Blood 2004;103:2908", "abstract; remissions did not differ")),
    Interaction(CD20, CAR_T, "more rituximab before CAR T cells went with later anemia and thrombocytopenia",
                Paper("Iqbal 2022, Transplant Cell Ther, late cytopenias", "abstract")),
    Interaction("venetoclax", "azacitidine", "together they kill AML cells in culture more than the sum",
                Paper("Pharmaceutics 2023;15:1680", "introduction"), on=("aml", "leukemia")),
)  # fmt: skip
BESIDE = (
    Beside("venetoclax", "azole antifungals", "50 mg with posaconazole gave 76 % more exposure than 400 mg alone",
           Paper("Agarwal 2017, Clin Ther, venetoclax and posaconazole", "abstract, n = 12")),
    Beside("vincristine", "azole antifungals", "more vincristine and severe neurotoxicity",
           Paper("Moriyama 2012, Mycoses, azoles and vincristine", "abstract, 47 cases")),
    Beside("mercaptopurine", "allopurinol", "doses have to be a quarter to a third",
           Paper("PMC3093721", "Table 3", "the share in drug references")),
)  # fmt: skip


def kinds(product: Product) -> frozenset[str]:
    """Say what a product is called in the list: by its name, its kind, or what it binds.

    Examples
    --------
    >>> from engraft.therapy.catalog import get
    >>> sorted(kinds(get("tisagenlecleucel")))
    ['CAR T cells', 'tisagenlecleucel']
    """
    cells = {CAR_T} if product.kind == "cells" and product.antigen else set()
    more = {_KINDS.get(product.name, ""), _ANTIGENS.get(product.antigen, "")} - {""}
    return frozenset({product.name} | cells | more)


def known_of(one: Product, other: Product) -> Iterator[Interaction]:
    """List what is known of two products, whichever is named first."""
    here, there = kinds(one), kinds(other)
    for known in INTERACTIONS:
        if (known.first in here and known.second in there) or (known.first in there and known.second in here):
            yield known


def known_beside(product: Product) -> Iterator[Beside]:
    """List what is known of a product with medicines that engraft does not have."""
    yield from (one for one in BESIDE if one.product == product.name)
