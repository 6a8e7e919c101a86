"""The doses between which products of the catalog were studied, with the publication of either end.

Only what was read stands here. A product without a range is not held to one, which does not mean that any dose of it
was studied.
"""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.studied import Studied

_REAL_WORLD = Paper("Blood Adv 2023;7:541", "abstract", "highest: 10.1136/jitc-2020-002287, Table 1")
_DISPOSITION = Paper("10.1136/jitc-2020-002287", "Table 1", "ELIANA and ENSIGN")
_LYMPHOMA = Paper("10.1136/jitc-2020-002287", "Table 1", "highest: lymphoma, Kymriah USPI, section 2")
_BRENNER = Paper("PMC2750078", "abstract", "the linear-quadratic model is validated to about 10 Gy a fraction")
_BLINATUMOMAB = Paper("10.1200/JCO.2014.59.1586", "abstract", "seven dose levels in lymphoma")
_FLUDARABINE = Paper("PMC2904846", "abstract: 30 to 40 mg/m2 a day", "25 mg/m2: ZUMA-3 and JULIET, PMC8953336, Table 2")
_CYCLOPHOSPHAMIDE = Paper("PMC8953336", "Table 2: 250 mg/m2", "3000 mg/m2 as recalled of 10.1126/scitranslmed.3008226")

TISAGENLECLEUCEL = (Studied(0.134e6, 5.4e6, "cell/kg", _REAL_WORLD), Studied(0.03e8, 6.0e8, "cell", _LYMPHOMA))
AXICABTAGENE = (Studied(1e6, 2e6, "cell/kg", Paper("10.1016/j.ymthe.2016.10.020", "abstract: target 2e6 per kg",
                                                  "at least 1e6 per kg as recalled")),)  # fmt: skip
BREXUCABTAGENE = (Studied(0.5e6, 2e6, "cell/kg", Paper("Blood 2021;138:11", "ZUMA-3, phase 1", "doses as recalled")),)
CAR_19_28Z = (Studied(0.03e6, 3e6, "cell/kg", Paper("PMC12039969", "Table 3", "19-28z of two centers")),)
LISOCABTAGENE = (Studied(50e6, 150e6, "cell", Paper("PMC8953336", "Table 2", "TRANSCEND, three dose levels")),)
FLUDARABINE = (Studied(25.0, 40.0, "mg/m^2", _FLUDARABINE),)
CYCLOPHOSPHAMIDE = (
    Studied(250.0, 3000.0, "mg/m^2", _CYCLOPHOSPHAMIDE),
    Studied(50.0, 60.0, "mg/kg", Paper("Blood 2013;122:3863", "introduction: 120 mg/kg", "50 mg/kg: PMC2904846")),
)
BLINATUMOMAB = (
    Studied(0.5, 90.0, "ug/m^2/day", _BLINATUMOMAB),
    Studied(9.0, 112.0, "ug/day", Paper("NCT02910063", "participant flow", "9, 28 and 112 ug a day")),
)
NIVOLUMAB = (
    Studied(0.3, 10.0, "mg/kg", Paper("10.1002/psp4.12143", "dose range", "as given by nlmixr2lib")),
    Studied(240.0, 480.0, "mg", Paper("Opdivo USPI", "section 2", "240 mg every 2 or 480 mg every 4 weeks")),
)
VENETOCLAX = (Studied(10.0, 1200.0, "mg", Paper("Blood 2019;133:7", "abstract: 400 to 1200 mg",
                                               "10 mg: first day of the label's rise with posaconazole")),)  # fmt: skip
RADIATION = (Studied(1.0, 10.0, "Gy", _BRENNER),)
