"""`policy letters`: letters from a saved run, in templates that a school can edit, and a sheet for a mail merge."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from cli import output
from cli.exits import Exit
from cli.options import DAY, FILE, OUT, meant
from cli.output import Refused
from cli.progress import Progress
from cli.render import csv, docx
from cli.render.letters import fields_of, file_name, marks_of, merge_sheet
from cli.render.safe import shown
from cli.render.words import count
from cli.render.workbook import workbook
from engine import api
from engine.letters.letter import FIELDS, LETTER, Asked, Letter, Letters

WITHOUT_THE_EXTRA = (
    "letters are not written: the library for Word files is not installed\n"
    "  help: install the program with its extra, as in `pipx install '.[letters]'`; the mail-merge sheet is there"
)

Templates = Mapping[str, docx.Template]


def copy_examples(ctx: click.Context, _: click.Parameter, folder: Path | None) -> None:
    """Write the example templates into a folder and leave."""
    if folder is None or ctx.resilient_parsing:
        return
    _empty(folder)
    for example in api.example_letters():
        output.save_bytes([example.read_bytes()], folder / example.name)
    print(f"templates written to {folder}", file=sys.stderr)
    ctx.exit(Exit.OK)


@click.command("letters")
@click.argument("actions", metavar="ACTIONS", type=FILE)
@click.option("--templates", type=FILE, metavar="FOLDER", help="Word files named after rules; else the examples.")
@click.option("--out", type=OUT, metavar="FOLDER", required=True, help="Where the letters go: a new or empty folder.")
@click.option("--names", type=FILE, metavar="FILE", help="Your list of names: a CSV with `pupil` and what you add.")
@click.option("--rule", "rules", multiple=True, metavar="ID", help="Only letters of this rule; may be repeated.")
@click.option("--from", "first", type=DAY, metavar="DATE", help="Only letters of this day and later.")
@click.option("--to", "last", type=DAY, metavar="DATE", help="Only letters of this day and earlier.")
@click.option(
    "--examples",
    type=FILE,
    metavar="FOLDER",
    is_eager=True,
    expose_value=False,
    callback=copy_examples,
    help="Write the example templates into a folder to edit, and stop.",
)
def command(
    actions: Path,
    templates: Path | None,
    out: Path,
    names: Path | None,
    rules: tuple[str, ...],
    first: date | None,
    last: date | None,
) -> Exit:
    """Write the letters that ACTIONS ask for, and a sheet for a mail merge. Nothing is sent.

    ACTIONS is what `policy run` wrote with --format json, jsonl or csv. A template is a Word file named after
    the rule, as late_letter.docx; letter.docx serves the rules that have none of their own. Fields stand in double
    braces, as {{ pupil }}.
    """
    held = _templates(templates)
    found = _chosen(_read(actions, names, held), rules, first, last)
    letters, unlisted, columns = found.addressed, found.unlisted, found.columns
    _empty(out)
    told = _faults(held, letters, columns)
    files: Sequence[str] = [""] * len(letters)
    if not docx.can_merge():
        told = [WITHOUT_THE_EXTRA]
    elif not told:
        files = _write(letters, held, out)
        told = _without(letters, files)
    _save_sheet([*letters, *unlisted], [*files, *[""] * len(unlisted)], columns, out)
    if unlisted:
        pupils = list(dict.fromkeys(shown(each.asked.pupil) for each in unlisted))
        some = ", ".join(f"`{pupil}`" for pupil in pupils[:5]) + (" and more" if len(pupils) > 5 else "")
        told.append(f"{count(len(pupils), 'pupil')} not in the list of names: {some}\n  help: add them to `{names}`")
    for each in told:
        print(f"error: {each}", file=sys.stderr)
    written = sum(bool(file) for file in files)
    print(f"{written:,} of {count(len(letters) + len(unlisted), 'letter')} written to {out}", file=sys.stderr)
    return Exit.FOUND if told else Exit.OK


def _read(actions: Path, names: Path | None, held: Templates) -> Letters:
    for path in filter(None, (actions, names)):
        if not path.is_file():
            raise Refused(f"there is no file `{path}`", help="check the name and the folder")
    try:
        return api.letters(actions, names, held.keys())
    except ValueError as fault:
        print(f"error: {fault}", file=sys.stderr)
        print("  help: give what `policy run --format json` wrote, and a list of names as CSV", file=sys.stderr)
        raise click.exceptions.Exit(Exit.FOUND) from None


def _chosen(found: Letters, rules: tuple[str, ...], first: date | None, last: date | None) -> Letters:
    for rule in rules:
        if rule not in found.rules:
            raise Refused(f"nothing in the run is about `{rule}`", help=meant(rule, list(found.rules)))
    start, end = (first or date.min).isoformat(), (last or date.max).isoformat()

    def asked_for(letter: Letter) -> bool:
        return start <= letter.asked.date <= end and (not rules or letter.asked.rule in rules)

    kept = [list(filter(asked_for, letters)) for letters in (found.addressed, found.unlisted)]
    return replace(found, addressed=kept[0], unlisted=kept[1])


def _templates(folder: Path | None) -> Templates:
    if folder is not None and not folder.is_dir():
        raise Refused(
            f"there is no folder `{folder}`", help="`policy letters --examples FOLDER` writes one to begin with"
        )
    files = api.example_letters() if folder is None else sorted(folder.glob("*.docx"))
    held = {}
    for file in files:
        if file.name.startswith(("~$", ".")):  # what Word leaves beside a file that is open
            continue
        try:
            held[file.stem] = docx.template(file)
        except docx.NotATemplateError as fault:
            print(f"error: `{file}`: {fault}\n  help: save it in Word as .docx", file=sys.stderr)
            raise click.exceptions.Exit(Exit.FOUND) from None
    if not held:
        raise Refused(f"`{folder}` has no template", help="put Word files there, as late_letter.docx")
    return held


def _empty(folder: Path) -> None:
    """Make a folder. Raises Refused where something is in it: letters of another day must not lie among these."""
    try:
        folder.mkdir(exist_ok=True)
        held = any(folder.iterdir())
    except OSError as cause:
        output.cannot_write(folder, cause)
    if held:
        raise Refused(f"`{folder}` is not empty", help="give a new folder, so that no other letters lie among these")


def _of(held: Templates, task: Asked) -> docx.Template | None:
    return held.get(task.rule) or (held.get(LETTER) if task.do == LETTER else None)


def _faults(held: Templates, letters: Sequence[Letter], columns: Sequence[str]) -> list[str]:
    """Say what is wrong with the templates that are needed, each with its name and the field."""
    if not docx.can_merge():
        return []
    needed = {each.name: each for letter in letters if (each := _of(held, letter.asked)) is not None}
    fields = (*FIELDS, *columns)
    wrong = {name: docx.faults(each, fields) for name, each in sorted(needed.items())}
    told = [f"the template `{name}` uses {'; '.join(each)}" for name, each in wrong.items() if each]
    if told:
        more = "" if columns else "; give your list with --names, a CSV with `pupil` and a column for each other field"
        told[-1] += f"\n  help: a template may use {', '.join(fields)}{more}"
    return told


def _write(letters: Sequence[Letter], held: Templates, out: Path) -> list[str]:
    taken: set[str] = {"letters"}
    files = []
    with Progress(sys.stderr) as progress:
        for number, letter in enumerate(letters):
            progress("letters", number, len(letters))
            template = _of(held, letter.asked)
            files.append("" if template is None else file_name(letter, taken))
            if template is not None:
                output.save_bytes([docx.merged(template, fields_of(letter), marks_of(letter))], out / files[-1])
    return files


def _without(letters: Sequence[Letter], files: Sequence[str]) -> list[str]:
    """Say which rules have no template."""
    rules = sorted({letter.asked.rule for letter, file in zip(letters, files, strict=True) if not file})
    return [
        f"there is no template for `{rule}`\n  help: add {rule}.docx, or {LETTER}.docx for all that have none"
        for rule in rules
    ]


def _save_sheet(letters: Sequence[Letter], files: Sequence[str], columns: Sequence[str], out: Path) -> None:
    sheet = merge_sheet(letters, files, columns)
    output.save_bytes([workbook([sheet], title="Letters")], out / "letters.xlsx")
    # Excel and Word take a CSV for UTF-8 only with its mark before it
    output.save(["\ufeff", *csv.of_sheet(sheet)], out / "letters.csv")
