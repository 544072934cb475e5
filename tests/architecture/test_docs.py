"""What the pages at the root say is so."""

import ast
import re

import pytest

from cli.main import COMMANDS
from tasks import TASKS
from tests.architecture.tree import ROOT, modules

PAGES = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSARY.md", "CHANGELOG.md")
LONGEST_LINE = 220
LONGEST_PAGE = 200


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_there_short_and_its_links_lead_somewhere(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]

    assert [link for link in links if not (ROOT / link).exists()] == []
    assert text.count("\n") <= LONGEST_PAGE
    assert [line for line in text.splitlines() if len(line) > LONGEST_LINE] == []


def test_every_command_is_in_the_readme_and_no_other():
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^policy ([\w-]+)", text, re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("name", PAGES)
def test_every_make_target_that_is_named_is_there(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"(?:make|python -m tasks) ([a-z-]+)", text))

    assert named <= set(TASKS)


def test_every_task_is_a_make_target_of_one_line():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets, commands = re.search(r"^([a-z -]+):\n((?:\t.*\n)+)", makefile, re.MULTILINE).groups()

    assert set(targets.split()) == set(TASKS)
    assert commands == "\t@$(PYTHON) -m tasks $@ $(ARGS)\n"


def test_the_suite_is_what_continuous_integration_runs():
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")


def glossary() -> dict[str, str]:
    """Give each word that is never used, with the one that is."""
    rows = re.findall(
        r"^\| ([^|]+) \| [^|]+ \| ([^|]+) \|$", (ROOT / "GLOSSARY.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    never = {word.strip(): say for say, words in rows[2:] for word in words.split(",") if word.strip() != "-"}
    assert len(never) > 15
    return never


def test_names_are_those_of_the_glossary():
    never = glossary()
    found = {
        module: {word: never[word] for word in words_of(module, tree) & set(never)}
        for module, tree in modules("engine", "cli").items()
    }

    assert {module: words for module, words in found.items() if words} == {}


def words_of(module: str, tree: ast.Module) -> set[str]:
    """Give the words that the names of a module are made of."""
    named = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    named |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)} | set(module.split("."))
    return {word for name in named for word in re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_")}
