"""A report as a workbook."""

from cli.render.report_sheets import sheets
from cli.render.workbook import workbook
from engine.report.figures import Report


def book(report: Report) -> bytes:
    """Give the workbook's file: the school, each grouping, weeks, weekdays and codes, and what it rests on."""
    return workbook(sheets(report), title=f"{report.school or report.title}, {report.kind.replace('_', ' ')}")
