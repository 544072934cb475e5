"""`policy test`: what passes, what fails and how, and that nothing checked is no success."""

import json
import re
import textwrap
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.architecture.tree import ROOT
from tests.cli.command import run

POLICY = """\
policy: small
layer: school
extends: [england]
values: {lates_limit: 2 sessions}
measures:
  lates_2w: {count: sessions, of: late, over: last 10 school days}
rules:
  - id: late_letter
    source: §5.4
    when: lates_2w >= lates_limit
    then: [{do: letter, to: parents, by: office, due: 5 school days}]
registers:
  am: {all: {opens: 09:00, closes: 09:30}}
"""
HEAD = """\
- name: two lates
  policy: small
  calendar: {from: 2024-09-02, weeks: 2}
  marks: {amy: '/\\ x2  L\\ x2  /\\ x5'}
  defaults: {year_group: 4}
"""
GOOD = HEAD + "  expect: {amy: [{rule: late_letter, date: 2024-09-05, due: 2024-09-12}]}\n"


@pytest.fixture
def tests(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(POLICY, encoding="utf-8")
    return tmp_path


def write(folder: Path, text: str, name: str = "small.test.yaml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_a_test_that_passes_is_0(tests: Path):
    done = run("test", write(tests, GOOD))

    assert (done.code, done.out, done.err) == (0, "1 passed, 0 failed\n", "")


def test_a_test_that_cannot_be_read_is_counted_at_the_end_where_others_pass(tests: Path):
    done = run("test", write(tests, GOOD + GOOD.replace("- name: two lates", "- name: the same again\n  expects: {}")))

    assert done.code == 1
    assert done.out == "1 passed, 0 failed; not all were run: 1 error in files of tests\n"


def test_tests_that_pass_are_named_when_asked(tests: Path):
    assert run("test", write(tests, GOOD), "-v").out == "passed: two lates\n1 passed, 0 failed\n"


def test_a_failure_shows_what_was_expected_beside_what_happened(tests: Path):
    done = run("test", write(tests, GOOD.replace("2024-09-05", "2024-09-06")))

    assert done.code == 1
    assert "failed: two lates\n" in done.out
    assert "    expected  late_letter on 2024-09-06, due: 2024-09-12\n" in done.out
    assert "    happened  late_letter on 2024-09-05, letter to parents: the day is 2024-09-05\n" in done.out
    assert done.out.endswith("0 passed, 1 failed\n")


def test_what_no_line_expects_fails_a_test(tests: Path):
    done = run("test", write(tests, HEAD + "  expect: {}\n"))

    assert done.code == 1
    assert "    expected  nothing\n    happened  late_letter on 2024-09-05, letter to parents\n" in done.out


def test_a_value_can_be_another_for_one_test(tests: Path):
    text = HEAD + "  override: {values.lates_limit: 3 sessions}\n  expect: {}\n" + GOOD.replace("two lates", "as it is")

    assert run("test", write(tests, text)).code == 0


def test_a_fact_table_that_is_not_named_is_empty_and_an_absent_one_leaves_rules_undecided(tests: Path):
    text = """\
- name: asked
  policy: victoria_road
  calendar: {from: 2024-09-02, weeks: 1}
  marks: {amy: 'OO'}
  defaults: {year_group: 4}
  only: [first_day_call]
  expect: {amy: [{rule: first_day_call, date: 2024-09-02}]}
- name: not known
  policy: victoria_road
  calendar: {from: 2024-09-02, weeks: 1}
  marks: {amy: 'OO'}
  defaults: {year_group: 4}
  absent: [contacts]
  only: [first_day_call]
  expect: {}
  undecided: [first_day_call]
"""
    done = run("test", write(tests, text))

    assert (done.code, done.out) == (0, "2 passed, 0 failed\n")


def test_an_equation_about_a_figure_of_an_absent_file_leaves_its_rule_undecided(tests: Path):
    # `reached_today = 0` is false where the contacts are not there: nobody may take that for an answer
    case = """\
- name: {name}
  policy: victoria_road
  calendar: {{from: 2024-09-02, weeks: 1}}
  marks: {{amy: '{marks}'}}
  defaults: {{year_group: 4}}
  absent: [contacts]
  only: [no_contact_escalation]
  expect: {{}}
"""
    unsure = case.format(name="unexplained", marks="NN") + "  undecided: [no_contact_escalation]\n"
    done = run("test", write(tests, unsure + case.format(name="there all week", marks="/\\")))

    assert (done.code, done.out) == (0, "2 passed, 0 failed\n")


def test_an_arrival_is_asked_for_its_code(tests: Path):
    text = """\
- name: arrivals
  policy: small
  defaults: {year_group: 4}
  arrivals:
    - {pupil: amy, session: AM, at: 09:00, code: '/'}
    - {pupil: amy, session: AM, at: 09:30, code: L}
    - {pupil: amy, session: AM, at: 09:31, code: L}
    - {pupil: amy, session: AM, at: 09:31, reason: M, code: M}
"""
    done = run("test", write(tests, text))

    assert done.code == 1
    assert done.out.count("came otherwise") == 1
    assert "    happened  at 09:31 in the morning, marked U\n" in done.out


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (GOOD.replace("'/\\ x2  L\\ x2  /\\ x5'", '"OO x2"'), 4, "a register in double quotes loses marks"),
        (GOOD.replace("rule: late_letter", "rule: late_leter"), 6, "the policy has no rule or table `late_leter`"),
        (GOOD.replace("expect: {amy:", "expect: {ann:"), 6, "the test has no pupil `ann`"),
        (GOOD + "  only: [late_leter]\n", 7, "the policy has no rule or table `late_leter`"),
        (
            GOOD.replace("policy: small", "policy: victoria_road") + "  only: [punctuality]\n",
            7,
            "it is a ladder: name its steps, `late_call`, `late_letter`, `late_meeting`",
        ),
        (GOOD + "  override: {values.late_limit: 3 sessions}\n", 7, "the policy has nothing at `values.late_limit`"),
        (GOOD + "  override: {values.lates_limit: blue}\n", None, "`blue` is not"),
        (GOOD.replace("policy: small", "policy: smal"), 2, "there is no policy `smal`"),
        (GOOD.replace("{from: 2024-09-02, weeks: 2}", "halton_2042"), 3, "there is no calendar `halton_2042`"),
        (GOOD.replace("{year_group: 4}", "{}"), 4, "the year group of `amy` is not known"),
        (HEAD, 1, "a test says what it expects"),
        (GOOD.replace("x5'", "x50'"), 4, "the register of `amy` has 54 days, and the calendar 10 school days"),
        (GOOD.replace("L\\ x2", "7\\ x2"), 4, "`7\\` is not two codes"),
        (GOOD.replace("L\\ x2", "l\\ x2"), 4, "write `L\\`"),
        (GOOD.replace("L\\ x2", "L\\ *2,"), 4, "after the two codes of a day, `x2` repeats it"),
        (GOOD + "  facts: {contact: [{pupil: amy}]}\n", 7, "did you mean `contacts`?"),
        (GOOD.replace("amy: [{rule", "amy: {rule").replace("}]", "}"), 6, "write it in square brackets"),
        (GOOD + "  facts: {contacts: [{pupil: amy, date: 2024-09-05, outcome: heard}]}\n", 7, "`outcome` is `heard`"),
        (GOOD.replace("year_group: 4", "year_group: 4, hause: red"), 5, "the policy reads no `hause` of `pupils`"),
        (GOOD + "  pupils: {amy: {sendd: true}}\n", 7, "the policy reads no `sendd` of `pupils`"),
        (GOOD + "  pupils:\n    amy:\n      - {sendd: true}\n", 9, "the policy reads no `sendd` of `pupils`"),
        (GOOD + "  facts: {contacts: [{pupil: amy, on: 2024-09-05}]}\n", 7, "the policy reads no `on` of `contacts`"),
        ("- 3\n", 1, "a mapping of names to values is needed here"),
        (GOOD + GOOD, 7, "there are two tests with the name `two lates`"),
    ],
)
def test_what_is_wrong_with_a_test_is_told_at_its_line(tests: Path, text: str, line: int | None, message: str):
    file = write(tests, text)
    done = run("test", file)
    told = done.out + done.err

    assert done.code == 1
    assert message in told
    assert line is None or f"{file}:{line}:" in told
    assert "Traceback" not in told


