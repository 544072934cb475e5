"""The examples on the pages of the linter's rules, laid out as files and linted."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from engine.api import lint
from engine.diagnostics import Diagnostic

AS_OF = date(2026, 11, 28)
SECTIONS = ("Why", "Avoid", "Prefer", "Source")
_BLOCK = re.compile(r"```yaml ?(\S*)\n(.*?)```", re.DOTALL)
_HEAD = "policy: example\nlayer: school\n"


def sections(page: str) -> dict[str, str]:
    """Give the text of each section of a page; the general form is not one."""
    parts = re.split(r"^## (\w+)\n", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def examples(page: str, section: str) -> list[dict[str, str]]:
    """Give the examples of a section, each as files by name; a block with a name belongs to the one before it."""
    found: list[dict[str, str]] = []
    for name, text in _BLOCK.findall(sections(page)[section]):
        if name:
            found[-1]["example.test.yaml" if name == "tests" else f"{name}.yaml"] = text
        else:
            found.append({"example.yaml": _whole(text)})
    return found


def _whole(text: str) -> str:
    if re.search(r"^policy:", text, re.MULTILINE):
        return text
    head = _HEAD if re.search(r"^extends:", text, re.MULTILINE) else f"{_HEAD}extends: [england]\n"
    return head + text


def findings(files: dict[str, str], folder: Path) -> list[Diagnostic]:
    """Lint one example."""
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return list(lint([folder / "example.yaml"], as_of=AS_OF).findings)


def every(pages: Iterator[tuple[str, str]], section: str) -> list[tuple[str, int, dict[str, str]]]:
    """Give every example of a section with the code it is on the page of."""
    return [(code, at, files) for code, page in pages for at, files in enumerate(examples(page, section))]
