"""A policy with other values at some paths: what a path means, what is put there, and what may not be changed."""

from pathlib import Path

import pytest

from engine.document import Standing
from engine.resolve import resolve
from engine.resolve.edited import Edit, Written, edited, located, named, paths, wanted_of
from engine.resolve.edited import _on_the_command_line as written
from engine.resolve.laid import laid
from engine.resolve.tree import plain
from engine.source import Source, Span

LAND = """\
policy: land
layer: national
values: {limit: [{value: 3 sessions}], free: [{value: 2, open: [value]}]}
sets: {gone: 'code = "N"', spare: 'code = "I"'}
measures:
  n_today: {count: sessions, of: gone, over: day}
  usual: {count: sessions, of: spare, over: term}
rules:
  - id: threshold
    when: n_today >= limit
    open: [due, check]
    then: [{do: notify, to: council}, {do: note, to: parents}, {do: note, to: office}]
"""
TRUST = """\
policy: acme
layer: trust
extends: [land]
roles: {desk: The desk}
values: {wait: 4 school days}
"""
SCHOOL = """\
policy: school
layer: school
extends: [acme]
values:
  patience: [{until: 2025-09-01, value: 3}, {from: 2025-09-01, value: 4}]
  wait: 5 school days
rules:
  - {id: call, when: n_today > 1, then: [{do: call, to: parents}]}
ladders:
  late: {when: usual > 2, steps: [{id: one, then: [{do: call}]}, {id: two, then: [{do: meet}]}]}
letters: {figure: usual, check: week, thresholds: {first: {at_least: 5 sessions, to: parents}}}
lock: {values.wait: {at_most: 9 school days, reason: agreed}}
"""


@pytest.fixture(scope="module")
def policy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("edited")
    (folder / "land.yaml").write_text(LAND, encoding="utf-8")
    (folder / "acme.yaml").write_text(TRUST, encoding="utf-8")
    (folder / "school.yaml").write_text(SCHOOL, encoding="utf-8")
    found = resolve(folder / "school.yaml")
    assert not found.diagnostics
    return found.value


def told(found):
    return [
        f"{Path(each.place.source.name).stem}:{each.place.span.line}:{each.place.span.column} {each.code}"
        for each in found.diagnostics
    ]


@pytest.mark.parametrize(
    ("path", "at"),
    [
        ("values.wait", ("values", "wait")),
        ("values.patience[1].value", ("values", "patience", 1, "value")),
        ("values.patience.2025-09-01.value", ("values", "patience", 1, "value")),
        ("rules.call.then.call.to", ("rules", 1, "then", 0, "to")),
        ("rules.call.then[0].due", ("rules", 1, "then", 0, "due")),
        ("rules.threshold.then[2].to", ("rules", 0, "then", 2, "to")),
        ("ladders.late.steps.two", ("ladders", "late", "steps", 1)),
        ("rules.call.unless", ("rules", 1, "unless")),
        ("measures.usual.at_least", ("measures", "usual", "at_least")),
    ],
)
def test_a_path_means_a_part_that_is_there_or_a_field_that_could_be(policy, path, at):
    assert located(policy, path).value == at


@pytest.mark.parametrize(
    ("path", "message", "act"),
    [
        ("", "`` cannot be read as a path", "write it as in `values.lates_limit` or"),
        ("values..wait", "`values..wait` cannot be read as a path", "write it as in `values.lates_limit` or"),
        ("values.wiat", "the policy has nothing at `values.wiat`", "did you mean `values.wait`?"),
        ("rules.cal.when", "the policy has nothing at `rules.cal`", "did you mean `rules.call.when`?"),
        ("rules.call.whenn", "the policy has nothing at `rules.call.whenn`", "did you mean `rules.call.when`?"),
        ("values.patience", None, None),
        ("values.patience[2].value", "the policy has nothing at `values.patience[2]`",
         "there it could be `2025-09-01`"),
        ("rules.threshold.then.note.to", "the policy has 2 things called `note` at `rules.threshold.then`",
         "say which by its position: `rules.threshold.then[1].to`, `rules.threshold.then[2].to`"),
        ("values.first", "the policy has nothing at `values.first`", "did you mean `letters.thresholds.first`?"),
        ("rules.first.at_least", "the policy has nothing at `rules.first`",
         "did you mean `letters.thresholds.first.at_least`?"),
        ("rules.first.to_whom", "the policy has nothing at `rules.first`", "did you mean `letters.thresholds.first`?"),
        ("values.wait.value", "the policy has nothing at `values.wait.value`",
         "`policy show` prints the policy's paths"),
        ("rules.call.unles", "the policy has nothing at `rules.call.unles`", "did you mean `rules.call.unless`?"),
        ("rules.call.notes[0].say", "the policy has nothing at `rules.call.notes`",
         "give all of it at once: `rules.call.notes`"),
        ("work", "the policy has nothing at `work`", "there it could be `policy`, `layer`"),
        ("zzzz.qqqq", "the policy has nothing at `zzzz`", "there it could be `policy`, `layer`"),
    ],
)  # fmt: skip
def test_a_path_that_is_not_there_is_told_with_what_was_meant(policy, path, message, act):
    found = located(policy, path)
    if message is None:
        assert not found.diagnostics
        return
    (one,) = found.diagnostics

    assert found.value is None
    assert one.code == ("W001" if "cannot be read" in message else "W002")
    assert one.message == message
    assert one.help.startswith(act)


def test_every_path_that_is_named_leads_back_to_where_it_was(policy):
    names = list(paths(policy))

    assert len(names) == len(set(names))
    assert "rules.threshold.then[1].to" in names
    assert "values.patience[0].until" in names
    assert "values.patience['2025-09-01'].value" in names
    for name in names:
        at = located(policy, name).value
        assert at is not None, name
        assert named(policy.document, at) == name


