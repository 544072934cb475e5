"""Golden files, which `pytest --update-golden` writes anew, for `git diff` to show; no test is against the clock."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# a slow machine is no mistake of the program
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write the expected output of golden cases anew")


@pytest.fixture
def golden(request):
    """Compare text with a file of expected text; one call a file."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.exists(), f"{path.name} is missing: run pytest --update-golden"
        assert text == path.read_text(encoding="utf-8")

    return compare
