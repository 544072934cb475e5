"""`policy init`: a new school's policy, from a few questions or options."""

import os
import re
import sys
from datetime import date
from pathlib import Path

import click

from cli import output
from cli.exits import Exit
from cli.options import DAY, today
from cli.output import Refused
from engine import api
from engine.starter.answers import Answers, Draft, Times

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TIMES = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*-\s*([01]?\d|2[0-3]):([0-5]\d)")
_ENDINGS = (".yaml", ".yml")
ANOTHER = "give another name"
KINDS = ("primary", "middle", "secondary", "all-through", "special", "alternative-provision", "nursery")


@click.command("init")
@click.argument("name", metavar="NAME")
@click.option("--school", metavar="TEXT", help="What people call the school.")
@click.option("--phase", metavar="PHASE", help=f"The kind of school: {', '.join(KINDS)}.")
@click.option("--layers", metavar="NAMES", help="The layers above it, general first, as in england,my_trust.")
@click.option("--am", metavar="TIMES", help="When the morning register is taken and closes, as in 08:50-09:10.")
@click.option("--pm", metavar="TIMES", help="When the afternoon register is taken and closes.")
@click.option("--local-authority", default="", metavar="TEXT", help="The school's local authority.")
@click.option("--from", "first", type=DAY, metavar="DATE", help="The policy's first day; else this school year's.")
def command(
    name: str,
    school: str | None,
    phase: str | None,
    layers: str | None,
    am: str | None,
    pm: str | None,
    local_authority: str,
    first: date | None,
) -> Exit:
    """Write NAME.yaml, a new school's policy, and NAME.test.yaml, its first scenarios.

    NAME may have a folder before it. What is not said by an option is asked. Parts that the layers above have
    already are left out. Nothing is ever overwritten.
    """
    file = new_file(name)
    phase = chosen_phase(phase or ask("Phase", "--phase", "primary"))
    answers = Answers(
        file.stem,
        words_of(school or ask("What is the school called?", "--school", titled(file.stem)), "--school"),
        phase,
        layers_of(layers or ask("Layers above it, general first", "--layers", "england")),
        times_of(am or ask("Morning register, taken and closed", "--am", "08:50-09:10"), "--am"),
        times_of(pm or ask("Afternoon register, taken and closed", "--pm", "13:00-13:20"), "--pm"),
        first or this_school_year(),
        words_of(local_authority, "--local-authority") if local_authority else "",
        schema_folder(file),
    )
    drafted = api.draft(answers, file)
    output.tell(drafted.diagnostics)
    if drafted.value is None or drafted.failed:
        return Exit.FOUND
    return put(drafted.value, file)


def new_file(name: str) -> Path:
    """Give the file to write. Raises Refused where it is there already, or has no name that a policy can have."""
    file = Path(name if name.endswith(_ENDINGS) else f"{name}.yaml")
    if not _NAME.fullmatch(file.stem):
        raise Refused(
            f"`{file.stem}` is no name of a policy", help="small letters, digits and `_`, as in oakfield_primary"
        )
    if not file.parent.is_dir():
        raise Refused(f"there is no folder `{file.parent}`", help="make it first, or give another place")
    for each in (file, tests_of(file)):
        if os.path.lexists(each):
            raise Refused(there_already(each), help=ANOTHER)
    return file


def there_already(file: object) -> str:
    """Say that a file is there."""
    return f"`{file}` is there already, and nothing is overwritten"


def tests_of(file: Path) -> Path:
    """Give the file of scenario tests beside a policy."""
    return file.with_name(f"{file.stem}.test.yaml")


def titled(name: str) -> str:
    """Give a school's likely name from that of its file."""
    return name.replace("_", " ").title()


def ask(question: str, option: str, usual: str) -> str:
    """Ask a person; where nobody can be asked, the option is missing. Raises Refused."""
    try:
        answer: str = click.prompt(question, default=usual, err=True)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        raise Refused(f"nobody is here to answer `{question}`", help=f"say {option}") from None
    return answer


