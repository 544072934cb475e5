"""Scenario tests beside policies: read, played on a register made in memory, and compared."""
