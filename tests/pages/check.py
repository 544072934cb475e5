"""Builds every listed page and has it looked at in a browser: accessible, offline, no script run, readable on a phone.

`make test-report`. It installs what it needs beside the virtual environment, and says so and ends well where it
cannot: a machine without a network tells nothing about a page.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from tests.cli.command import run
from tests.cli.hostile import FORMULAS, MARKUP
from tests.pages.listed import PAGES, words_of

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / ".venv" / "pages"
NEEDED = {"axe-core": "4.14.1", "playwright-core": "1.65.1"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
MINUTES = 10


def main() -> int:
    """Check the pages; the exit code is 1 where one has a finding or cannot be built."""
    missing = _tools() or _browser_missing()
    with tempfile.TemporaryDirectory(prefix="pages-") as folder:
        pages = build(Path(folder))
        if pages is None:
            return 1
        if missing:
            print(f"pages: {len(pages)} built, not looked at: {missing}")
            return 0
        words = ["node", str(Path(__file__).with_name("look.mjs")), str(TOOLS), _browser() or "", *map(str, pages)]
        try:
            return subprocess.run(words, timeout=MINUTES * 60).returncode
        except subprocess.TimeoutExpired:
            print(f"pages: the browser did not end within {MINUTES} minutes")
            return 1


def build(folder: Path) -> list[Path] | None:
    """Write every page into a folder; None where one could not be written."""
    data, hostile = folder / "data", folder / "hostile"
    made = run("generate", data, "--phase", "primary", "--pupils", "150", "--year", "2024", "--seed", "7")
    assert made.code == 0, made.err
    write_hostile(hostile)
    pages = []
    for page in PAGES:
        out = folder / f"{page.name}.html"
        done = run(*words_of(page, out, data, hostile))
        if done.code or not out.exists():
            print(f"pages: {page.name} could not be written (exit {done.code})\n{done.err}")
            return None
        pages.append(out)
    return pages


def write_hostile(folder: Path) -> None:
    """Write a dataset whose pupils and classes are called what no pupil is called."""
    import csv

    folder.mkdir()
    names = [name for name in (*MARKUP, *FORMULAS) if name.isprintable() and not name.startswith("'")]
    with (folder / "pupils.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["pupil", "year_group", "class"])
        rows.writerows((name, 4, names[-place - 1]) for place, name in enumerate(names))
    with (folder / "marks.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["pupil", "date", "session", "code"])
        days = [f"2024-09-{day:02}" for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13)]
        rows.writerows((name, day, session, "N") for name in names for day in days for session in ("AM", "PM"))
    (folder / "calendar.yaml").write_text(
        "terms: [{name: '<b>autumn</b>', from: 2024-09-02, to: 2024-12-20}]\n", encoding="utf-8"
    )


def _tools() -> str:
    """Install the checker; say why it could not be."""
    if all((TOOLS / "node_modules" / name / "package.json").exists() for name in NEEDED):
        return ""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return "there is no Node.js"
    TOOLS.mkdir(parents=True, exist_ok=True)
    asked = [f"{name}@{version}" for name, version in NEEDED.items()]
    quiet = (
        "--no-audit",
        "--no-fund",
        "--no-package-lock",
        "--ignore-scripts",
        "--silent",
        "--fetch-retries=1",
        "--fetch-timeout=20000",
        "--prefix",
        str(TOOLS),
    )
    try:
        done = subprocess.run([npm, "install", *quiet, *asked], capture_output=True, timeout=300)
    except subprocess.TimeoutExpired:
        return "npm did not answer"
    return "" if done.returncode == 0 else "axe-core and playwright-core could not be installed with npm"


def _browser() -> str | None:
    named = os.environ.get("CHROMIUM")
    return named or next((found for found in map(shutil.which, BROWSERS) if found), None)


def _browser_missing() -> str:
    """Say why there is no browser, after trying to install one where that is allowed."""
    if _browser():
        return ""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        print("installing Chromium with apt-get (once)", flush=True)
        quiet = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
        install = ("install", "-y", "--no-install-recommends", "chromium")
        for words in (("update",), install):
            with suppress(subprocess.TimeoutExpired):
                subprocess.run([*quiet, *words], capture_output=True, timeout=400)
    return "" if _browser() else "there is no Chromium (name one with CHROMIUM=…)"


if __name__ == "__main__":
    sys.exit(main())
