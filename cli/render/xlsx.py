"""A run as a workbook for the office."""

from cli.render.sheets import sheets
from cli.render.workbook import workbook
from engine.decision import Run


def book(run: Run) -> bytes:
    """Give the workbook's file: today first, then a sheet a kind of action, decisions, and what is not known."""
    return workbook(sheets(run), title=f"{run.policy}, as of {run.as_of.isoformat()}")
