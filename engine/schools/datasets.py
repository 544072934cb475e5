"""A folder -> the datasets in it."""

from pathlib import Path

CALENDAR = "calendar.yaml"
MARKS = ("marks.csv", "marks.parquet")


def is_dataset(folder: Path) -> bool:
    """Say whether a folder is meant as one dataset."""
    return any((folder / name).is_file() for name in (*MARKS, CALENDAR))


def datasets_in(folder: Path) -> tuple[dict[str, Path], list[Path]]:
    """Give the datasets under a folder by their path in it, `/` between its steps, and the folders that hold none."""
    found: dict[str, Path] = {}
    empty: list[Path] = []
    for inner in sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")):
        if is_closed(inner):
            empty.append(inner)
            continue
        if is_dataset(inner):
            found[inner.name] = inner
            continue
        deeper, barren = datasets_in(inner)
        found |= {f"{inner.name}/{name}": path for name, path in deeper.items()}
        empty += barren if deeper else [inner]
    return found, empty


def is_closed(folder: Path) -> bool:
    """Say whether a folder may not be looked into."""
    try:
        (folder / CALENDAR).is_file()
        next(folder.iterdir(), None)
    except PermissionError:
        return True
    return False
