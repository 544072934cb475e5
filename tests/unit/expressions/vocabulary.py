"""Names as a policy has them, for the tests of the condition language."""

from fractions import Fraction

from engine.expressions.types import Quantity

NAMES: dict[str, Quantity] = {
    "attendance_percent": Quantity("number", "percent", nullable=True, low=Fraction(0), high=Fraction(100)),
    "letter_below": Quantity("number", "percent"),
    "unauthorised_10w": Quantity("number", "session", low=Fraction(0), whole=True),
    "lates_2w": Quantity("number", "session", low=Fraction(0), whole=True),
    "lates_limit": Quantity("number", "session"),
    "evidence_after": Quantity("number", "school day"),
    "absent_in_a_row": Quantity("number", "school day", low=Fraction(0), whole=True),
    "days_since_letter": Quantity("number", "day", nullable=True),
    "notices_3y": Quantity("number", whole=True),
    "fine": Quantity("number", "pounds"),
    "minutes_late": Quantity("number", "minute", nullable=True),
    "year_group": Quantity("number", low=Fraction(-1), high=Fraction(13), whole=True),
    "reception": Quantity("number"),
    "nursery": Quantity("number"),
    "send": Quantity("boolean", nullable=True),
    "risk_of_harm": Quantity("boolean"),
    "code": Quantity("string", words=("/", "\\", "L", "U", "O", "G", "I", "M")),
    "reason": Quantity("string", nullable=True, words=("holiday", "medical", "close_family_wedding")),
    "key_stage": Quantity("string", words=("EYFS", "KS1", "KS2")),
    "postcode": Quantity("string", nullable=True),
    "review_day": Quantity("date"),
    "date_of_birth": Quantity("date", nullable=True),
    "enrolled_on": Quantity("date"),
    "arrived": Quantity("time", nullable=True),
    "gates_close": Quantity("time"),
}
TABLES = {"contacts": {"outcome": Quantity("string", words=("reached", "no_answer", "message_left"))}}
