"""Writes the example templates into policies/letters/: `python -m tests.letters.examples`.

Their words are careful on purpose: a letter tells what was seen, offers help, and threatens nobody. They name no limit,
as a policy may change its own: the figures come with the reason.
"""

import io
import sys
import zipfile
from pathlib import Path

from docx import Document
from docx.shared import Pt

FOLDER = Path(__file__).parents[2] / "policies" / "letters"
OWN_WORDS = (
    "[The school's own words go here: what has been agreed before, what you know of this family. Delete this line.]"
)
CODES = (
    "What the codes mean: I illness; M medical or dental appointment; C leave agreed by the school; "
    "L late, before the register closed; U late, after the register closed; O absent, and no reason that the school "
    "could accept; N absent, reason not yet known; G holiday not agreed."
)
HELP = (
    "If something makes it hard for {{ name }} to come to school, please tell us. We would like to understand it, and "
    "there may be help that we can offer or find with you. If you think that one of these marks is wrong, tell us and "
    "we will look at it again."
)
LETTERS = {
    "letter": (
        "Attendance of {{ name }}",
        "We are writing to you about the attendance of {{ name }}.",
        "This is what we have seen: {{ figures }}.",
    ),
    "letter_95": (
        "Attendance of {{ name }}",
        "We write to every family when attendance this school year has become lower than we hope for, so that nobody "
        "is taken by surprise. There may be a very good reason, and you may have told us already.",
        "This is what we have seen: {{ figures }}.",
    ),
    "letter_93": (
        "Attendance of {{ name }}",
        "Attendance this school year has become clearly lower than we hope for. Days missed are hard to make up for, "
        "and we would like to help early. There may be a very good reason, and you may have told us already.",
        "This is what we have seen: {{ figures }}.",
    ),
    "letter_90": (
        "Attendance of {{ name }}",
        "Attendance this school year has become so low that we would like to talk with you about what would help. "
        "There may be a very good reason, and you may have told us already.",
        "This is what we have seen: {{ figures }}.",
    ),
    "unexplained_letter": (
        "Absence of {{ name }}",
        "{{ name }} has been away and we do not know why. We hope that all is well. Please let us know the reason, by "
        "telephone, message or at the office, as soon as you can.",
        "This is what we have seen: {{ figures }}.",
    ),
    "suspected_holiday_letter": (
        "Absence of {{ name }}",
        "We think that a recent or coming absence of {{ name }} may be for a holiday. We may be mistaken, and if so we "
        "are sorry to have asked. Please tell us the reason. Leave in term time is asked for before it begins, and the "
        "headteacher considers each request by itself.",
        "This is what made us ask: {{ figures }}.",
    ),
    "punctuality_letter": (
        "{{ name }} arriving on time",
        "{{ name }} has arrived late several times this half term. The first minutes of a day are when the class is "
        "told what it will do, and coming in late can be hard for a child.",
        "This is what we have seen: {{ figures }}.",
    ),
    "late_letter": (
        "{{ name }} arriving on time",
        "We called you about {{ name }} arriving late, and it has happened again since. We know that mornings can be "
        "difficult, and we would like to help if we can.",
        "This is what we have seen: {{ figures }}.",
    ),
    "late_meeting": (
        "A talk about {{ name }} arriving on time",
        "We have called and written about {{ name }} arriving late. The headteacher would like to meet you, to hear "
        "how mornings go and what would help. Please tell us which days and times suit you.",
        "This is what we have seen: {{ figures }}.",
    ),
    "medical_evidence": (
        "The illness of {{ name }}",
        "We are sorry that {{ name }} is unwell. For a longer absence we ask whether there is something that shows the "
        "illness, such as an appointment card, a prescription or a message from a surgery. If there is none, a talk "
        "with us may do as well: please do not make an appointment with a doctor only for this.",
        "This is why we ask: {{ figures }}.",
    ),
    "appointment_evidence": (
        "An appointment of {{ name }}",
        "{{ name }} was marked as away for a medical or dental appointment. Please show us an appointment card or a "
        "message, if you have one, so that the register can stay as it is.",
        "This is why we ask: {{ figures }}.",
    ),
    "return_meeting": (
        "{{ name }} coming back to school",
        "We are glad that {{ name }} is back after a long absence. The headteacher would like to meet you both, to "
        "hear how the return goes and what would make it easier.",
        "This is what we have seen: {{ figures }}.",
    ),
    "persistent_meeting": (
        "A talk about the attendance of {{ name }}",
        "{{ name }} has missed a large part of the school year so far, for whatever reason. We would like to meet "
        "you, to understand it and to agree what would help.",
        "This is what we have seen: {{ figures }}.",
    ),
    "severe_meeting": (
        "A talk about the attendance of {{ name }}",
        "{{ name }} has missed a very large part of the school year so far. We would very much like to meet you, and "
        "if you wish with others who can help, to agree the next step together.",
        "This is what we have seen: {{ figures }}.",
    ),
    "absence_discussion": (
        "A talk about the absences of {{ name }}",
        "{{ name }} has been away several times this half term. We would like to talk with you about it, in person or "
        "by telephone, whichever is easier for you.",
        "This is what we have seen: {{ figures }}.",
    ),
}


def document(subject: str, *paragraphs: str) -> bytes:
    """Give the Word file of a template; the same words give the same bytes."""
    made = Document()
    made.styles["Normal"].font.name = "Calibri"
    made.styles["Normal"].font.size = Pt(11)
    made.core_properties.title = ""
    made.core_properties.author = ""
    made.core_properties.comments = ""
    made.add_paragraph("[Name, address and telephone number of the school]")
    made.add_paragraph("{{ addressee }}\n{{ address }}")
    made.add_paragraph("{{ date }}")
    made.add_paragraph("Dear {{ addressee }},")
    made.add_paragraph().add_run(subject).bold = True
    for text in paragraphs:
        made.add_paragraph(text)
    made.add_paragraph("{%p if marks %}")
    made.add_paragraph("These are the marks in the register that this letter rests on:")
    table = made.add_table(rows=4, cols=3)
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, ("Day", "Session", "Code"), strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    table.rows[1].cells[0].text = "{%tr for mark in marks %}"
    for cell, text in zip(table.rows[2].cells, ("day", "session", "code"), strict=True):
        cell.text = f"{{{{ mark.{text} }}}}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
    made.add_paragraph()
    made.add_paragraph(CODES)
    made.add_paragraph("{%p endif %}")
    made.add_paragraph(HELP)
    made.add_paragraph(OWN_WORDS)
    made.add_paragraph("We write because of this part of our attendance policy: {{ clause }}.")
    made.add_paragraph("Yours sincerely,\n\n\n{{ by }}")
    held = io.BytesIO()
    made.save(held)
    again = io.BytesIO()
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            plain = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            plain.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(plain, old.read(part))
    return again.getvalue()


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    for name, (subject, *paragraphs) in LETTERS.items():
        (FOLDER / f"{name}.docx").write_bytes(document(subject, *paragraphs))
    print(f"{len(LETTERS)} templates written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
