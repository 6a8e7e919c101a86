"""One file per chart: tidy table in, Vega-Lite specification out."""

from engraft.report.charts.comparison import comparison_chart
from engraft.report.charts.flow import flow_chart
from engraft.report.charts.kinetics import kinetics_chart
from engraft.report.charts.survival import survival_chart

__all__ = ["comparison_chart", "flow_chart", "kinetics_chart", "survival_chart"]
