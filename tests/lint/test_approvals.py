"""What was approved of a policy, and what is told of each change since, at its line."""

from datetime import date
from pathlib import Path

import jsonschema
import pytest

from engine.api import approve, lint
from engine.approvals.changes import changes
from engine.approvals.read import read_record
from engine.approvals.record import parts_of, record_file, written
from engine.approvals.tree import Branch, grown, tree_of
from engine.assets import policies_folder, schema_folder
from engine.document import split_path
from engine.lint.files import find_files
from engine.model.describe import written as written_schema
from engine.model.published import approval_schema
from engine.parse import load, parse
from engine.source import Source
from engine.write import write

DAY = date(2025, 9, 1)
AS_OF = date(2025, 9, 2)
SHIPPED = [(file, document) for file, document in find_files([policies_folder()]).policies if file is not None]
POLICY = """\
policy: oak
layer: school
extends: [england]
in_force: {from: 2025-09-01}
values:
  lates_limit: 3 sessions     # as agreed
  calls: 2

measures:
  lates_term: {count: sessions, of: late, over: term}

registers:
  am: {everyone: {opens: 08:45, closes: 09:15}}
  pm: {everyone: {opens: 13:00, closes: 13:30}}

rules:
  - id: late_note
    source: §1
    when: lates_term >= lates_limit
    check: week
    then:
      - {do: note, to: office}
      - {do: call, to: parents}

  # --- 2 -----------------------------------------------

  - id: certificate
    source: §2
    title: A certificate that is sent home
    check: term
    act: each check
    then: [{do: certificate, to: parents, by: office}]

ladders:
  punctuality:
    source: §3
    when: lates_term >= calls
    steps:
      - {id: first, then: [{do: call, to: parents}]}
      - {id: second, then: [{do: letter, to: parents}]}
      - {id: third, then: [{do: meeting, to: parents}]}

tables:
  leave_for:
    source: §4
    each: leave_requests
    hit: first
    gives: [outcome, code]
    rows: |
      reason      || outcome        | code
      "holiday"   || "refuse"       | "G"
      "interview" || "grant"        | "J1"
      -           || "head_decides" | null
"""


@pytest.fixture
def oak(tmp_path: Path) -> Path:
    file = tmp_path / "oak.yaml"
    file.write_text(POLICY, encoding="utf-8")
    keep(file)
    return file


def keep(file: Path, **how: object) -> None:
    made = approve([file], on=DAY, **how)
    assert not made.failed, [str(each) for each in made.diagnostics]
    for each in made.approved:
        each.file.parent.mkdir(exist_ok=True)
        each.file.write_text(each.text, encoding="utf-8", newline="\n")


def told(file: Path, code: str = "L415") -> list[str]:
    """Give line, severity and message of what is told of changes, in few words."""
    found = [each for each in lint([file], as_of=AS_OF, law="england").findings if each.code == code]
    return [
        f"{each.place.span.line} {each.severity.name.lower()} "
        + each.message.replace(" since it was approved on 1 September 2025", "")
        for each in found
        if each.place is not None
    ]


def change(file: Path, *pairs: tuple[str, str]) -> None:
    text = file.read_text(encoding="utf-8")
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


