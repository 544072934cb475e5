"""The grammar's parsing tables: made from `grammar.lark`, kept ready in `grammar.json`, and in `reading.json`.

Making them takes longer than reading a whole policy. Lark's tables are used only where they were made from this very
grammar by this very version of Lark, and those of `reading` where they were made from this very grammar; `python -m
engine.expressions.grammar` writes both anew.
"""

import json
from pathlib import Path
from typing import Any

import lark
from lark import Lark
from lark.grammar import Rule, Terminal
from lark.lexer import TerminalDef
from lark.parsers.lalr_analysis import Reduce

from engine.expressions.reading import GRAMMAR, READY, digest

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
    return f"lark {lark.__version__}, grammar {digest()}"


def tables() -> str:
    """Give the text of `grammar.json` as it has to be."""
    data, memo = from_grammar().memo_serialize([TerminalDef, Rule])
    return json.dumps({"made_by": made_by(), "data": data, "memo": memo}, separators=(",", ":"), sort_keys=False) + "\n"


def for_reading() -> str:
    """Give the text of `reading.json` as it has to be: what Lark makes of the grammar, as plain numbers and names."""
    parser = from_grammar().parser
    table = parser.parser.parser.parse_table
    rules = list(dict.fromkeys(arg for row in table.states.values() for kind, arg in row.values() if kind is Reduce))
    lexers: list[list[str]] = []
    lexer_of = []
    for state in range(len(table.states)):
        lexer = parser.lexer.lexers[state]
        names = [terminal.name for terminal in lexer.scanner.terminals]
        if lexer.callback:
            raise ValueError(f"terminals that are told apart after they were matched: {sorted(lexer.callback)}")
        if names not in lexers:
            lexers.append(names)
        lexer_of.append(lexers.index(names))
    kept = {
        "grammar": digest(),
        "patterns": {each.name: each.pattern.to_regexp() for each in parser.lexer_conf.terminals},
        "passed_over": list(parser.lexer_conf.ignore),
        "lexers": lexers,
        "lexer_of": lexer_of,
        "states": [
            {
                name: -1 - rules.index(arg) if kind is Reduce else arg
                for name, (kind, arg) in table.states[state].items()
            }
            for state in range(len(table.states))
        ],
        "rules": [_rule(each) for each in rules],
        "starts": table.start_states,
        "ends": table.end_states,
    }
    return json.dumps(kept, separators=(",", ":"), sort_keys=True) + "\n"


def _rule(rule: Rule) -> tuple[str, int, list[int], bool, str]:
    kept = [at for at, each in enumerate(rule.expansion) if not (isinstance(each, Terminal) and each.filter_out)]
    origin = rule.origin.name
    node = rule.alias or ("" if origin.startswith("_") else origin)
    return origin, len(rule.expansion), kept, rule.options.expand1 and not rule.alias, node


def _with_numbers(pairs: list[tuple[str, Any]]) -> dict[str | int, Any]:
    # JSON has no numbers as keys, and the tables are keyed by the number of a state.
    return {int(key) if key.isdigit() else key: value for key, value in pairs}


if __name__ == "__main__":
    TABLES.write_text(tables(), encoding="utf-8")
    READY.write_text(for_reading(), encoding="utf-8")