def test_a_value_is_put_at_its_path_and_shadows_what_was_there(policy):
    found = edited(policy, [Edit("values.wait", "6 school days"), Edit("rules.call.unless", "usual > 9")]).value

    assert found.document["values"]["wait"] == "6 school days"
    assert policy.document["values"]["wait"] == "5 school days"
    assert found.document["rules"][1]["unless"] == "usual > 9"
    assert [layer.name for layer in found.layers] == ["land", "acme", "school", "command line"]
    origin = found.origins[("values", "wait")]
    assert (origin.layer, origin.began) == (3, 1)
    assert [(shadow.layer, shadow.value) for shadow in origin.shadowed] == [
        ("school", "5 school days"),
        ("acme", "4 school days"),
    ]
    assert found.origins[("rules", 1, "unless")].began == 3
    assert found.layers[-1].kind == "school"
    place = found.place(("rules", 1, "unless"))
    assert place.source.text == "values.wait=6 school days\nrules.call.unless=usual > 9"
    assert (place.span.line, place.span.column, place.span.end_line, place.span.end_column) == (2, 19, 2, 28)
    key = found.key_place(("rules", 1, "unless"))
    assert (key.span.line, key.span.column, key.span.end_column) == (2, 1, 18)
    assert found.version != policy.version


def test_edits_that_are_written_somewhere_are_told_there(policy):
    source = Source("ours.test.yaml", "override: {values.wait: 10 school days}\n")
    place = Standing(Span(1, 12, 1, 23), Span(1, 25, 1, 39), "plain")
    found = edited(policy, [Edit("values.wait", "10 school days")], Written(source, "a test", (place,)))
    keyless = Standing(None, Span(1, 25, 1, 39), "plain")
    absent = edited(policy, [Edit("values.wiat", "1")], Written(source, "a test", (keyless,)))

    assert told(found) == ["ours.test:1:25 R010"]
    assert found.diagnostics[0].also[0][0] == "set here, in `school`"
    assert told(absent) == ["ours.test:1:25 W002"]


def test_an_empty_value_stands_behind_its_path(policy):
    standing = written([Edit("values.wait", ""), Edit("title", "a\n b")]).standings

    assert [(each.key.column, each.key.end_column, each.value.column, each.value.end_column) for each in standing] == [
        (1, 12, 13, 14),
        (1, 6, 7, 11),
    ]


def test_values_as_they_are_leave_the_policy_itself(policy):
    assert edited(policy, [Edit("values.wait", "5 school days")]).value is policy
    assert edited(policy, []).value is policy


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("letters.thresholds.first", "{at_least: 9 sessions}", {"at_least": "9 sessions"}),
        ("values.wait", "[{value: 9 school days}]", [{"value": "9 school days"}]),
        ("rules.call.when", "[n_today] = 1", "[n_today] = 1"),
        ("values.wait", "a: b", "a: b"),
    ],
)
def test_lists_and_mappings_are_written_in_brackets_where_no_text_is_meant(policy, path, text, value):
    edits = [Edit(path, text)]
    (wanted,) = wanted_of(policy, edits, written(edits)).value.values()

    assert wanted == (0, value)


@pytest.mark.parametrize(
    ("edits", "where"),
    [
        (["values.wait=[1"], ["command line:1:13 P005"]),
        (["values.wait=4", "values.wait=3"], ["command line:2:1 W003"]),
        (["values.wait=4", "values.nothing=3"], ["command line:2:1 W002"]),
        (["values.limit=4 sessions"], ["command line:1:1 R009"]),
        (["values.limit[0].value=4 sessions"], ["command line:1:1 R009"]),
        (["values.free[0].value=4"], []),
        (["values.free[0].source=ours"], []),
        (["values.free=4"], []),
        (["rules.threshold.when=true"], ["command line:1:1 R009"]),
        (["rules.threshold.unless=true"], ["command line:1:1 R009"]),
        (["rules.threshold.check=week"], []),
        (["rules.threshold.title=Ours"], []),
        (["rules.threshold.then.notify.due=same day"], []),
        (["rules.threshold.then.notify.to=parents"], ["command line:1:1 R009"]),
        (["rules.threshold.then[2].obligation=must"], ["command line:1:1 R009"]),
        (["measures.n_today.over=week"], ["command line:1:1 R009"]),
        (["measures.usual.over=week"], []),
        (["sets.gone=code = 'O'"], ["command line:1:1 R009"]),
        (["sets.spare=code = 'O'"], []),
        (["values.wait=9 school days"], []),
        (["values.wait=10 school days"], ["command line:1:13 R010"]),
        (["values.wait=10 days"], ["command line:1:13 R012"]),
        (["rules.call.then.call.due=quick"], []),
        (["rules.call.then.call.due=quick work"], ["command line:1:26 S004"]),
    ],
)  # fmt: skip
def test_what_a_file_may_not_change_an_edit_may_not_either(policy, edits, where):
    made = [Edit(*each.split("=", 1)) for each in edits]

    assert told(edited(policy, made)) == where


def test_several_edits_that_are_refused_are_all_told_and_none_is_made(policy):
    found = edited(policy, [Edit("rules.threshold.when", "true"), Edit("values.limit", "9 sessions")])

    assert found.value is None
    assert told(found) == ["command line:1:1 R009", "command line:2:1 R009"]


def test_the_tree_that_was_laid_stays_as_it_was(policy):
    before = plain(laid(policy.layers).stood[-1].tree)
    edited(policy, [Edit("values.wait", "7 school days")])

    assert plain(laid(policy.layers).stood[-1].tree) == before == policy.document