SECOND, THIRD = (line + "\n" for line in POLICY.split("\n")[39:41])
HEAD = "  # --- 2 -----------------------------------------------\n\n"
NOTE, CERTIFICATE = POLICY.partition("rules:\n")[2].partition("ladders:")[0].split(HEAD)
CHANGED = {
    "a value": (
        [("lates_limit: 3", "lates_limit: 4")],
        ["6 warning `values.lates_limit` was changed: `3 sessions`, now `4 sessions`"],
    ),
    "a field taken out": (
        [("    check: week\n", "")],
        ["20 warning `rules.late_note.check` was taken out: `check: week`"],
    ),
    "the last field of all in braces": (
        [("to: parents, by: office}", "to: parents}")],
        ["32 warning `rules.certificate.then.certificate.by` was taken out: `by: office`"],
    ),
    "a task": (
        [("      - {do: call, to: parents}\n\n", "\n")],
        ["23 warning `rules.late_note.then.call` was taken out: with `do`, `to`"],
    ),
    "a whole rule, with its empty lines left": (
        [(CERTIFICATE, "\n")],
        ["26 warning `rules.certificate` was taken out: with `id`, `source`, `title`, `check`, `act`, `then`"],
    ),
    "the first of a list": (
        [(NOTE, "")],
        ["18 warning `rules.late_note` was taken out: with `id`, `source`, `when`, `check`, `then`"],
    ),
    "something added": (
        [("    check: week\n", "    check: week\n    at_most: once per term\n")],
        ["21 warning `rules.late_note.at_most` was added: `at_most: once per term`"],
    ),
    "a note": (
        [("A certificate that is sent home", "A card to take home")],
        ["29 info `rules.certificate.title` was changed: `A certificate that is sent home`, now `A card to take home`"],
    ),
    "a source taken out": (
        [("    source: §2\n", "")],
        ["28 info `rules.certificate.source` was taken out: `source: §2`"],
    ),
    "steps turned round": (
        [(SECOND + THIRD, THIRD + SECOND)],
        ["41 warning `ladders.punctuality.steps.second` was moved: it stood at another place of its list"],
    ),
    "rules turned round": (
        [(NOTE + HEAD + CERTIFICATE, CERTIFICATE + NOTE)],
        ["24 info `rules.late_note` was moved: it stood at another place of its list"],
    ),
    "a row": (
        [('"grant"        | "J1"', '"grant"        | "C1"')],
        [
            '52 warning `tables.leave_for.rows[2]` was changed: `"interview" || "grant" | "J1"`, '
            'now `"interview" || "grant" | "C1"`'
        ],
    ),
    "a row taken out": (
        [('      "holiday"   || "refuse"       | "G"\n', "")],
        ['51 warning `tables.leave_for.rows[1]` was taken out: `"holiday" || "refuse" | "G"`'],
    ),
    "a mapping for a text": (
        [("  calls: 2\n", "  calls: [{value: 2}]\n")],
        ["7 warning `values.calls` was changed: `2`, now a list of `0`"],
    ),
    "another name": (
        [("  lates_term: {", "  lates_year: {")],
        ["10 warning `measures.lates_year` was renamed: it was called `lates_term`"],
    ),
    "two ids exchanged": (
        [("id: late_note", "id: x"), ("id: certificate\n", "id: late_note\n"), ("id: x", "id: certificate")],
        [
            "17 warning `rules.certificate.id` was changed: `late_note`, now `certificate`",
            "27 warning `rules.late_note.id` was changed: `certificate`, now `late_note`",
        ],
    ),
    "a whole section": (
        [("tables:\n" + POLICY.split("tables:\n")[1], "")],
        ["42 warning `tables` was taken out: with `leave_for`"],
    ),
}


@pytest.mark.parametrize(("pairs", "expected"), CHANGED.values(), ids=CHANGED)
def test_a_change_is_told_at_its_line_with_the_words_then_and_now(oak, pairs, expected):
    assert told(oak) == []

    change(oak, *pairs)

    assert told(oak) == expected


@pytest.mark.parametrize(
    "pairs",
    [
        [("     # as agreed", "   # as the governors agreed")],
        [("{count: sessions, of: late, over: term}", "{over: term, of: late, count: sessions}")],
        [("lates_term >= lates_limit", "'lates_term  >=  lates_limit'")],
        [("title: A certificate that is sent home", "title: >-\n      A certificate\n      that is sent home")],
        [('"holiday"   || "refuse"       | "G"', '"holiday" || "refuse" | "G"')],
        [("  calls: 2\n", ""), ("  lates_limit", "  calls: 2\n  lates_limit")],
        [("\n  # --- 2 -----------------------------------------------\n", "")],
    ],
)
def test_comments_layout_and_the_order_of_a_mapping_are_no_change(oak, pairs):
    change(oak, *pairs)

    assert told(oak) == []
    again = approve([oak], on=date(2026, 1, 1)).approved[0]
    assert again.kept and again.on == DAY


