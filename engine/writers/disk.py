"""Files that Polars writes -> what the system says of them, where it cannot, as everything else here says it."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_NUMBER: Final = re.compile(r"\(os error (\d+)\)")


@contextmanager
def as_the_system_says() -> Iterator[None]:
    """Turn what Polars makes of a full disk into the OSError that it was. Raises: OSError."""
    from polars.exceptions import ComputeError

    try:
        yield
    except ComputeError as fault:
        if (found := _NUMBER.search(str(fault))) is None:
            raise
        number = int(found[1])
        raise OSError(number, os.strerror(number)) from fault
