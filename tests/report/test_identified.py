"""What the laws disagree about is said, and what they did not learn."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest

from engraft.report import identified
from engraft.report.html import report_html
from engraft.report.identified import identified_tables
from engraft.trial.laws import Prior


def laws():
    """Learn the first parameter to a tenth of its prior variance, and nothing of the second."""
    names = ("b_all.kill", "b_all.growth")
    priors = tuple(Prior(name=n, unit="1/day", median=2.0, omega=0.5, tau=0.4, kappa=0.25, source="toy") for n in names)
    unit = np.linspace(-1.0, 1.0, 200)
    unit /= unit.std()
    shifts = np.column_stack([0.4 * np.sqrt(0.1) * unit, 0.45 * unit])
    return SimpleNamespace(parameters=priors, shifts=shifts, laws=range(200))


@pytest.fixture
def told(result, monkeypatch):
    published = [
        SimpleNamespace(id="P01", key="remission.by_day_28", role="predict"),
        SimpleNamespace(id="P02", key="event_free_survival.at_day_180", role="predict"),
        SimpleNamespace(id="D07", key="remission.by_day_28", role="input"),
    ]
    study = SimpleNamespace(file=SimpleNamespace(published=published))
    basis = SimpleNamespace(plan=SimpleNamespace(laws=laws(), study=study, endpoints=()))
    monkeypatch.setattr(identified, "agreement", lambda basis: [0.4, 0.99, 0.5])
    return dataclasses.replace(result, basis=basis)


def test_without_laws_there_is_nothing_to_say(result):
    assert identified_tables(result) == ()
    assert "What is not identified" not in report_html(result)


def test_a_verdict_that_changes_with_the_law_is_not_identified(told):
    verdicts, _ = identified_tables(told)
    assert verdicts.caption.startswith("1 of 2 verdicts are not identified")
    assert [(row[1], row[2]) for row in verdicts.rows] == [("40 %", "not identified"), ("99 %", "inside")]
    assert verdicts.groups[0].marked == {0}


def test_the_least_contracted_parameter_comes_first(told):
    _, parameters = identified_tables(told)
    assert parameters.caption.startswith("The published figures leave 1 of 2 fitted parameters")
    assert [row[0] for row in parameters.rows] == ["Growth (B-ALL), 1/day", "Kill (B-ALL), 1/day"]
    assert [(row[3], row[4]) for row in parameters.rows] == [("0 %", "open"), ("90 %", "")]
    assert parameters.rows[0][1].startswith("2 (0.913 to 4.38)")


def test_the_page_has_the_section(told):
    page = report_html(told)
    assert "What is not identified" in page
    assert page.count('<tr class="miss">') == 1