@pytest.mark.parametrize(("file", "document"), SHIPPED, ids=lambda each: getattr(each, "stem", ""))
def test_a_shipped_policy_says_what_its_record_says(file, document):
    record = read_record(record_file(file))

    assert record.value is not None and not record.diagnostics, [str(each) for each in record.diagnostics]
    approval = record.value.approval
    expected = written(document, file, approval.approved_on, approval.approved_by)
    assert record_file(file).read_text(encoding="utf-8") == expected, "run `make approvals`"


@pytest.mark.parametrize(("file", "document"), SHIPPED, ids=lambda each: getattr(each, "stem", ""))
def test_parts_grow_into_the_tree_they_come_from_however_the_file_is_laid_out(file, document):
    parts = {split_path(name): value for name, value in parts_of(document).items()}
    then = grown(parts)
    laid_out_anew = parse(Source("-", write(document.value))).value

    assert isinstance(then, Branch)
    assert list(changes(then, tree_of(document.value))) == []
    assert list(changes(then, tree_of(laid_out_anew.value))) == []


def test_what_is_misspelt_is_told_once(oak):
    change(oak, ("    check: week\n", "    chekc: week\n"))

    assert told(oak) == []
    assert [each.code for each in lint([oak], as_of=AS_OF).findings if each.place and each.place.span.line == 20] == [
        "S001"
    ]


def test_a_field_that_is_missing_is_told_where_it_stood(oak):
    change(oak, ("    then: [{do: certificate, to: parents, by: office}]\n", ""))

    found = [each for each in lint([oak], as_of=AS_OF).findings if "no `then`" in each.message]
    assert [each.place.span.line for each in found if each.place] == [32]
    assert [(what, place.span.line) for each in found for what, place in each.also] == [("in this item", 27)]


def test_a_name_that_nothing_uses_any_more_is_told_where_it_was_used(oak):
    change(oak, ("when: lates_term >= calls", "when: lates_term >= 2"))

    assert told(oak, "L101") == ["37 warning nothing uses the value `calls` any more"]


def test_a_name_that_a_note_no_longer_says_was_never_used_there(oak):
    change(oak, ("when: lates_term >= calls", "when: lates_term >= 2"), ("source: §3", "source: §3 and calls"))
    keep(oak)
    change(oak, ("source: §3 and calls", "source: §3"))

    assert told(oak, "L101") == ["7 warning nothing uses the value `calls`"]


def test_what_stood_above_a_comment_is_told_at_the_part_that_the_comment_is_about(oak):
    change(oak, ("  calls: 2\n", "  calls: 2\n  # how many more\n  more: 3\n"))
    keep(oak)
    change(oak, ("  calls: 2\n", ""))

    assert told(oak) == ["8 warning `values.calls` was taken out: `calls: 2`"]


def test_the_last_of_a_file_stood_below_the_comment_that_is_left_there(oak):
    oak.write_text(POLICY + "\n# for parents\nplain_words: {lates_term: late}\n", encoding="utf-8")
    keep(oak)
    change(oak, ("plain_words: {lates_term: late}\n", ""))
    lines = oak.read_text(encoding="utf-8").split("\n")

    assert told(oak) == [f"{lines.index('# for parents') + 1} warning `plain_words` was taken out: with `lates_term`"]


def test_a_half_day_that_lost_a_register_is_told_where_it_stood(oak):
    text = POLICY.replace(
        "  pm: {everyone: ", "  pm:\n    young: {for: year_group < 3, opens: 13:00, closes: 13:30}\n    old: "
    )
    oak.write_text(text.replace("closes: 13:30}}", "closes: 13:30}"), encoding="utf-8")
    keep(oak)
    whole = oak.read_text(encoding="utf-8")
    oak.write_text("".join(each for each in whole.splitlines(True) if "    old: " not in each), encoding="utf-8")

    assert [each[:8] for each in told(oak, "L210")] == ["16 error"]


