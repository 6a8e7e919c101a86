"""What a reader sees: charts, tables and the report. The only room that draws."""

from engraft.report.html import report_html, save_picture, write_report
from engraft.report.sweep import sweep_object, sweep_text
from engraft.report.sweep_page import sweep_html, write_sweep
from engraft.report.text import result_object, result_text

__all__ = [
    "report_html",
    "result_object",
    "result_text",
    "save_picture",
    "sweep_html",
    "sweep_object",
    "sweep_text",
    "write_report",
    "write_sweep",
]
