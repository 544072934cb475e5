"""The house of ARCHITECTURE.md: a module imports from rows above its own, or from its left in its row; no cycles."""

from graphlib import CycleError, TopologicalSorter

import pytest

from tests.architecture.tree import imports, modules, names

ROWS = (
    ("nouns", "once", "nearest", "source", "dates", "calendar", "assets", "pool"),
    ("diagnostics",),
    ("document",),
    ("parse", "write"),
    ("expressions",),
    ("model",),
    ("words", "validate"),
    ("policy", "sections"),
    ("resolve", "approvals", "show"),
    ("bind",),
    ("timeline", "register", "dataset", "decision", "counting", "plan", "fired", "told", "narrow"),
    ("readers", "writers", "compile", "unsaid", "overtaken", "named_terms", "load", "known"),
    ("importers", "evaluate", "shares", "copied"),
    ("show", "analysis", "explain", "recode", "doubts", "running"),
    ("testing", "coverage", "mutation", "boundaries", "simulate", "generate", "report", "starter", "letters"),
    ("lint",),
    ("schools", "api", "trials"),
)
PLACE = {name: (row, column) for row, names in enumerate(ROWS) for column, name in enumerate(names)}
CLI_MAY_IMPORT = {
    "engine.lint.approve",
    "engine.lint.fix",
    "engine.analysis.differences",
    "engine.analysis.touched",
    "engine.api",
    "engine.decision",
    "engine.diagnostics",
    "engine.doubts.finding",
    "engine.fired",
    "engine.nearest",
    "engine.nouns",
    "engine.once",
    "engine.told",
    "engine.doubts.run",
    "engine.importers.account",
    "engine.importers.calls",
    "engine.model.import_map",
    "engine.generate.spec",
    "engine.lint.report",
    "engine.load",
    "engine.pool.each",
    "engine.pool.in_turn",
    "engine.pool.uncollected",
    "engine.pool.workers",
    "engine.readers.ahead",
    "engine.schools.compare",
    "engine.schools.dependents",
    "engine.schools.school",
    "engine.model.explanation",
    "engine.letters.letter",
    "engine.words",
    "engine.report.figures",
    "engine.source",
    "engine.starter.answers",
    "engine.show",
    "engine.simulate.result",
    "engine.simulate.suppression",
    "engine.coverage.point",
    "engine.mutation.mutant",
    "engine.testing.result",
    "engine.trials",
    "engine.writers.disk",
}
ONE_IMPORTER = {
    "yaml": ("engine.parse", "engine.write"),
    "lark": ("engine.expressions",),
    "pydantic": ("engine.model",),
    "click": ("cli",),
}


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def test_every_module_has_its_row():
    rooms = {room(module) for module in names("engine")} - {""}

    assert rooms <= set(PLACE), f"give them a row in the table above: {rooms - set(PLACE)}"


def test_imports_go_up_or_left():
    wrong = [
        f"{module}:{line}: {room(module)} imports {imported}"
        for module, tree in modules("engine").items()
        for imported, line in imports(module, tree)
        if imported.startswith("engine.") and room(imported) != room(module)
        if PLACE.get(room(imported), (99, 0)) >= PLACE.get(room(module), (-1, 0))
    ]

    assert wrong == []


def test_no_cycles():
    every = modules("engine", "cli")
    graph = {
        module: {imported for imported, _ in imports(module, tree) if imported in every and imported != module}
        for module, tree in every.items()
    }

    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        pytest.fail(" -> ".join(cycle.args[1]))


def test_the_command_line_knows_the_api_and_the_nouns_it_shows():
    wrong = [
        f"{module}:{line} imports {imported}"
        for module, tree in modules("cli").items()
        for imported, line in imports(module, tree)
        if imported.startswith("engine") and imported not in CLI_MAY_IMPORT
    ]

    assert wrong == []


def test_renderers_know_neither_click_nor_commands():
    wrong = [
        f"{module}:{line} imports {imported}"
        for module, tree in modules("cli").items()
        if module.startswith("cli.render")
        for imported, line in imports(module, tree)
        if imported.split(".")[0] == "click" or (imported.startswith("cli.") and not imported.startswith("cli.render"))
    ]

    assert wrong == []


def test_the_engine_does_not_know_the_command_line():
    wrong = [
        f"{module}:{line}"
        for module, tree in modules("engine").items()
        for imported, line in imports(module, tree)
        if imported.split(".")[0] in ("cli", "click")
    ]

    assert wrong == []


@pytest.mark.parametrize("library", sorted(ONE_IMPORTER))
def test_a_library_has_one_importer(library: str):
    every = modules("engine", "cli")
    found = {
        module
        for module, tree in every.items()
        for imported, _ in imports(module, tree)
        if imported.split(".")[0] == library
    }

    assert found, f"nobody imports {library}"
    assert {module for module in found if not module.startswith(ONE_IMPORTER[library])} == set()
