"""Document -> policy file as data: every field known, every value of its kind, all that is wrong told at once."""

from engine.validate.places import Cause, Places
from engine.validate.policy import check, problems, validate
from engine.validate.shape import Shape, shape_at

__all__ = ["Cause", "Places", "Shape", "check", "problems", "shape_at", "validate"]