def test_the_first_of_a_list_stood_at_its_beginning_where_a_comment_follows_an_empty_line(oak):
    change(oak, ("\n  # --- 2 --", "\n\n  # --- 2 --"), (NOTE, NOTE.rstrip("\n") + "\n"))
    keep(oak)
    change(oak, (NOTE.rstrip("\n") + "\n", ""))

    assert [each.split(" was")[0] for each in told(oak)] == ["17 warning `rules.late_note`"]


def test_a_change_is_approved_on_the_day_of_its_approval(oak):
    change(oak, ("calls: 2", "calls: 4"))

    again = approve([oak], on=date(2026, 1, 1)).approved[0]
    assert (again.kept, again.on, again.changes) == (False, date(2026, 1, 1), 1)
    assert "approved_on: 2026-01-01\n" in again.text


def test_changes_are_told_beside_what_is_wrong_in_the_file(oak):
    change(oak, ("lates_limit: 3", "lates_limit: 4"), ("closes: 09:15", "closes: soon"))

    assert told(oak) == ["6 warning `values.lates_limit` was changed: `3 sessions`, now `4 sessions`"]


def test_each_layer_has_a_record_of_its_own(oak):
    trust = oak.with_name("trust.yaml")
    trust.write_text(
        "policy: trust\nlayer: trust\nextends: [england]\nvalues: {agreed: 3 sessions}\n", encoding="utf-8"
    )
    change(oak, ("[england]", "[england, trust]"), ("lates_limit: 3 sessions", "lates_limit: 4 sessions"))
    keep(oak.parent)
    change(trust, ("3 sessions", "5 sessions"))

    assert told(oak) == []
    assert told(trust) == ["4 warning `values.agreed` was changed: `3 sessions`, now `5 sessions`"]
    assert "agreed" not in record_file(oak).read_text(encoding="utf-8")


def test_a_copy_under_another_name_is_compared_and_another_version_is_not(oak):
    copy = oak.with_name("draft.yaml")
    copy.write_text(POLICY.replace("calls: 2", "calls: 3"), encoding="utf-8")
    assert told(copy) == ["7 warning `values.calls` was changed: `2`, now `3`"]

    copy.write_text(POLICY.replace("calls: 2", "calls: 3").replace("2025-09-01", "2026-09-01"), encoding="utf-8")
    assert told(copy) == []


def test_a_copy_of_a_file_that_is_called_otherwise_than_its_policy_is_compared(oak):
    other = oak.with_name("oak_2025.yaml")
    oak.rename(other)
    record_file(oak).unlink()
    keep(other)
    copy = oak.with_name("draft.yaml")
    copy.write_text(POLICY.replace("calls: 2", "calls: 3"), encoding="utf-8")
    assert told(copy) == ["7 warning `values.calls` was changed: `2`, now `3`"]


def test_a_copy_that_says_of_no_day_is_compared_with_the_version_that_it_is_most_like(oak):
    later = oak.with_name("oak_2026.yaml")
    later.write_text(POLICY.replace("calls: 2", "calls: 4").replace("2025-09-01", "2026-09-01"), encoding="utf-8")
    keep(later)
    copy = oak.with_name("draft.yaml")
    for calls, limit in ((2, 4), (4, 5)):
        text = POLICY.replace("calls: 2", f"calls: {calls}").replace("lates_limit: 3", f"lates_limit: {limit}")
        copy.write_text(text.replace("in_force: {from: 2025-09-01}\n", ""), encoding="utf-8")
        assert told(copy) == [
            "4 warning `in_force` was taken out: with `from`",
            f"5 warning `values.lates_limit` was changed: `3 sessions`, now `{limit} sessions`",
        ]


COPIES = [("victoria_road.yaml", "ewo_after: 3 ", 36), ("starters/primary.yaml", "below: 95%", 45)]
COPIES += [("examples/greywater/greywater_trust.yaml", "lates_limit: 3 ", 17)]


