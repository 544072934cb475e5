"""What the Python of the project never has; CONTRIBUTING.md says why."""

import ast
import re
import tomllib

from tests.architecture.tree import ROOT, files, modules, names, numbers, path_of, strings

LONGEST_MODULE = 400
NO_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "misc", "manager", "handler"}

# Letters that mean something else there: examples in the published schema, ISO durations, year groups (N and R).
LETTERS_FOR_ANOTHER_REASON = (
    "engine.model.",
    "engine.expressions.moments",
    "engine.readers.cells",
    "engine.importers.words",
    "engine.evaluate.block",
)
# Percentages, limits and fines of the law and of the two schools, as far as their numbers mean nothing else.
AMOUNTS_OF_POLICIES = {80, 90, 93, 95, 96, 97, 160, 0.9, 0.93, 0.95, 0.96}
_MOMENTS = ("today", "now", "utcnow")
CLOCKS = {"date": _MOMENTS, "datetime": _MOMENTS, "dt": _MOMENTS, "time": ("time", "time_ns", "localtime", "gmtime")}


def test_a_module_is_short_and_named_for_what_it_holds():
    every = names("engine", "cli")
    lines = {module: path_of(module).read_text(encoding="utf-8").count("\n") for module in every}

    assert {module: count for module, count in lines.items() if count > LONGEST_MODULE} == {}
    assert [module for module in every if not NO_NAMES.isdisjoint(module.split("."))] == []


def test_nothing_is_caught_that_is_not_named():
    caught = [
        f"{module}:{node.lineno}"
        for module, tree in modules("engine", "cli").items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        for name in (node.type.elts if isinstance(node.type, ast.Tuple) else [node.type])
        if name is None or (isinstance(name, ast.Name) and name.id in ("Exception", "BaseException"))
    ]

    assert caught == []


def test_no_text_is_run_as_python():
    called = [
        f"{module}:{node.lineno}"
        for module, tree in modules("engine", "cli").items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("eval", "exec", "compile")
    ]

    assert called == []


def test_the_engine_has_no_clock():
    read = [
        f"{module}:{node.lineno}"
        for module, tree in modules("engine").items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS.get(_last_name(node.value), ())
    ]

    assert read == []


def _last_name(node: ast.expr) -> str:
    """Give what stands before a dot: `date` of `date.today` and of `datetime.date.today`; empty where it is no name."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def codes() -> set[str]:
    """Give every attendance code of the national layer that is letters and digits."""
    text = (ROOT / "policies" / "england.yaml").read_text(encoding="utf-8")
    found = set(re.findall(r"'?([A-Z][0-9]?)'?: *\{category:", text))
    assert len(found) > 20, "the code tables of policies/england.yaml were not found"
    return found


def test_no_code_letter_stands_in_python():
    known = codes()
    found = [
        f"{module}:{line}: {text!r}"
        for module, tree in modules("engine").items()
        if not module.startswith(LETTERS_FOR_ANOTHER_REASON)
        for text, line in strings(tree)
        if text in known
    ]

    assert found == []


def test_no_amount_of_a_policy_stands_in_python():
    plain = [
        f"{module}:{line}: {number}"
        for module, tree in modules("engine").items()
        for number, line in numbers(tree)
        if number in AMOUNTS_OF_POLICIES
    ]
    said = [
        f"{module}:{line}: {text!r}"
        for module, tree in modules("engine").items()
        if not module.startswith("engine.model")  # the examples of the published schema
        for text, line in strings(tree)
        if re.fullmatch(r"[0-9.]+ ?%|£[0-9]+|[0-9]+ (school )?weeks?", text)
    ]

    assert plain + said == []


# Spelled in pieces, so that this file does not name them.
HOSTS = ("py" + "pi.org", "python" + "hosted", "npm" + "js.", "/wo" + "rk/", "/ro" + "ot/", "anaconda" + ".org")


def test_no_file_names_a_package_registry_or_a_machine():
    found = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in files()
        if path.suffix not in (".parquet", ".png", ".xlsx")
        for host in HOSTS
        if host in path.read_text(encoding="utf-8", errors="replace")
    ]

    assert found == []


def test_the_lock_has_a_hash_for_every_version_and_no_address():
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^([a-z0-9-]+)==\S+(?: ; [^\\\n]*)? \\$", lock, re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = (*project["project"]["dependencies"], *project["dependency-groups"]["dev"])

    assert "://" not in lock
    assert len(re.findall(r"^\S+==", lock, re.MULTILINE)) == len(pinned)
    assert {re.split("[>=<]", each)[0] for each in asked} <= set(pinned)
    assert lock.count("--hash=sha256:") > len(pinned)
