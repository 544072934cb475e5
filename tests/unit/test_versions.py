"""Versions of one policy side by side: which one a day picks, and where two hold or none does."""

from datetime import date
from pathlib import Path

import pytest

from engine import api
from engine.parse import parse
from engine.resolve.versions import at_odds, in_force, of_day, versions
from engine.schools.members import members
from engine.source import Source


def group(**periods):
    files = []
    for name, said in periods.items():
        text = "policy: oak\nlayer: school\n" + (f"in_force: {said}\n" if said else "")
        files.append((Path("schools") / f"{name}.yaml", parse(Source(f"{name}.yaml", text)).value))
    return versions(files)[Path("schools"), "oak"]


@pytest.mark.parametrize(
    ("day", "file"),
    [
        ("2023-08-31", None),
        ("2023-09-01", "a"),
        ("2024-08-31", "a"),
        ("2024-09-01", "b"),
        ("2025-08-31", "b"),
        ("2025-09-01", "c"),
        ("2099-01-01", "c"),
    ],
)
def test_a_day_picks_the_version_in_force_on_it(day, file):
    held = group(c="{from: 2025-09-01}", a="{from: 2023-09-01, until: 2024-09-01}", b="{from: 2024-09-01}")
    chosen = in_force(held, date.fromisoformat(day))

    assert (chosen.file.stem if chosen else None) == file


@pytest.mark.parametrize(
    ("periods", "told"),
    [
        ({"a": "", "b": "{from: 2025-09-01}"}, []),
        ({"a": "{until: 2025-09-01}", "b": "{from: 2025-09-01}"}, []),
        ({"a": "", "b": ""}, ["b.yaml:1 R020"]),
        ({"a": "{until: 2026-01-01}", "b": "{from: 2025-09-01}"}, ["b.yaml:3 R020"]),
        ({"a": "{from: 2025-09-01}", "b": "{from: 2025-09-01}"}, ["b.yaml:3 R020"]),
        ({"a": "{until: 2025-07-01}", "b": "{from: 2025-09-01}"}, ["b.yaml:3 R021"]),
    ],
)
def test_two_for_a_day_and_days_without_one_are_told(periods, told):
    found = list(at_odds("oak", group(**periods)))

    assert [f"{each.place.source.name}:{each.place.span.line} {each.code}" for each in found] == told


def test_a_folder_is_linted_with_its_layers_wherever_they_lie_in_it_and_its_versions(tmp_path):
    (tmp_path / "trust.yaml").write_text("policy: trust\nlayer: trust\nextends: [england]\n", encoding="utf-8")
    (tmp_path / "schools").mkdir()
    for year in (2024, 2025):
        text = f"policy: oak\nlayer: school\nextends: [england, trust]\nin_force: {{from: {year}-09-01}}\n"
        (tmp_path / "schools" / f"oak_{year}.yaml").write_text(text, encoding="utf-8")
    day = date(2026, 1, 1)

    assert {each.code for each in api.lint([tmp_path], as_of=day).findings} & {"R001", "R020", "R021"} == set()
    alone = api.lint([tmp_path / "schools" / "oak_2024.yaml"], as_of=day)
    assert "R001" in {each.code for each in alone.findings}
    (tmp_path / "schools" / "oak_2026.yaml").write_text(text, encoding="utf-8")
    assert "R020" in {each.code for each in api.lint([tmp_path], as_of=day).findings}


def test_which_of_two_versions_of_one_day_is_meant_is_not_guessed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    head = "policy: oak\nlayer: school\nin_force: {from: 2024-09-01%s}\n"
    (tmp_path / "one.yaml").write_text(head % ", until: 2025-09-01", encoding="utf-8")
    (tmp_path / "two.yaml").write_text(head.replace("2024-09", "2025-07") % "", encoding="utf-8")

    assert of_day("oak", date(2025, 6, 30)).value == Path("one.yaml")
    both = of_day("oak", date(2025, 7, 1))
    assert (both.value, [each.code for each in both.diagnostics]) == (None, ["R020"])
    assert of_day("oak", date(2025, 9, 1)).value == Path("two.yaml")
    found = members(tmp_path, date(2025, 7, 1)).value
    assert ([each.name for each in found.schools], [each.name for each in found.left_out]) == ([], ["oak"])
