"""A code table like England's, for tests: code -> category, what it is used for, and the sets it belongs to.

Source: domain notes §1.1.
"""

from typing import Any


def _codes(text: str, category: str) -> dict[str, dict[str, Any]]:
    return {code: {"category": category} for code in text.split()}


TABLE: dict[str, dict[str, Any]] = {
    **_codes("/ \\ L", "present"),
    **_codes("K V P W B", "approved_educational_activity"),
    **_codes("C C1 C2 E I J1 M R S T", "authorised_absence"),
    **_codes("G N O U", "unauthorised_absence"),
    **_codes("D X Q Y1 Y2 Y3 Y4 Y5 Y6 Y7", "not_possible"),
    **_codes("Z #", "administrative"),
}

for _code, _use in {
    "/": "on_time_am", "\\": "on_time_pm", "L": "late", "U": "after_close", "X": "not_required", "#": "planned_closure",
}.items():  # fmt: skip
    TABLE[_code]["used_for"] = _use
for _code in "GNOU":
    TABLE[_code]["words"] = ["penalty"]
for _code in "Z#":
    TABLE[_code]["silent"] = "true"

CODES: list[dict[str, Any]] = [
    {"table": {code: {key: of for key, of in said.items() if key != "words"} for code, said in TABLE.items()}},
    {"from": "2024-08-19", "table": TABLE},
]
"""Before 19 August 2024 nothing counts toward a penalty."""
