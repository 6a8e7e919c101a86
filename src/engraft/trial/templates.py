"""Templates of regimens by the names a study file uses."""

from __future__ import annotations

from collections.abc import Callable

from engraft.therapy import (
    Regimen,
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

TEMPLATES: dict[str, Callable[..., Regimen]] = {
    "flu_cy": flu_cy,
    "eliana_ward": eliana_ward,
    "rituximab_cll": rituximab_cll,
    "blinatumomab_cycle": blinatumomab_cycle,
    "clofarabine_course": clofarabine_course,
    "flag": flag,
    "inotuzumab_cycles": inotuzumab_cycles,
    "azacitidine_cycles": azacitidine_cycles,
    "venetoclax_azacitidine": venetoclax_azacitidine,
    "graall_backbone": graall_backbone,
    "graall_induction": graall_induction,
    "graall_rituximab": graall_rituximab,
    "all_maintenance": all_maintenance,
    "bone_marrow_graft": bone_marrow_graft,
    "flu_bu": flu_bu,
    "gvhd_prophylaxis": gvhd_prophylaxis,
    "gvhd_steroids": gvhd_steroids,
    "myeloablative_tbi_cy": myeloablative_tbi_cy,
    "peripheral_blood_graft": peripheral_blood_graft,
    "ptcy_prophylaxis": ptcy_prophylaxis,
    "azacitidine_nivolumab": azacitidine_nivolumab,
    "immune_event_care": immune_event_care,
    "flag_ida": flag_ida,
}
