"""What the exit code of every command means."""

from enum import IntEnum


class Exit(IntEnum):
    """The four ends of a command, and those that a shell gives.

    Finding actions or differences is OK; a file with wrong contents is FOUND; a command line that
    names something absent is USAGE. Nothing checked is never OK, nor is what nobody has read to its end: errors may
    stand in the rest.
    """

    OK = 0
    FOUND = 1
    USAGE = 2
    FAULT = 3
    INTERRUPTED = 130
    UNREAD = 141


OF_THE_COMMAND_LINE = frozenset({"W001", "W002", "W003", "W004", "W005", "W006", "W007", "D017"})
"""The codes of what is wrong with the words of the command line, not with a file."""
