"""Which policy runs over which dataset: whatever has no counterpart is told, and nothing else waits for it."""

from datetime import date
from pathlib import Path

from engine.diagnostics import Severity
from engine.schools.datasets import datasets_in
from engine.schools.members import members
from engine.schools.pairing import schools_of


def trust(folder: Path, *names: str) -> Path:
    (folder / "schools").mkdir(parents=True)
    (folder / "trust.yaml").write_text("policy: trust\nlayer: trust\n", encoding="utf-8")
    for name in names:
        text = f"policy: {name}\nlayer: school\nextends: [trust]\n"
        (folder / "schools" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def datasets(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).mkdir(parents=True)
        (folder / name / "marks.csv").write_text("", encoding="utf-8")
    return folder


def told(outcome) -> list[tuple[str, str]]:
    return [(found.code, found.help) for found in outcome.diagnostics]


def test_policies_and_datasets_meet_by_name(tmp_path: Path):
    policies = trust(tmp_path / "trust", "oak", "ash")
    (policies / "schools" / "oak.yaml").rename(policies / "schools" / "a.yaml")

    made = schools_of(policies, datasets(tmp_path / "data", "north/oak", "ash"))

    assert [(each.name, each.dataset.name, each.root) for each in made.value.schools] == [
        ("ash", "ash", policies),
        ("oak", "oak", policies),
    ]
    assert told(made) == []


def test_what_has_no_counterpart_is_told_with_what_it_may_have_meant(tmp_path: Path):
    made = schools_of(trust(tmp_path / "t", "oak", "ash", "elm"), datasets(tmp_path / "d", "oak", "ashe", "yew"))

    assert [each.name for each in made.value.schools] == ["oak"]
    assert sorted(told(made)) == [
        ("M001", "did you mean `ashe`?"),
        ("M001", "the dataset's folder bears the name of the school's policy"),
        ("M002", "the dataset's folder bears the name of the school's policy"),
    ]
    (ash, _) = (found for found in made.diagnostics if found.place is not None)
    assert (Path(ash.place.source.name).name, ash.place.span.line) == ("ash.yaml", 1)
    data = (tmp_path / "d" / "ashe").as_posix()
    assert ash.message == f"the school `ash` has no dataset, and the dataset `{data}` belongs to no policy"
    assert [each.name for each in made.value.left_out] == ["ash", "elm", "yew"]


def test_a_name_that_two_have_is_told_and_neither_is_run(tmp_path: Path):
    made = schools_of(trust(tmp_path / "t", "oak", "ash"), datasets(tmp_path / "d", "a/oak", "b/oak", "ash"))

    assert [each.name for each in made.value.schools] == ["ash"]
    assert [found.code for found in made.diagnostics] == ["M003"]
    files = [f"`{(tmp_path / 'd' / name).as_posix()}`" for name in ("a/oak", "b/oak")]
    assert made.diagnostics[0].message == f"2 datasets have the name `oak`: {', '.join(files)}"


def test_a_dataset_is_a_folder_with_marks_or_a_calendar_in_whatever_folder(tmp_path: Path):
    for file in ("b/marks.parquet", "a/calendar.yaml", "north/c/marks.csv", ".git/marks.csv", "north/notes.txt"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("", encoding="utf-8")

    found, empty = datasets_in(tmp_path)

    assert (list(found), empty) == (["a", "b", "north/c"], [])


def test_names_that_capitals_alone_tell_apart_are_one_name(tmp_path: Path):
    policies = trust(tmp_path / "t", "oak", "ash")
    (policies / "north").mkdir()
    text = "policy: Oak\nlayer: school\nextends: [trust]\n"
    (policies / "north" / "oak.yaml").write_text(text, encoding="utf-8")

    made = schools_of(policies, datasets(tmp_path / "d", "a/oak", "b/Oak", "ash"))

    assert [each.name for each in made.value.schools] == ["ash"]
    assert [each.name for each in made.value.left_out] == ["Oak", "oak"]
    assert [found.message.partition(": ")[0] for found in made.diagnostics] == [
        "2 datasets have the name `Oak` or `oak`",
        "2 policies have the name `Oak` or `oak`",
    ]
    assert all(
        found.message.endswith("`: capitals do not tell them apart on every system") for found in made.diagnostics
    )


def test_a_folder_without_a_dataset_that_bears_a_schools_name_is_told_once(tmp_path: Path):
    folder = datasets(tmp_path / "d", "ash")
    (folder / "oak").mkdir()

    made = schools_of(trust(tmp_path / "t", "oak", "ash"), folder)

    assert [found.code for found in made.diagnostics] == ["M004"]
    assert {each.name: each.reasons for each in made.value.left_out} == {
        "oak": [f"`{(folder / 'oak').as_posix()}` holds no dataset"]
    }


def test_a_folder_without_a_dataset_or_a_policy_is_told(tmp_path: Path):
    folder = datasets(tmp_path / "d", "ash")
    (folder / "papers").mkdir()
    (tmp_path / "t").mkdir()

    made = schools_of(tmp_path / "t", folder)

    assert made.value.schools == ()
    assert [found.code for found in made.diagnostics] == ["M002", "M004", "M005"]


def test_a_folder_with_nothing_in_it_holds_no_dataset_and_a_dataset_itself_is_one(tmp_path: Path):
    policies = trust(tmp_path / "t", "ash")
    (tmp_path / "none").mkdir()
    none = schools_of(policies, tmp_path / "none")
    file = schools_of(policies / "schools" / "ash.yaml", datasets(tmp_path / "d", "oak"))

    assert [found.code for found in none.diagnostics] == ["M004", "M001"]
    assert (tmp_path / "none").as_posix() in none.diagnostics[0].message
    for made in (schools_of(policies, datasets(tmp_path / "d", "ash") / "ash"), file):
        assert [each.dataset.name for each in made.value.schools] == ["oak" if made is file else "ash"]
        assert told(made) == []


def test_a_policy_that_cannot_be_read_is_why_its_dataset_is_not_run(tmp_path: Path):
    policies = trust(tmp_path / "t", "ash", "fir")
    for name in ("oak", "elm", "more/fir"):
        (policies / name).parent.mkdir(exist_ok=True)
        (policies / f"{name}.yaml").write_text("policy: [\n", encoding="utf-8")
    (policies / "yew.yaml").write_text("note: no policy\n", encoding="utf-8")

    made = schools_of(policies, datasets(tmp_path / "d", "ash", "fir", "oak", "yew"))

    assert [each.name for each in made.value.schools] == ["ash", "fir"]
    assert {each.name: [why.code[0] for why in each.why] for each in made.value.left_out} == {
        "oak": ["P"],
        "yew": ["M"],
    }
    assert sorted(found.code[0] for found in made.diagnostics) == ["M", "P", "P", "P", "S"]


def test_of_two_policies_that_may_mean_one_dataset_one_is_told_with_it_and_a_layer_is_none(tmp_path: Path):
    policies = trust(tmp_path / "t", "oakfeld", "oakfelds", "trusty")
    made = schools_of(policies, datasets(tmp_path / "d", "oakfield", "trust"))

    assert [(each.name, "belongs to no policy" in each.reasons[0]) for each in made.value.left_out] == [
        ("oakfeld", True),
        ("oakfelds", False),
        ("trust", True),
        ("trusty", False),
    ]


def test_one_policy_goes_with_every_dataset(tmp_path: Path):
    made = schools_of("victoria_road", datasets(tmp_path / "d", "oak", "north/ash"))

    assert [(each.name, each.policy) for each in made.value.schools] == [
        ("north/ash", "victoria_road"),
        ("oak", "victoria_road"),
    ]


def test_of_several_versions_side_by_side_one_is_taken_by_day(tmp_path: Path):
    policies = trust(tmp_path / "t", "ash")
    for year in (2023, 2024):
        text = f"policy: oak\nlayer: school\nextends: [trust]\nin_force: {{from: {year}-09-01}}\n"
        (policies / "schools" / f"oak_{year}.yaml").write_text(text, encoding="utf-8")
    folder = datasets(tmp_path / "d", "oak", "ash")
    calendar = "terms: [{name: autumn, from: 2023-09-04, to: 2023-12-20}]\n"
    (folder / "oak" / "calendar.yaml").write_text(calendar, encoding="utf-8")

    def file(as_of):
        made = schools_of(policies, folder, as_of)
        return {each.name: each.policy.name for each in made.value.schools}.get("oak"), told(made)

    assert file(None) == ("oak_2023.yaml", [])
    assert file(date(2024, 9, 1)) == ("oak_2024.yaml", [])
    assert file(date(2023, 8, 31)) == (None, [("R022", "name a day with --as-of for which there is one")])
    (folder / "oak" / "calendar.yaml").write_text("terms: [autumn, {name: spring}, {to: soon}]\n", encoding="utf-8")
    assert file(None) == ("oak_2024.yaml", [])
    (policies / "schools" / "oak_other.yaml").write_text(text, encoding="utf-8")
    assert file(None) == (None, [("R020", "end one by `in_force: {until: …}`, or give one of them another name")])


def test_what_else_is_wrong_with_a_school_and_hidden_folders_are_no_matter_of_pairing(tmp_path: Path):
    policies = trust(tmp_path / "t", "oak")
    change(policies / "schools" / "oak.yaml", "extends", "rulez: []\nextends")

    made = schools_of(policies, datasets(tmp_path / "d", "oak", ".before/oak", ".before/ash"))

    assert [each.name for each in made.value.schools] == ["oak"]
    assert told(made) == []


def test_a_file_that_may_be_a_school_s_is_told_and_so_is_its_dataset_s_lack(tmp_path: Path):
    policies = trust(tmp_path / "t", "oak", "ash", "elm", "yew", "fir")
    schools = policies / "schools"
    change(schools / "ash.yaml", "layer: school\n", "")
    change(schools / "elm.yaml", "layer: school", "layer: scool")
    change(schools / "yew.yaml", "policy: yew\n", "")
    change(schools / "fir.yaml", "layer: school", "layer: trust")

    made = schools_of(policies, datasets(tmp_path / "d", "oak", "ash", "elm", "yew", "fir"))

    assert [each.name for each in made.value.schools] == ["oak"]
    assert {each.name: each.reasons for each in made.value.left_out} == {
        "ash": ["the file has no `layer`"],
        "elm": ["`layer` is one of `national`, `local_authority`, `trust`, `group`, `school`, not `scool`"],
        "fir": [f"the dataset `{(tmp_path / 'd' / 'fir').as_posix()}` belongs to no policy of a school: "
                "`fir` is another layer"],
        "yew": ["the file has no `policy`"],
    }  # fmt: skip
    assert told(made) == [
        ("S002", "write `layer:` and one of `national`, `local_authority`, `trust`, `group`, `school`"),
        ("S004", "did you mean `school`?"),
        ("M002", "write `layer: school` where it is the school's"),
        ("S002", "write `policy: …`"),
    ]
    beside = members(policies, date(2025, 9, 1)).value
    assert [each.name for each in beside.schools] == ["oak"]
    assert [each.name for each in beside.left_out] == ["ash", "elm", "yew"]


def test_policies_that_are_not_in_force_at_the_end_of_their_data_are_told_together(tmp_path: Path):
    policies = trust(tmp_path / "t", "ash", "elm", "oak", "yew", "fir")
    for name in ("elm", "oak", "yew", "fir"):
        change(policies / "schools" / f"{name}.yaml", "extends", "in_force: {from: 2024-09-01}\nextends")
    folder = datasets(tmp_path / "d", "ash", "elm", "oak", "yew", "fir")
    for name in ("ash", "elm", "oak", "yew", "fir"):
        calendar = "terms: [{name: autumn, from: 2023-09-04, to: 2023-12-20}]\n"
        (folder / name / "calendar.yaml").write_text(calendar, encoding="utf-8")

    made = schools_of(policies, folder)

    assert len(made.value.schools) == 5
    assert made.value.left_out == ()
    assert [(each.code, each.severity, each.message) for each in made.diagnostics] == [
        (
            "M008",
            Severity.WARNING,
            "4 policies are not in force at the end of the data, and run over the data as written: "
            "`elm` (from 1 September 2024), `fir` (from 1 September 2024), `oak` (from 1 September 2024) and 1 more",
        )
    ]
    assert told(schools_of(policies, folder, date(2024, 9, 1))) == []
    (early,) = schools_of(policies, folder, date(2024, 8, 31)).diagnostics
    assert "are not in force on 31 August 2024, and run over the data as written" in early.message
    for name in ("elm", "oak", "yew"):
        change(policies / "schools" / f"{name}.yaml", "in_force: {from: 2024-09-01}\n", "")
    change(policies / "schools" / "fir.yaml", "{from: 2024-09-01}", "{until: 2023-09-01}")
    (alone,) = schools_of(policies, folder).diagnostics
    assert alone.message.startswith("a policy is not in force at the end of the data, and run over")
    assert alone.message.endswith("as written: `fir` (until 1 September 2023)")
    assert Path(alone.place.source.name).name == "fir.yaml"
    for calendar in ("- terms\n", "terms: [\n"):  # the run tells what is wrong with it
        (folder / "fir" / "calendar.yaml").write_text(calendar, encoding="utf-8")
        assert told(schools_of(policies, folder)) == []


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