def test_a_broken_policy_is_told_at_its_own_line(tests: Path):
    policy = write(tests, POLICY.replace("late_letter", "late letter"), "small.yaml")
    done = run("test", write(tests, GOOD))

    assert done.code == 1
    assert f"{policy}:8:9" in done.out


TRUST = """\
policy: trust
layer: trust
extends: [england]
lock: {values.lates_limit: {at_most: 4 sessions, reason: nobody waits longer}}
"""


@pytest.mark.parametrize(
    ("path", "value", "column", "message"),
    [
        ("values.lates_limi", "3 sessions", 5, "the policy has nothing at `values.lates_limi`"),
        ("rules[", "x", 5, "`rules[` cannot be read as a path"),
        ("values.lates_limit", "three", 25, "`three` is not a value"),
        ("values.lates_limit", "2 minutes", 25, "`values.lates_limit` is `2 minutes`, which cannot be compared"),
        ("values.lates_limit", "5 sessions", 25, "must be at most `4 sessions`: `trust` locks it"),
        ("rules.late_letter.when", "'late_2w > 0'", 30, "there is nothing named `late_2w`"),
        ("rules.late_letter.when", "lates_2w >= 5%", 42, "a percent sign has no place"),
        ("rules.late_letter.then.letter.due", "5 sessions", 40, "`5 sessions` is not one of"),
        ("rules.unresolved_n.then.propose_code.due", "5 school days", 5, "belongs to the layer `england`"),
    ],
)
def test_what_is_wrong_with_a_tests_own_value_is_told_where_the_test_says_it(
    tests: Path, path: str, value: str, column: int, message: str
):
    (tests / "trust.yaml").write_text(TRUST, encoding="utf-8")
    (tests / "small.yaml").write_text(POLICY.replace("[england]", "[trust]"), encoding="utf-8")
    file = write(tests, f"{HEAD}  override:\n    {path}: {value}\n  expect: {{}}\n")
    done = run("test", file)

    assert done.code == 1
    assert re.search(rf"^{re.escape(str(file))}:7:{column}: error .*{re.escape(message)}", done.out, re.MULTILINE), (
        done.out
    )
    assert "cannot be used" not in done.out, "the policy itself is as it should be"
    assert "as the test has it" not in done.out