def words_of(text: str, option: str) -> str:
    """Give a name on one line, with single spaces. Raises Refused where nothing of it can be seen, or not all of it."""
    words = " ".join(text.split())
    hidden = next((each for each in words if not each.isprintable()), None)
    if not words:
        raise Refused(f"{option} says nothing", help="give a name, or leave it out and be asked")
    if hidden is not None:
        raise Refused(
            f"{option} holds the character U+{ord(hidden):04X}, which cannot be seen", help="write the name again"
        )
    return words


def chosen_phase(phase: str) -> str:
    """Give a phase for which there is a starter. Raises Refused."""
    known = api.phases()
    if phase not in known:
        raise Refused(f"there is no starter for the phase `{phase}`", help=f"there are {', '.join(known)}")
    return phase


def layers_of(text: str) -> tuple[str, ...]:
    """Read the names of layers. Raises Refused where there is none."""
    names = tuple(part for part in re.split(r"[,\s\[\]]+", text) if part)
    if not names:
        raise Refused("a school stands below at least one layer", help="name the national one, as in --layers england")
    return names


def times_of(text: str, option: str) -> Times:
    """Read when a register is taken and closes. Raises Refused."""
    found = _TIMES.fullmatch(text.strip().replace("–", "-"))
    if found is None:
        raise Refused(f"`{text}` is not when a register is taken and closes", help=f"write it as {option} 08:50-09:10")
    opens, closes = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    if closes < opens:
        raise Refused(
            f"a register that is taken and closes at `{text}` ends before it begins", help="turn the two round"
        )
    return Times(opens, closes)


def this_school_year() -> date:
    """Give 1 September of the school year that today lies in."""
    now = today()
    return date(now.year - (now.month < 9), 9, 1)


def schema_folder(file: Path) -> str:
    """Give where an editor finds the schemas as seen from a file: the nearest `schema` around it, else beside it."""
    folder = file.parent.absolute()
    for around in (folder, *folder.parents):
        if (around / "schema" / "policy.schema.json").is_file():
            return Path(os.path.relpath(around / "schema", folder)).as_posix()
    return "schema"


def put(drafted: Draft, file: Path) -> Exit:
    """Write the files, then lint and test them, and say what was found."""
    folder = file.parent / "schema"
    wants_schema = schema_folder(file) == "schema" and not folder.exists()
    try:
        for path, text in ((file, drafted.policy), (tests_of(file), drafted.tests)):
            with path.open("x", encoding="utf-8", newline="\n") as new:  # never in the place of another
                new.write(text)
            print(f"wrote {path}")
        if wants_schema:
            folder.mkdir()
            for name, text in api.schemas().items():
                (folder / name).write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote {folder}, which editors complete and check by")
    except FileExistsError as there:
        raise Refused(
            f"`{there.filename}` is there already, and nothing is overwritten", help="give another name"
        ) from None
    except OSError as cause:
        output.cannot_write(file, cause)
    if drafted.left:
        print(f"left out, as the layers above have it: {', '.join(drafted.left)}")
    return check(file)


def check(file: Path) -> Exit:
    """Lint and test what was written."""
    from engine.diagnostics import Severity

    report = api.lint([file], as_of=today())
    output.tell(found for found in report.findings if found.severity > Severity.INFO)
    tested = api.run_tests([tests_of(file)])
    output.tell(tested.diagnostics)
    results = tested.value or ()
    passed = sum(result.ending.name == "PASSED" for result in results)
    failed = len(results) - passed or report.worst(Severity.ERROR)
    print(f"checked: {'something is wrong' if failed else 'no error'}, {passed} of {len(results)} scenarios passed")
    print(f"  next: policy lint {file}; policy test {tests_of(file)}; policy run {file} DATASET")
    return Exit.FOUND if failed else Exit.OK
