"""The command line: `policy`."""

__version__ = "0.1.0"
