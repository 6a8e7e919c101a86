"""What can be given, when, and under which rule."""

from __future__ import annotations

from engraft.therapy.catalog import (
    all_maintenance,
    azacitidine_cycles,
    azacitidine_nivolumab,
    blinatumomab_cycle,
    bone_marrow_graft,
    clofarabine_course,
    eliana_ward,
    flag,
    flag_ida,
    flu_bu,
    flu_cy,
    graall_backbone,
    graall_induction,
    graall_rituximab,
    gvhd_prophylaxis,
    gvhd_steroids,
    immune_event_care,
    inotuzumab_cycles,
    myeloablative_tbi_cy,
    peripheral_blood_graft,
    ptcy_prophylaxis,
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
    "azacitidine_nivolumab",
    "blinatumomab_cycle",
    "bone_marrow_graft",
    "clofarabine_course",
    "eliana_ward",
    "flag",
    "flag_ida",
    "flu_bu",
    "flu_cy",
    "give",
    "graall_backbone",
    "graall_induction",
    "graall_rituximab",
    "gvhd_prophylaxis",
    "gvhd_steroids",
    "immune_event_care",
    "infuse",
    "inotuzumab_cycles",
    "myeloablative_tbi_cy",
    "peripheral_blood_graft",
    "ptcy_prophylaxis",
    "rituximab_cll",
    "rule",
    "venetoclax_azacitidine",
    "without",
]
