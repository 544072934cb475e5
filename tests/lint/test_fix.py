"""`policy lint --fix`: spellings, and what provably changes no decision; nothing else, and the layout stays."""

from datetime import date
from pathlib import Path

import pytest

from engine.analysis.compare import compare
from engine.lint.fix import fix_files
from engine.load import load
from tests.cli.command import run

AS_OF = date(2026, 11, 28)
HEAD = "# a comment that stays\npolicy: s\nlayer: school\nextends: [england]\n"
LATES = "measures:\n  lates_term: {count: sessions, of: late, over: term}\n  tried: {count: contacts, over: day}\n"
RULE = "rules:\n  - id: late_letter\n    source: §1\n    when: {}   # why\n    then: [{{do: letter, to: parents}}]\n"


def mended(text: str, folder: Path) -> str:
    file = folder / "s.yaml"
    file.write_text(text, encoding="utf-8")
    (found,) = fix_files([file], as_of=AS_OF, law="england").value
    return found.after.raw


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (LATES.replace("count: sessions", "cuont: sessions"), LATES),
        (LATES.replace("count: sessions", "count: sesions"), LATES),
        (LATES.replace("over: term", "ovr: term", 1), LATES),
        (
            "registers: {am: {all: {opns: 08:45, closes: 09:15}}}\n",
            "registers: {am: {all: {opens: 08:45, closes: 09:15}}}\n",
        ),
        (LATES + RULE.format("lates_tem >= 3"), LATES + RULE.format("lates_term >= 3")),
        ("flags:\n  seen: {set_by: headteacher}\nrulse: []\n", "flags:\n  seen: {set_by: headteacher}\nrules: []\n"),
    ],
)
def test_a_spelling_is_corrected_where_one_word_is_meant(wrong, right, tmp_path):
    assert mended(HEAD + wrong, tmp_path) == HEAD + right


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("lates_term >= 3 and lates_term >= 0", "lates_term >= 3"),
        ("lates_term >= 0 and lates_term >= 3", "lates_term >= 3"),
        ("lates_term >= 3 or lates_term < 0", "lates_term >= 3"),
        ("lates_term >= 3 and tried = 0", "lates_term >= 3 and tried < 1"),
    ],
)
def test_what_makes_no_difference_is_taken_out(wrong, right, tmp_path):
    text = HEAD + LATES + RULE.format(wrong)

    after = mended(text, tmp_path)

    assert after == HEAD + LATES + RULE.format(right)
    for name, said in (("a", text), ("b", after)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "s.yaml").write_text(said, encoding="utf-8")
    assert compare(load(tmp_path / "a" / "s.yaml").value, load(tmp_path / "b" / "s.yaml").value).differences == ()


@pytest.mark.parametrize(
    "text",
    [
        LATES + RULE.format("lates_term >= 3 and tried != 0"),  # `> 0` would not be true where the file is missing
        LATES + RULE.format("lates_term >= 3 and tried = 0").replace("    then", "    if_unknown: act\n    then"),
        LATES + RULE.format("lates_term > 3 and lates_term < 2"),  # wrong, and nobody knows what was meant
        "values: {limit_a: 3, limit_b: 4}\n" + LATES + RULE.format("lates_term >= limit_c"),  # either may be meant
    ],
)
def test_what_is_not_sure_is_let_be(text, tmp_path):
    assert mended(HEAD + text, tmp_path) == HEAD + text


def test_line_ends_and_the_byte_order_mark_stay(tmp_path):
    file = tmp_path / "s.yaml"
    text = (HEAD + LATES.replace("count: sessions", "cuont: sessions")).replace("\n", "\r\n")
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())

    (found,) = fix_files([file], as_of=AS_OF, law="england").value

    assert found.after.save() == b"\xef\xbb\xbf" + text.replace("cuont", "count").encode()


def test_the_shipped_policies_have_nothing_to_mend():
    assert [each.name for each in fix_files([Path("policies")], as_of=AS_OF, law="england").value if each.changed] == []


def test_what_cannot_be_read_is_told_where_only_the_difference_is_asked_for(tmp_path):
    (tmp_path / "s.yaml").write_bytes("policy: café\n".encode("cp1252"))

    shown = run("lint", tmp_path / "s.yaml", "--diff")
    assert (shown.code, "error P001" in shown.err) == (1, True)
    (tmp_path / "none").mkdir()
    assert run("lint", tmp_path / "none", "--diff").code == 1


def test_a_link_stays_one_and_what_it_leads_to_is_mended(tmp_path):
    real, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    real.write_text(HEAD + LATES.replace("count: sessions", "cuont: sessions"), encoding="utf-8")
    link.symlink_to(real.name)

    assert "1 place mended" in run("lint", link, "--fix").err
    assert link.is_symlink()
    assert "cuont" not in real.read_text(encoding="utf-8")


