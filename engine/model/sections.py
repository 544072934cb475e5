"""Sections: shorthand for what most schools set."""

from engine.model.item import Part


class Letters(Part):
    """Attendance letters by threshold."""


class SafeAndWell(Part):
    """Safe-and-well visits by day of absence."""


class Leave(Part):
    """Leave of absence."""


class PenaltyNotices(Part):
    """Penalty notices."""