def test_an_item_goes_by_what_it_does_in_a_tests_own_value(tests: Path):
    override = "override: {rules.late_letter.then.letter.due: 3 school days, values.lates_limit: 1 sessions}"
    file = write(tests, f"{HEAD}  {override}\n" + "  expect: {amy: [{rule: late_letter, due: 3 school days}]}\n")

    assert run("test", file).code == 0


@pytest.mark.parametrize("text", ["", "[]\n", "name: x\n", "- {name: x, skip: later, policy: small, expect: {}, calendar: {from: 2024-09-02, weeks: 1}}\n"])  # fmt: skip  # noqa: E501
def test_nothing_checked_is_1(tests: Path, text: str):
    assert run("test", write(tests, text)).code == 1


def test_a_folder_without_tests_is_1_and_one_that_is_not_there_is_2(tests: Path):
    empty = run("test", tests)
    absent = run("test", tests / "none")

    assert (empty.code, absent.code) == (1, 2)
    assert "has no file of tests" in empty.err
    assert "there is no file or folder" in absent.err


def test_tests_are_chosen_by_words_in_their_names(tests: Path):
    file = write(tests, GOOD + HEAD.replace("two lates", "three lates") + "  expect: {}\n")

    assert run("test", file, "-k", "TWO").code == 0
    nothing = run("test", file, "-k", "four")
    assert nothing.code == 1
    assert "nothing was checked: there is no test with `four` in its name" in nothing.out


