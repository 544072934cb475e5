"""The `policy` command: a table of commands, each loaded only when it is asked for."""

import errno
import gc
import importlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType, TracebackType

import click

from cli import __version__
from cli.exits import Exit

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "run": "Say what a policy asks for on a dataset: dated actions and decisions, each with its reason.",
        "explain": "Say why a policy asked what it asked of a pupil, or why a rule asked for nothing.",
        "simulate": "Say what would have been otherwise under another policy: for whom, when and why.",
        "letters": "Write the letters that a saved run asks for, in your own Word templates, and a mail-merge sheet.",
        "report": "Report attendance by period and group, beside the target and the national figures.",
        "show": "Print a policy as it is in force, or the names that its conditions may use.",
        "lint": "Say what is wrong with policies: unlawful, contradictory, unreachable or misspelt, at the line.",
        "approve": "Write down what a policy says as it is approved; `policy lint` tells what has changed since.",
        "rules": "List the rules of the linter, or print the page of one.",
        "init": "Write a new school's policy and its first scenarios, from a few questions or options.",
        "compare": "Set the schools of a trust beside one another: what each sets, and where it differs.",
        "diff": "Say where two policies differ in meaning, each with the smallest example.",
        "test": "Run the scenario tests that stand beside policies.",
        "import": "Read exports of a school information system into a dataset, every row accounted for.",
        "check-data": "Say what is missing, doubtful or contradictory in a dataset, by pupil and week.",
        "generate": "Write a realistic dataset for a school that does not exist.",
        "schema": "Print or write the JSON Schemas of the policy file and of the output.",
    }
)
"""Name to one-line help; the module is `cli.commands.NAME`, with `_` after a word that Python keeps for itself."""

COMPLETING = "_POLICY_COMPLETE"
"""Set by a shell that asks how a command line may go on."""

KEPT_WORDS = frozenset({"import"})

SCARCE: Mapping[int, str] = MappingProxyType(
    {
        errno.EMFILE: "open files (`ulimit -n`)",
        errno.ENFILE: "open files",
        errno.EAGAIN: "processes",
        errno.ENOMEM: "memory",
    }
)
"""What the system gave no more of, by the number of its refusal."""

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""How the system refuses to write more: to a full disk, beyond a quota, to a file too large, to a broken disk."""

LONGEST_WORD = 100
"""Of what somebody gave so much is said again, in letters."""

CLOSED = frozenset({errno.EACCES, errno.EPERM, errno.ENAMETOOLONG, errno.EROFS})
"""How the system refuses a file or a folder by its name; one that is not there is told where it is looked for."""

POLARS_TAKES, A_PROCESSOR_TAKES = 1 << 30, 96 << 20
"""Bytes that Polars asks for when it is loaded, and uses few of: where it gets none it ends the process."""

REPORT = "please report this line; with POLICY_DEBUG=1 the program shows more"


def load(name: str) -> click.Command:
    """Import the module of one command and give the command."""
    from engine.pool.uncollected import seldom_collected  # `--help` imports none of the engine

    gc.disable()
    module = importlib.import_module(f"cli.commands.{name.replace('-', '_')}{'_' if name in KEPT_WORDS else ''}")
    gc.enable()
    seldom_collected()
    command: click.Command = module.command
    return command


class Table(click.Group):
    """A group that knows its commands by name and imports one only when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give a command, or none where the table has no such name."""
        return load(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with the help of the table, importing none."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a name that is nearly one is answered with what it may have meant."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, COMMANDS, n=1)
            meant = f"did you mean `{near[0]}`?" if near else "`policy --help` lists the commands"
            ctx.fail(f"there is no command `{name}`\n  help: {meant}")
        return super().resolve_command(ctx, args)


def tell_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    """Print the version and where the engine stands, and leave."""
    if not asked or ctx.resilient_parsing:
        return
    from importlib.util import find_spec
    from pathlib import Path

    engine = find_spec("engine")
    ours = Path(__file__).resolve().parent.parent
    theirs = Path(str(engine.origin)).resolve().parent if engine and engine.origin else None
    click.echo(f"policy {__version__} (engine: {theirs})")
    if theirs is None or theirs.parent != ours:
        print(f"error: the command is in {ours} and its engine is not", file=sys.stderr)
        print("  help: install it in an environment of its own", file=sys.stderr)
        ctx.exit(Exit.FAULT)
    ctx.exit(Exit.OK)


@click.group(cls=Table, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=tell_version,
    help="Print the version and where the engine stands.",
)
def policy() -> None:
    """School attendance policies as configuration.

    From a policy in YAML and a register to dated actions and decisions, each with its reason.
    Nothing is ever sent to anyone: the program advises a named person.
    """


def most_memory() -> int:
    """Give the bytes of memory that somebody lets this process have; 0 where there is no such limit."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    most, _ = resource.getrlimit(resource.RLIMIT_AS)
    return 0 if most == resource.RLIM_INFINITY else most


class NoRoomError(MemoryError):
    """A process may not take as much memory as is needed; `needed` is in bytes."""

    def __init__(self, needed: int) -> None:
        super().__init__(needed)
        self.needed = needed


