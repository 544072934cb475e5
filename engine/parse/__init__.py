"""Text of a YAML file -> Document, strictly: nothing in the text is guessed, dropped or executed."""

from engine.parse.decode import decode, load
from engine.parse.loader import parse
from engine.parse.under import files_under

__all__ = ["decode", "files_under", "load", "parse"]