def blocks(page: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return [textwrap.dedent(block) for block in re.findall(r"^ *```yaml\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)]


def test_the_policy_of_the_readme_and_the_test_of_contributing_are_true(tmp_path: Path):
    (policy,) = blocks("README.md")
    (test,) = blocks("CONTRIBUTING.md")
    write(tmp_path, policy, "my_school.yaml")
    done = run("test", write(tmp_path, test))

    assert (done.code, done.out) == (0, "1 passed, 0 failed\n"), done.out + done.err


def test_the_test_of_the_page_about_tests_is_true(tmp_path: Path):
    (test,) = blocks("docs/testing.md")
    policy = POLICY.replace("policy: small", "policy: my_school").replace("lates_2w", "lates")
    write(tmp_path, policy.replace("lates_limit: 2 sessions", "lates_limit: 3 sessions"), "my_school.yaml")
    done = run("test", write(tmp_path, test))

    assert (done.code, done.out) == (0, "1 passed, 0 failed\n"), done.out + done.err


def test_what_did_not_come_says_why_not(tests: Path):
    text = HEAD.replace("L\\ x2", "L\\ x1") + "  expect: {amy: [{rule: late_letter, date: 2024-09-05}]}\n"
    done = run("test", write(tests, text))

    assert done.code == 1
    assert "because   lates 2w: 1 session; at least 2 sessions asked for (lates limit): 1 session short" in done.out


def test_a_policy_may_stand_in_the_test_itself(tests: Path):
    text = HEAD.replace("policy: small", "policy: {extends: [small], values: {lates_limit: 3 sessions}}")

    assert run("test", write(tests, text + "  expect: {}\n")).code == 0


def test_what_is_wrong_in_a_policy_of_the_test_is_told_at_its_line(tests: Path):
    text = HEAD.replace("policy: small", "policy: {extends: [small], values: {lates_limit: nine}}")
    done = run("test", write(tests, text + "  expect: {}\n"))

    assert done.code == 1
    assert "small.test.yaml:2:" in done.out


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ("expect: {amy: [{rule: late_letter, date: 2024-09-07}]}", "2024-09-07 is no school day"),
        ("expect: {amy: [{rule: late_letter, date: 2025-09-05}]}", "there is nothing on 2025-09-05: the data ends on"),
        ("not: {}", "the test asserts nothing"),
        ("only: []\n  expect: {}", "the test asserts nothing"),
    ],
)
def test_what_cannot_be_tested_is_an_error_with_its_line(tests: Path, expect: str, told: str):
    done = run("test", write(tests, HEAD + f"  {expect}\n"))

    assert done.code == 1
    assert told in done.out + done.err
    assert "small.test.yaml:" in done.out + done.err


def test_the_outcome_as_json_and_as_junit(tests: Path):
    text = GOOD + HEAD.replace("two lates", "wrong") + "  expect: {}\n"
    text += HEAD.replace("two lates", "later") + "  skip: waits\n  expect: {}\n"
    file = write(tests, text)
    done = run("test", file, "--format", "json", "--junit", tests / "out.xml")

    told = json.loads(done.out)
    assert done.code == 1
    assert (told["passed"], told["failed"], told["error"], told["skipped"]) == (1, 1, 0, 1)
    wrong = told["tests"][1]
    assert (wrong["outcome"], wrong["differences"][0]["kind"], wrong["line"]) == ("failed", "unexpected", 7)
    suite = ElementTree.parse(tests / "out.xml").getroot()[0]  # noqa: S314 - we wrote it
    assert suite.attrib | {"tests": "3", "failures": "1", "errors": "0", "skipped": "1"} == suite.attrib
    assert [len(case) for case in suite] == [0, 1, 1]


def test_junit_stays_xml_whatever_a_test_is_called(tests: Path):
    file = write(tests, HEAD.replace("two lates", """'<b> & ]]> "end"'""") + "  expect: {}\n", "a & b.test.yaml")
    done = run("test", file, "--junit", tests / "out.xml")

    suite = ElementTree.parse(tests / "out.xml").getroot()[0]  # noqa: S314 - we wrote it
    assert done.code == 1
    assert suite[0].attrib["name"] == '<b> & ]]> "end"'
    assert "a & b.test.yaml:1:9" in suite[0][0].text


def test_what_the_tests_touch_is_told_by_line(tests: Path):
    text = GOOD.replace("L\\ x2", "L\\ x1").replace(
        "{amy: [{rule: late_letter, date: 2024-09-05, due: 2024-09-12}]}", "{}"
    )
    file = write(tests, text)
    done = run("test", file, "--coverage", "--html", tests / "c.html", "--lcov", tests / "c.lcov", "--min", "99")

    assert done.code == 1, "less than --min"
    assert f"{tests / 'small.yaml'}:8: `late_letter` never acts in a test\n" in done.out
    assert f"{tests / 'small.yaml'}:10: `lates_2w >= lates_limit` never holds (late_letter)\n" in done.out
    assert "never fails (late_letter)" not in done.out
    record = (tests / "c.lcov").read_text(encoding="utf-8").split(f"SF:{tests / 'small.yaml'}\n")[1]
    assert "BRDA:10,0,0,8\nBRDA:10,0,1,0\n" in record, "it failed on eight days and held on none"
    assert "<code>" in (tests / "c.html").read_text(encoding="utf-8")
    whole = run("test", write(tests, GOOD), "--coverage", "-k", "two")
    assert "small.yaml:8:" not in whole.out
    assert "small.yaml:10:" not in whole.out


def test_min_without_anything_to_reach_is_2(tests: Path):
    assert run("test", write(tests, GOOD), "--min", "50").code == 2


def test_changes_that_no_test_notices_are_told_at_their_line(tests: Path):
    done = run("test", write(tests, GOOD), "--mutate", "--jobs", "1")

    assert done.code == 0
    assert (
        f"{tests / 'small.yaml'}:6: no test notices that in measures.lates_2w.over `last 10 school days` " in done.out
    )
    assert f"{tests / 'small.yaml'}:4:" not in done.out, "both limits beside 2 are noticed"
    assert "`late_letter` is taken away" not in done.out
    closing = done.out.splitlines()[-1]
    assert re.fullmatch(r"\d+ of \d+ changes are noticed \(\d+\.\d%\).*", closing), closing
    assert run("test", tests / "small.test.yaml", "--mutate", "--jobs", "1", "--min", "100").code == 1


def test_a_test_that_a_removed_rule_does_not_trouble_is_told(tests: Path):
    text = HEAD.replace("L\\ x2", "L\\ x1") + "  only: [late_letter]\n  expect: {}\n"
    done = run("test", write(tests, text), "--mutate", "--jobs", "1")

    assert "`two lates` still passes with `late_letter` taken away" in done.out


ABLATED = [
    ("  only: [unresolved_n]\n  not: {amy: [{rule: unresolved_n}]}\n", ["unresolved_n"]),
    ("  only: [late_letter]\n  expect: {amy: [{rule: late_letter}]}\n", []),
    ("  only: [late_letter]\n  expect: {amy: [{rule: late_letter}]}\n  not: {amy: [{rule: unresolved_n}]}\n", []),
    ("  only: [unresolved_n]\n  expect: {}\n", ["unresolved_n"]),
    ("  absent: [amendments]\n  only: [amendment_record]\n  undecided: [amendment_record]\n", []),
    ("  only: [penalty_notice]\n  expect_decisions: []\n", ["penalty_notice"]),
]  # fmt: skip


@pytest.mark.parametrize(("expect", "unmoved"), ABLATED)
def test_what_a_test_is_about_is_what_it_expects_and_else_what_it_names(tests: Path, expect: str, unmoved: list[str]):
    told = json.loads(run("test", write(tests, HEAD + expect), "--mutate", "--jobs", "1", "--format", "json").out)

    assert [(each["test"], each["rule"], each["line"]) for each in told["mutation"]["unmoved"]] == [
        ("two lates", rule, 1) for rule in unmoved
    ]


def test_a_rule_is_taken_away_from_a_policy_that_the_test_says_itself(tests: Path):
    policy = "{extends: [england], rules: [{id: mine, when: absent_in_a_row >= 9, then: [{do: call}]}]}"
    text = HEAD.replace("policy: small", f"policy: {policy}") + "  only: [mine]\n  expect: {}\n"
    done = run("test", write(tests, text), "--mutate", "--jobs", "1")

    assert "small.test.yaml:1: `two lates` still passes with `mine` taken away" in done.out
    assert "no change was tried" in done.out, "the policy is part of the test"


def test_what_only_leaves_out_cannot_be_expected(tests: Path):
    done = run("test", write(tests, HEAD + "  only: [unresolved_n]\n  expect: {amy: [{rule: late_letter}]}\n"))

    assert done.code == 1
    assert "small.test.yaml:7:25: error T013: the test expects `late_letter`, and its `only` leaves" in done.out


def test_nothing_is_changed_where_a_test_fails(tests: Path):
    done = run("test", write(tests, HEAD + "  expect: {}\n"), "--mutate")

    assert done.code == 1
    assert "the tests must pass as they stand" in done.err


@pytest.mark.long
def test_cases_at_and_beside_each_limit_pass_as_they_are_written(tests: Path):
    out = tests / "edges.test.yaml"
    done = run("test", "--boundaries", tests / "small.yaml", "--out", out)
    text = out.read_text(encoding="utf-8")

    assert (done.code, done.out) == (0, "")
    limit = text.split("- name: 'late_letter: lates_limit: 2 sessions'\n")[1].split("\n- name")[0]
    assert "  policy: small.yaml\n" in limit
    # none at one; at two and three on the day of the second
    expected = re.findall(r"^    (\w+):\n      - \{rule: late_letter, date: [-0-9]+\}$", limit, re.MULTILINE)
    assert expected == ["at", "over"]
    window = text.split("- name: 'late_letter: lates_2w over: last 10 school days'\n")[1].split("\n- name")[0]
    assert "    outside: '/\\ x9  U\\  /\\ x9  U\\'" in window
    assert "    inside: '/\\ x10  U\\  /\\ x8  U\\'" in window
    assert re.findall(r"^    (\w+):\n      - \{rule", window, re.MULTILINE) == ["inside"]
    assert "small.yaml:4  lates_limit: 2 sessions\n" in text, "the place of each boundary stands above its case"
    assert "{pupil: year_N, session: AM, at: 09:30, code: 'L'}" in text
    assert "{pupil: year_N, session: AM, at: 09:31, code: 'U'}" in text
    assert "# england.yaml:" in text and str(ROOT) not in text, "others read the file on other machines"
    assert run("test", out).code == 0


@pytest.mark.parametrize(
    "beside",
    [("-v",), ("--format", "json"), ("-k", "late"), ("--junit", "x.xml"), ("--coverage",), ("--html", "x.html"),
     ("--lcov", "x.info"), ("--mutate",), ("--min", "5"), ("--jobs", "2"), ("small.test.yaml",)],
)  # fmt: skip
def test_what_says_how_tests_are_run_is_refused_beside_boundaries(tests: Path, beside: tuple[str, ...]):
    done = run("test", "--boundaries", tests / "small.yaml", *beside)

    assert done.code == 2
    named = "a file of tests" if beside[0].endswith("yaml") else f"`{beside[0]}`"
    assert done.err == (
        f"error: {named} does nothing beside --boundaries, which writes cases of one policy and runs no tests\n"
        "  help: give it alone, with --out FILE; then test that file\n"
    )


def test_without_a_file_or_a_policy_there_is_nothing_to_test(tests: Path):
    assert run("test").code == 2
    assert run("test", "--boundaries", "nothing_such").code == 2
    assert run("test", write(tests, GOOD), "--out", "x.yaml").code == 2
    small = tests / "small.yaml"
    assert run("test", tests / "small.test.yaml", "--boundaries", small).code == 2, "it would run no test"
    assert run("test", "--boundaries", small, "--mutate").code == 2
    assert run("test", tests / "small.test.yaml", "--jobs", "2").code == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("policy: small", "policy: smal"), "there is no policy `smal`"),
        (
            ("  expect:", "  override: {values.late_limit: 3}\n  expect:"),
            "the policy has nothing at `values.late_limit`",
        ),
    ],
    ids=["the policy", "a value of the test's own"],
)
def test_what_is_wrong_with_the_policy_of_several_tests_is_told_where_each_names_it(
    tests: Path, change: tuple[str, str], message: str
):
    text = GOOD.replace(*change)
    again = text.replace("two lates", "two more lates", 1)
    file = write(tests, text + again)
    told = run("test", file)

    lines = [line for line in (told.out + told.err).splitlines() if message in line]
    places = [int(line.removeprefix(f"{file}:").partition(":")[0]) for line in lines]
    assert len(places) == 2
    assert places[1] - places[0] == text.count("\n")
