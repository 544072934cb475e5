"""Runs the command in this process, as its users run it."""

import contextlib
import io
from dataclasses import dataclass

from cli.main import carry_out


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


def run(*words: object) -> Done:
    """Carry out `policy WORDS` with its streams as pipes."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = carry_out([str(word) for word in words])
    return Done(int(code), *(stream.buffer.getvalue().decode() for stream in (out, err)))
