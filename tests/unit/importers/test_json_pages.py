"""A page of records that says that others follow is told: their marks would be missing without a word."""

import json
from pathlib import Path

import pytest

from engine.importers.json_source import open_json
from engine.readers.faults import Faults

RECORD = {"student_id": "A1", "date": "2024-09-03", "session": "AM", "code": "/"}


def codes(folder: Path, page: object) -> list[str]:
    (folder / "page.json").write_text(json.dumps(page), encoding="utf-8")
    faults = Faults()
    open_json(folder / "page.json", faults)
    return [found.code for found in faults.diagnostics]


@pytest.mark.parametrize(
    "said",
    [{"meta": {"pagination": {"more": True}}}, {"@odata.nextLink": "x?$skip=1"}, {"has_more": True}],
    ids=["wonde", "odata", "other"],
)
def test_a_page_that_others_follow_is_told(tmp_path: Path, said: dict[str, object]):
    assert codes(tmp_path, {"data": [RECORD], **said}) == ["D186"]


def test_the_last_page_is_not(tmp_path: Path):
    assert codes(tmp_path, {"data": [RECORD], "meta": {"pagination": {"more": False, "next": None}}}) == []
