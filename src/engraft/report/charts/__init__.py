"""One file per chart: tidy table in, Vega-Lite specification out."""

from engraft.report.charts.comparison import comparison_chart
from engraft.report.charts.copies import copies_chart
from engraft.report.charts.editing import editing_chart
from engraft.report.charts.flow import flow_chart
from engraft.report.charts.forest import forest_chart
from engraft.report.charts.grades import grades_chart
from engraft.report.charts.incidence import incidence_chart
from engraft.report.charts.kinetics import kinetics_chart
from engraft.report.charts.phenotypes import phenotypes_chart
from engraft.report.charts.survival import survival_chart
from engraft.report.charts.swimmer import swimmer_chart
from engraft.report.charts.waterfall import waterfall_chart

__all__ = [
    "comparison_chart",
    "copies_chart",
    "editing_chart",
    "flow_chart",
    "forest_chart",
    "grades_chart",
    "incidence_chart",
    "kinetics_chart",
    "phenotypes_chart",
    "survival_chart",
    "swimmer_chart",
    "waterfall_chart",
]