def test_the_command_shows_first_and_mends_once(tmp_path):
    file = tmp_path / "s.yaml"
    text = HEAD + LATES + RULE.format("lates_tem >= 3 and lates_term >= 0")
    file.write_text(text, encoding="utf-8")

    shown = run("lint", file, "--diff")
    assert (shown.code, file.read_text(encoding="utf-8")) == (0, text)
    assert "-    when: lates_tem >= 3 and lates_term >= 0   # why\n+    when: lates_term >= 3   # why\n" in shown.out
    assert "2 places would be mended" in shown.err

    assert "2 places mended" in run("lint", file, "--fix").err
    assert file.read_text(encoding="utf-8") == HEAD + LATES + RULE.format("lates_term >= 3")
    assert "nothing to mend" in run("lint", file, "--fix").err
    assert run("lint", "-", "--fix").code == 2
    assert run("lint", "england", "--fix").code == 2


def test_what_is_not_asked_for_is_not_mended(tmp_path):
    rule = RULE.format("lates_term >= 3 and year_group >= -9")
    text = HEAD + LATES.replace("count: sessions", "cuont: sessions") + rule
    file = tmp_path / "s.yaml"
    file.write_text(text, encoding="utf-8")
    spelt, simple = "cuont", "year_group >= -9"

    def left(**asked: list[str]) -> list[bool]:
        (found,) = fix_files([file], as_of=AS_OF, law="england", **asked).value
        return [word in found.after.raw for word in (spelt, simple)]

    assert left() == [False, False]
    assert left(select=["L1"]) == [True, True]
    code = next(each for each in ("S", "R", "P") if left(select=[each])[0] is False)
    assert left(select=[code]) == [False, True]
    assert left(ignore=[code]) == [True, True], "what cannot be read cannot be proved to mean the same"
    assert left(ignore=["L2"]) == [False, True]
    assert run("lint", "--fix", "--select", "L1", str(file)).err == "nothing to mend\n"
    assert file.read_text(encoding="utf-8") == text


NOTATIONS = {
    "review_by: 31/8/2027\n": "review_by: 2027-08-31\n",
    "review_by: 2027/8/31\n": "review_by: 2027-08-31\n",
    "review_by: 31 August 2027\n": "review_by: 2027-08-31\n",
    "registers: {am: {all: {opens: 8.50am, closes: 0910}}, pm: {all: {opens: 1pm, closes: '13:20:00'}}}\n": (
        "registers: {am: {all: {opens: 08:50, closes: 09:10}}, pm: {all: {opens: 13:00, closes: 13:20}}}\n"
    ),
    "values: {a: 5 schooldays, b: 92 percent, c: five sessions}\n": (
        "values: {a: 5 school days, b: 92%, c: 5 sessions}\n"
    ),
    "title:\tLate letters\n": "title: Late letters\n",
    "sets: {closed: 'code = “L” or code = “U”'}\n": 'sets: {closed: \'code = "L" or code = "U"\'}\n',
    "leave: {reasons: {other: {outcome: refuse, code: #}}}\n": (
        "leave: {reasons: {other: {outcome: refuse, code: '#'}}}\n"
    ),
    LATES + RULE.format("lates_term => 3 AND attendance_percent <= 90%"): (
        LATES + RULE.format("lates_term >= 3 and attendance_percent <= 90")
    ),
    LATES + RULE.format("lates_term ≥ 3 && lates-term is at least 5"): (
        LATES + RULE.format("lates_term >= 3 and lates_term >= 5")
    ),
    LATES + RULE.format("year_group in [1-6] and lates term > 3"): (
        LATES + RULE.format("year_group in [1..6] and lates_term > 3")
    ),
    LATES + RULE.format("lates_term > 3").replace("  - id", "  • id"): LATES + RULE.format("lates_term > 3"),
    LATES + RULE.format("lates_term > 3").replace("source: ", "source:"): LATES + RULE.format("lates_term > 3"),
}


@pytest.mark.parametrize("wrong", NOTATIONS)
def test_what_is_written_otherwise_is_written_as_a_policy_does(wrong, tmp_path):
    assert mended(HEAD + wrong, tmp_path) == HEAD + NOTATIONS[wrong]


def test_an_amount_without_its_unit_is_given_it_where_nothing_is_changed_by_it(tmp_path):
    text = HEAD + "values: {limit: 92}\n" + RULE.format("attendance_percent < limit")
    assert mended(text, tmp_path) == text.replace("limit: 92}", "limit: 92%}")


@pytest.mark.parametrize(
    "text",
    [
        "review_by: 3/9/2027\n",  # the third of September, or the ninth of March
        "review_by: 27-08-31\n",
        "values: {a: 5 lessons}\n",
        "registers: {am: {all: {opens: 8.50, closes: 9.10}}, pm: {all: {opens: 1.15, closes: 1.30}}}\n".replace(
            "8.50, closes: 9.10", "08:50, closes: 09:10"
        ),  # in the afternoon, or at night
        LATES + RULE.format("lates_term > 5%"),  # a percentage of what
        LATES + RULE.format("lates_term > 5 school days"),
        LATES + RULE.format("attendance_percent < 0.9"),
    ],
)
def test_what_may_have_been_meant_in_two_ways_is_let_be(text, tmp_path):
    assert mended(HEAD + text, tmp_path) == HEAD + text


def test_a_file_that_is_no_policy_is_let_be_however_it_is_written(tmp_path):
    text = "title:\tShopping\nitems:\n  – bread\n"
    file = tmp_path / "other.yaml"
    file.write_text(text, encoding="utf-8")
    assert [each for each in fix_files([tmp_path], as_of=AS_OF, law="england").value if each.changed] == []
