"""Safe and well visits -> one rule a visit, under the visit's name."""

from collections.abc import Iterator

from engine.document import Path
from engine.sections.lowered import Complaint, Made, Plain, annotated, joined, of_section, placed, task

SECTION = "safe_and_well"
CONTACT = {"none": "not(contact_in_spell)", "some": "contact_in_spell", "any": None}


def lower(section: Plain, document: Plain) -> Iterator[Made | Complaint]:
    """Give the rules that ask for the visits.

    A visit is due on exactly its day: a run of absence keeps its length over a day on which nothing
    was possible, so the condition asks for an absence on the day too.
    """
    for name, visit in section.get("visits", {}).items():
        at = (SECTION, "visits", name)
        if "day" not in visit:
            yield Complaint(at, f"`{name}` does not say on which day of absence", "add `day: 3`")
            continue
        rule = {
            "id": name,
            **annotated(visit, section),
            **{key: section[key] for key in ("for", "unless") if key in section},
            "when": joined(
                f"absent_today > 0 and absent_in_a_row = {visit['day']}",
                CONTACT.get(visit.get("contact", "any")),
                visit.get("when"),
            ),
            "then": [task(visit, section, do="home_visit")],
            **({"notes": visit["notes"]} if "notes" in visit else {}),
        }
        parts: dict[Path, Path] = {
            **of_section(visit, section, SECTION, "for", "unless"),
            ("when",): (*at, "day"),
            **({("when", visit["when"]): (*at, "when")} if "when" in visit else {}),
            **(placed(at, "notes") if "notes" in visit else {}),
        }
        yield Made("rules", name, rule, at, parts)
