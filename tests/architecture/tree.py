"""The repository as the architecture tests read it: its Python as syntax trees, its files as git knows them."""

import ast
import gc
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def names(*packages: str) -> tuple[str, ...]:
    """Give the dotted name of every module of packages, in order; none is read."""
    found = []
    for package in packages:
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    assert {name.partition(".")[0] for name in found} == set(packages)
    return tuple(sorted(found))


@cache
def modules(*packages: str) -> dict[str, ast.Module]:
    """Give every module of packages as a syntax tree, by its dotted name; each is read once."""
    if len(packages) > 1:
        return {name: tree for package in packages for name, tree in modules(package).items()}
    gc.disable()
    try:
        return {name: ast.parse(path_of(name).read_text(encoding="utf-8"), filename=name) for name in names(*packages)}
    finally:
        gc.freeze()  # they stay, and every later search for cycles would go through all their nodes
        gc.enable()


def path_of(module: str) -> Path:
    """Give the file of a module."""
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@cache
def imports(module: str, tree: ast.Module) -> tuple[tuple[str, int], ...]:
    """Give what a module imports, wherever it does so, with the line; a name imported from a package is the module."""
    return tuple(_imports(module, tree))


def _imports(module: str, tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}:{node.lineno}: a relative import"
            for name in node.names:
                inner = f"{node.module}.{name.name}"
                yield (inner if is_module(inner) else str(node.module)), node.lineno


@cache
def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


@cache
def files() -> tuple[Path, ...]:
    """Give the files of the repository: those that git tracks or would, or all where there is no git."""
    try:
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, encoding="utf-8").stdout
        found = [ROOT / line for line in told.splitlines()]
    except (OSError, subprocess.CalledProcessError):
        found = [path for path in ROOT.rglob("*") if not {".venv", ".git"} & set(path.parts)]
    return tuple(path for path in found if path.is_file())


def strings(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield the texts of a module with their lines; docstrings are left out."""
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):  # a type variable is named by a text too
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "TypeVar":
            prose |= {id(argument) for argument in node.args}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value, node.lineno


def numbers(tree: ast.Module) -> Iterator[tuple[int | float, int]]:
    """Yield the numbers of a module with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
            yield node.value, node.lineno
