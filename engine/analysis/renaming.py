"""What one side has and the other has not -> what is the same under another name."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

T = TypeVar("T")


def renamed(
    removed: Mapping[str, T], added: Mapping[str, T], alike: Callable[[T, T], bool]
) -> Iterable[tuple[str, str]]:
    """Give the pairs of what only one side has that are alike in all but their name, each at most once."""
    left = dict(added)
    for name, one in removed.items():
        other = next((key for key, held in left.items() if alike(one, held)), None)
        if other is not None:
            left.pop(other)
            yield name, other
