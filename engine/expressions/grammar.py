"""The grammar's parsing tables: made from `grammar.lark`, kept ready in `grammar.json`.

Making them takes longer than reading a whole policy. The tables kept ready are used only where
they were made from this very grammar by this very version of Lark; `python -m
engine.expressions.grammar` writes them anew.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import lark
from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

GRAMMAR = Path(__file__).with_name("grammar.lark")
TABLES = Path(__file__).with_name("grammar.json")


def from_grammar() -> Lark:
    """Make the parser from the grammar's text."""
    return Lark(
        GRAMMAR.read_text(encoding="utf-8"),
        start=["expression", "cell"],
        parser="lalr",
        lexer="contextual",
        propagate_positions=True,
        maybe_placeholders=False,
    )


def ready_tables() -> Lark | None:
    """Give the parser from the tables kept ready, or None where they are not of this grammar and this Lark."""
    if not TABLES.is_file():
        return None
    kept = json.loads(TABLES.read_text(encoding="utf-8"), object_pairs_hook=_with_numbers)
    if kept["made_by"] != made_by():
        return None
    # What `Lark.save` writes is this same data, pickled; as JSON it can be read and compared.
    ready: Lark = Lark._load_from_dict(kept["data"], kept["memo"])  # type: ignore[no-untyped-call]
    return ready


def made_by() -> str:
    """Say which grammar and which Lark the tables belong to."""
    digest = hashlib.sha256(GRAMMAR.read_bytes()).hexdigest()
    return f"lark {lark.__version__}, grammar {digest}"


def tables() -> str:
    """Give the text of `grammar.json` as it has to be."""
    data, memo = from_grammar().memo_serialize([TerminalDef, Rule])
    return json.dumps({"made_by": made_by(), "data": data, "memo": memo}, separators=(",", ":"), sort_keys=False) + "\n"


def _with_numbers(pairs: list[tuple[str, Any]]) -> dict[str | int, Any]:
    # JSON has no numbers as keys, and the tables are keyed by the number of a state.
    return {int(key) if key.isdigit() else key: value for key, value in pairs}


if __name__ == "__main__":
    TABLES.write_text(tables(), encoding="utf-8")
