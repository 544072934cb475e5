"""Where the policies and schemas that come with the program are: in a checkout beside the code, in a wheel in it."""

from pathlib import Path

_ENGINE = Path(__file__).parent


def policies_folder() -> Path:
    """Give the folder of the bundled policies."""
    return _folder("policies")


def schema_folder() -> Path:
    """Give the folder of the published schemas."""
    return _folder("schema")


def _folder(name: str) -> Path:
    packed = _ENGINE / "_assets" / name
    return packed if packed.is_dir() else _ENGINE.parent / name
