"""Where a command's results go: standard output, or a file that is whole or not there at all."""

import codecs
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, TextIO

import click

from cli.exits import Exit
from cli.render.diagnostics import counted, told
from cli.render.safe import in_plain_letters
from engine.diagnostics import Diagnostic


class Refused(click.ClickException):
    """A command line that asks for something that is not there or cannot be done."""

    exit_code = Exit.USAGE

    def __init__(self, message: str, *, help: str = "") -> None:  # noqa: A002 - the word shown
        super().__init__(f"{message}\n  help: {help}" if help else message)


class Failed(Refused):
    """A work that was begun and could not be done, by no fault of the command line."""

    exit_code = Exit.FOUND


def coloured(stream: TextIO) -> bool:
    """Say whether a stream shows colours: a terminal that can, and nobody who asked for none."""
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def tell(diagnostics: Iterable[Diagnostic]) -> None:
    """Print diagnostics and their number to standard error."""
    found = list(diagnostics)
    sys.stdout.flush()
    encoding = sys.stderr.encoding or "utf-8"
    for piece in told(found, colour=coloured(sys.stderr)):
        sys.stderr.write(in_plain_letters(piece, encoding))
    if total := counted(found):
        print(total, file=sys.stderr)


def show(pieces: Iterable[str | bytes]) -> None:
    """Print text for people to standard output, in letters that its encoding has; bytes are text in UTF-8."""
    encoding = sys.stdout.encoding or "utf-8"
    as_it_is = has_every_letter(sys.stdout) and os.linesep == "\n"
    for piece in pieces:
        if isinstance(piece, str):
            sys.stdout.write(in_plain_letters(piece, encoding))
        elif as_it_is:
            sys.stdout.flush()
            sys.stdout.buffer.write(piece)
        else:
            sys.stdout.write(in_plain_letters(piece.decode(), encoding))


def has_every_letter(stream: TextIO) -> bool:
    """Say whether a stream's encoding is UTF-8."""
    return codecs.lookup(stream.encoding or "utf-8").name == "utf-8"


def hand_over(pieces: Iterable[str | bytes]) -> None:
    """Write what programs read to standard output: UTF-8 and bare line feeds, whatever the console speaks."""
    sys.stdout.flush()
    for piece in _encoded(pieces):
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def hand_over_bytes(pieces: Iterable[bytes], what: str) -> None:
    """Write a file that is no text to standard output. Raises Refused where that is a person's terminal."""
    if sys.stdout.isatty():
        raise Refused(f"{what} is not for a terminal", help="name a file with --out, or send it on to another program")
    sys.stdout.flush()
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def put(pieces: Iterable[str | bytes], out: Path | None) -> None:
    """Write what programs read to a file, or to standard output where none is given."""
    hand_over(pieces) if out is None else save(pieces, out)
    tell_written(out)


def put_page(pieces: Iterable[str | bytes], out: Path | None) -> None:
    """Write text for people to a file, or to standard output where none is given."""
    show(pieces) if out is None else save(pieces, out)
    tell_written(out)


def put_bytes(pieces: Iterable[bytes], what: str, out: Path | None) -> None:
    """Write a file that is no text. Raises Refused where no file is given and a person's terminal would show it."""
    hand_over_bytes(pieces, what) if out is None else save_bytes(pieces, out)
    tell_written(out)


def tell_written(out: Path | None) -> None:
    """Tell a person at a terminal where the results are; programs are told nothing."""
    if out is not None and sys.stderr.isatty():
        print(f"written to {out}", file=sys.stderr)


def save(pieces: Iterable[str | bytes], path: Path) -> None:
    """Write a file of text beside its place and rename it there. Raises Refused where it cannot be written."""
    save_bytes(_encoded(pieces), path)


def _encoded(pieces: Iterable[str | bytes]) -> Iterator[bytes]:
    r"""Give text as UTF-8; what is so already stays as it is.

    A byte of a file's name that is no UTF-8 becomes `\udcNN`, which JSON takes for what it is.
    """
    return (piece if isinstance(piece, bytes) else piece.encode(errors="backslashreplace") for piece in pieces)


def save_bytes(pieces: Iterable[bytes], path: Path) -> None:
    """Write a file beside its place and rename it there, so that nobody ever finds half of it.

    A link stays one: what it leads to is written. Raises Refused where the file cannot be written.
    """
    path = Path(os.path.realpath(path)) if path.is_symlink() else path
    try:
        if path.is_dir():
            raise Refused(f"`{path}` is a folder", help="give the name of a file")
        if path.exists() and not path.is_file():
            with path.open("wb") as device:  # a pipe or a device is not to be replaced
                device.writelines(pieces)
            return
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        # `tempfile` does the same, and loads a dozen modules
        part = path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")
        file = open(part, "xb", opener=_for_its_owner)  # noqa: SIM115 - closed below; a path has no opener
    except OSError as cause:
        cannot_write(path, cause)
    try:
        with file:
            file.writelines(pieces)
        part.chmod(mode)
        part.replace(path)
    except OSError as cause:
        cannot_write(path, cause)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def make_folder(folder: Path) -> None:
    """Make a folder that files are to lie in, and those that it lies in. Raises Refused where that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise Refused(f"`{folder}` is a file", help="give the name of a folder") from None
    except OSError as cause:
        cannot_write(folder, cause)


def cannot_write(path: Path, cause: OSError) -> NoReturn:
    """Refuse because of a file that cannot be written, in words for a person."""
    if isinstance(cause, BrokenPipeError):
        raise cause
    if isinstance(cause, FileNotFoundError | NotADirectoryError) and not path.parent.is_dir():
        raise Refused(f"there is no folder `{path.parent}`", help="make it first, or give another place") from None
    if isinstance(cause, PermissionError):
        helped = "close it where it is open, or choose a place that you may write to"
        raise Refused(f"`{path}` may not be written", help=helped) from None
    raise Refused(f"`{path}` could not be written: {(cause.strerror or 'unknown cause').lower()}") from None


def _for_its_owner(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
