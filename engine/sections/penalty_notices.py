"""Steps before a penalty notice -> one rule a step, for those who meet the national threshold."""

from collections.abc import Iterator

from engine.sections.lowered import Complaint, Made, Plain, annotated, joined, of_section, placed, task

SECTION = "penalty_notices"


def lower(section: Plain, document: Plain) -> Iterator[Made | Complaint]:
    """Give the rules that ask for the steps; the threshold itself is the national layer's."""
    for name, step in section.get("before", {}).items():
        at = (SECTION, "before", name)
        if "do" not in {*step, *section}:
            yield Complaint(at, f"`{name}` does not say what is to be done", "add `do: offer_notice_to_improve`")
            continue
        rule = {
            "id": name,
            **annotated(step, section),
            "for": "compulsory_school_age",
            "when": joined("penalty_sessions >= penalty_limit", step.get("when")),
            **({"unless": step["unless"]} if "unless" in step else {}),
            "then": [task(step, section)],
            **({"notes": step["notes"]} if "notes" in step else {}),
        }
        said = [key for key in ("when", "unless", "notes") if key in step]
        parts = {**of_section(step, section, SECTION), **placed(at, *said)}
        if "when" in step:
            parts["when", step["when"]] = (*at, "when")
        yield Made("rules", name, rule, at, parts)
