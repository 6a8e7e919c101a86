"""What an editing step left of the T-cell receptor attacks the host whom the lot is given to."""

import pytest

from engraft.trial import check_study, parse_document, run_study, shipped

LOTS = """\
lots:
  depleted: {process: universal_car_t}
  plain:
    process: universal_car_t
    parameters:
      depletion.removed: {value: 0 1, assumed: {why: "a column that removes nothing", low: 0, high: 0.1}}
"""
ARM = """\
  - name: {name}
    label: lot {name}
    regimen:
      - {{give: fludarabine, dose: 30 mg/m^2, days: [-7, -6, -5]}}
      - {{give: cyclophosphamide, dose: 500 mg/m^2, days: [-7, -6, -5]}}
      - {{give: alemtuzumab, days: [-7, -6, -5, -4, -3]}}
      - {{give: ucart19, lot: {name}, dose: "1.1e6 cell/kg", day: 0, over: 30 min}}
"""
ASKED = """\
endpoints:
  - {name: lot, of: [depletion.tcr_positive]}
  - {name: level, as_: residual, of: residual.effectors, unit: cell, days: [14], label: "cells that attack the host"}
"""


@pytest.mark.slow
def test_a_depletion_of_cells_with_a_receptor_spares_the_host():
    text = shipped()["ucart19"]
    head = text.split("arms:\n", 1)[0]
    arms = "".join(ARM.format(name=name) for name in ("depleted", "plain"))
    head = head.replace("n: 100", "n: 8").replace("follow_up: 7 month", "follow_up: 30 d")
    rounds = "rounds:\n  - {from: 0 d, to: 30 d, every: 24 h}\nvisits: {every: 28 d}\n"
    result = run_study(check_study(parse_document(head + LOTS + "arms:\n" + arms + rounds + ASKED, "made.yaml")))
    found = {arm.name: arm.figures for arm in result.summaries}
    kept = {name: figures["lot.depletion.tcr_positive"].value for name, figures in found.items()}
    assert kept["depleted"] < 0.01 < 0.15 < kept["plain"]
    attack = {name: figures["residual.day_14"].value for name, figures in found.items()}
    assert attack["plain"] > 3.0 * attack["depleted"] > 0.0  # of eighty times as many, some of it lost to crowding