@pytest.mark.parametrize(("name", "words", "line"), COPIES)
def test_a_copy_of_a_bundled_policy_is_compared_with_what_was_approved(tmp_path, name, words, line):
    copy = tmp_path / "mine.yaml"
    text = (policies_folder() / name).read_text(encoding="utf-8")
    changed = words.replace("9", "8").replace("3", "4")
    copy.write_text(text.replace(words, changed, 1), encoding="utf-8")

    found = [each for each in lint([copy], as_of=AS_OF, law="england").findings if each.code == "L415"]
    assert [each.place.span.line for each in found if each.place] == [line]
    assert f"approvals/{Path(name).name}`)" in found[0].help

    piped = [each for each in lint([], as_of=AS_OF, text=copy.read_bytes()).findings if each.code == "L415"]
    assert [each.message for each in piped] == [each.message for each in found]


def test_a_policy_that_got_a_name_of_its_own_is_compared_with_nothing(tmp_path):
    file = tmp_path / "victoria_road.yaml"
    text = (policies_folder() / "victoria_road.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace("policy: victoria_road", "policy: ash").replace("ewo_after: 3 ", "ewo_after: 4 "))

    assert told(file) == []


WRONG = {
    "no YAML": ("parts: [", "P005"),
    "a list": ("- a", "A001 this is no record of an approval"),
    "an unknown field": (
        "approved: oak\nfile: oak.yaml\napproved_on: 2025-09-01\nprats: {}\nparts: {}",
        "A001 a record of an approval has no field `prats`",
    ),
    "no parts": ("approved: oak\nfile: oak.yaml\napproved_on: 2025-09-01", "A001 the record says no `parts`"),
    "no date": (
        "approved: oak\nfile: oak.yaml\napproved_on: soon\nparts: {}",
        "A001 what the record says at `approved_on` is not allowed there",
    ),
    "a path": (
        "approved: oak\nfile: oak.yaml\napproved_on: 2025-09-01\nparts: {values..x: 1}",
        "A002 `values..x` is no path of a part, stands below another part, or is there twice",
    ),
    "a part below a part": (
        "approved: oak\nfile: oak.yaml\napproved_on: 2025-09-01\nparts: {values: 1, values.x: 1}",
        "A002 `values.x` is no path of a part, stands below another part, or is there twice",
    ),
    "a policy that is gone": (
        "approved: elm\nfile: elm.yaml\napproved_on: 2025-09-01\nparts: {policy: elm}",
        "A003 the record is of `elm.yaml`, and there is no such file in the folder around it",
    ),
}


@pytest.mark.parametrize(("text", "expected"), WRONG.values(), ids=WRONG)
def test_a_record_that_is_wrong_is_an_error_at_its_place(oak, text, expected):
    record_file(oak).write_text(text, encoding="utf-8")

    for named in (oak, oak.parent, record_file(oak)):
        found = [each for each in lint([named], as_of=AS_OF).findings if each.code[0] in "AP"]
        assert found and all(each.place and each.severity.name == "ERROR" for each in found)
        assert f"{found[0].code} {found[0].message}".startswith(expected)
        assert Path(found[0].place.source.name).name == "oak.yaml"


def test_a_record_under_another_name_than_its_policy_is_an_error(oak):
    record_file(oak).rename(record_file(oak).with_name("elm.yaml"))

    found = [each.message for each in lint([oak.parent], as_of=AS_OF).findings if each.code == "A003"]
    assert found == ["the record of `oak.yaml` is called `elm.yaml`"]


def test_a_record_is_as_its_schema_says_and_the_schema_is_that_of_the_model(oak):
    schema = approval_schema()

    assert (schema_folder() / "approval.schema.json").read_text(encoding="utf-8") == written_schema(schema)
    for each in (record_file(oak), *(record_file(file) for file, _ in SHIPPED)):
        jsonschema.Draft202012Validator(schema).validate(load(each).value.value)


def test_a_record_reads_the_same_on_every_machine(oak):
    first = record_file(oak).read_bytes()
    keep(oak)

    assert record_file(oak).read_bytes() == first
    assert load(record_file(oak)).value.value["parts"]["rules.late_note.then.note.to"] == "office"
