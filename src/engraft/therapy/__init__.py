"""What can be given, when, and under which rule."""

from __future__ import annotations

from engraft.therapy.catalog import (
    all_maintenance,
    azacitidine_cycles,
    blinatumomab_cycle,
    eliana_ward,
    flu_cy,
    graall_backbone,
    graall_induction,
    graall_rituximab,
    rituximab_cll,
    venetoclax_azacitidine,
)
from engraft.therapy.dose import Basis, Dose
from engraft.therapy.give import Give
from engraft.therapy.lot import Lot
from engraft.therapy.product import Approval, Product
from engraft.therapy.regimen import Regimen, give, infuse, rule, without
from engraft.therapy.rounds import Rounds, Segment
from engraft.therapy.rule import Rule
from engraft.therapy.trait import Trait

__all__ = [
    "Approval",
    "Basis",
    "Dose",
    "Give",
    "Lot",
    "Product",
    "Regimen",
    "Rounds",
    "Rule",
    "Segment",
    "Trait",
    "all_maintenance",
    "azacitidine_cycles",
    "blinatumomab_cycle",
    "eliana_ward",
    "flu_cy",
    "give",
    "graall_backbone",
    "graall_induction",
    "graall_rituximab",
    "infuse",
    "rituximab_cll",
    "rule",
    "venetoclax_azacitidine",
    "without",
]