class RoomForPolars:
    """Refuses to import Polars where a process may take too little memory: it would end it, or wait for ever."""

    def __init__(self, most: int) -> None:
        self.most = most

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Leave every import to the others. Raises: NoRoomError for Polars."""
        needed = POLARS_TAKES + (os.cpu_count() or 1) * A_PROCESSOR_TAKES
        if name == "polars" and self.most < needed:
            raise NoRoomError(needed)


def tell_fault(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """End with one line and exit 3 where the program itself is at fault; POLICY_DEBUG shows the traceback."""
    if issubclass(kind, KeyboardInterrupt):
        sys.exit(Exit.INTERRUPTED)
    if os.environ.get("POLICY_DEBUG"):
        sys.__excepthook__(kind, fault, trace)
    most = fault.needed if isinstance(fault, NoRoomError) else most_memory()
    more = f"let it take more than {most >> 20:,} MB of memory (`ulimit -v`)" if most else ""
    if issubclass(kind, MemoryError):
        helped = more or "close other programs, or run fewer pupils at once"
        told = f"error: there is not enough memory for this\n  help: {helped}"
    else:
        where = ""
        while trace is not None:
            where, trace = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}", trace.tb_next
        fault_line = f"{kind.__name__} at {where}, version {__version__}"
        told = f"error: the program failed, and that is not your fault ({fault_line})"
        helped = f"{more}, which it may lack; if it fails all the same, report this line" if more else REPORT
        told += f"\n  help: {helped}"
    print(told, file=sys.stderr)
    sys.exit(Exit.FAULT)


def speak_safely() -> None:
    """Let no character that a console lacks stop the program; what is piped is UTF-8 unless the caller set another."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def tell_usage(wrong: click.ClickException) -> None:
    """Say what is wrong with the command line, in the form of every other message."""
    if isinstance(wrong, click.exceptions.NoArgsIsHelpError):
        wrong.show()
        return
    told = wrong.format_message()
    told = told[:1].lower() + told[1:].removesuffix(".")
    context = getattr(wrong, "ctx", None)
    if "help:" not in told and context is not None:
        told += f"\n  help: `{context.command_path} --help` lists what it takes"
    print(f"error: {told}", file=sys.stderr)


def leave_pipe() -> int:
    """End without a word when the reader of our output has left, as `head` does."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - a device, no path
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    return Exit.UNREAD


def tell_closed(name: str, why: str) -> None:
    """Tell that the system does not let us look at a file or into a folder."""
    shown = name if len(name) <= LONGEST_WORD else f"{name[:LONGEST_WORD]}…"
    print(f"error: `{shown}` cannot be opened: {why.lower()}", file=sys.stderr)
    print("  help: check the name, and that you may open it and the folders around it", file=sys.stderr)


def invoke(words: Sequence[str]) -> int | None:
    """Do what the words say; click's own `main` would turn a reader that has left into a finding."""
    completing = os.environ.get(COMPLETING)
    if completing:
        from click.shell_completion import shell_complete

        return shell_complete(policy, {}, "policy", COMPLETING, completing)
    with policy.make_context("policy", list(words)) as context:
        ended: int | None = policy.invoke(context)
        return ended


def carry_out(words: Sequence[str]) -> int:
    """Do what the words say and turn how it ended into an exit code."""
    try:
        ended = invoke(words)
        sys.stdout.flush()
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.ClickException as wrong:
        tell_usage(wrong)
        return wrong.exit_code
    except (click.Abort, KeyboardInterrupt):
        print("stopped", file=sys.stderr)
        return Exit.INTERRUPTED
    except BrokenPipeError:
        return leave_pipe()
    except OSError as cause:
        if scarce := SCARCE.get(cause.errno or 0):
            print(f"error: the system has no more {scarce} for this", file=sys.stderr)
            print("  help: give fewer --jobs, or close other programs", file=sys.stderr)
            return Exit.FOUND
        if cause.errno in CLOSED and cause.filename is not None:
            tell_closed(str(cause.filename), cause.strerror or "")
            return Exit.USAGE
        if cause.errno not in FULL:
            raise
        print(f"error: the results could not be written: {(cause.strerror or '').lower()}", file=sys.stderr)
        leave_pipe()
        return Exit.USAGE
    return int(ended or Exit.OK)


def files_meant(words: Iterable[str]) -> Iterator[str]:
    """Find the files that a pattern means, which Windows leaves to the program."""
    from glob import glob

    for word in words:
        found = sorted(glob(word, recursive=True)) if any(sign in word for sign in "*?") else []  # noqa: PTH207 - as typed
        yield from found or [word]


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.excepthook = tell_fault
    speak_safely()
    if most := most_memory():
        sys.meta_path.insert(0, RoomForPolars(most))
    # read when NumPy is loaded: threads for products of large matrices take longer to start than anything here gains
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    words = sys.argv[1:]
    ended = carry_out(list(files_meant(words)) if os.name == "nt" else words)
    gc.freeze()  # looking for cycles once more, among all that is about to end, is a twentieth of a small run
    sys.exit(ended)
