"""Memory that was let go is handed back where the C library would keep it, and nowhere else."""

import ctypes
import sys
from types import SimpleNamespace

import pytest

from engine.pool.memory import give_back


@pytest.mark.parametrize(
    ("platform", "library", "asked"),
    [
        ("linux", SimpleNamespace(malloc_trim=None), [0]),
        ("linux", SimpleNamespace(), []),
        ("win32", SimpleNamespace(malloc_trim=None), []),
        ("darwin", SimpleNamespace(malloc_trim=None), []),
    ],
    ids=["Linux with glibc", "Linux with another library", "Windows", "macOS"],
)
def test_the_library_is_asked_where_it_can_be(monkeypatch, platform, library, asked):
    calls: list[int] = []
    if hasattr(library, "malloc_trim"):
        library.malloc_trim = calls.append
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(ctypes, "CDLL", lambda name: library)

    give_back()

    assert calls == asked
