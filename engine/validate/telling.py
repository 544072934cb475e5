"""What the models complain of -> words of the field, at its place; loaded where something is wrong."""

import re
from collections.abc import Mapping
from typing import Any

from engine.diagnostics import Diagnostic
from engine.document import Path, Value, at, said
from engine.model.declared import NEEDED
from engine.model.layered import said_by_every_layer
from engine.model.part import Part
from engine.source import Place
from engine.validate.near import listed, meant
from engine.validate.places import Places
from engine.validate.shape import Shape, fields_of, shape_at
from engine.validate.spoken import spoken
from engine.validate.written import written

Complaint = Mapping[str, Any]
_CODE = re.compile(r"[A-Z]\d?|[/\\#]")
_WORKING_DAYS = "working day"
QUOTES = "if it is meant as one text, put it in single quotes"
_OTHER_WORDS = {
    **dict.fromkeys(("if", "condition", "trigger"), "when"),
    **dict.fromkeys(("except", "exception", "exceptions", "unless_not"), "unless"),
    **dict.fromkeys(("action", "actions", "tasks"), "then do"),
    **dict.fromkeys(("clause", "reference", "ref", "section"), "source"),
    **dict.fromkeys(("name", "description", "label"), "title"),
    **dict.fromkeys(("window", "period", "timeframe", "during", "within", "in_the_last"), "over"),
    **dict.fromkeys(("start", "begins"), "from starts"),
    **dict.fromkeys(("end", "to", "ends_on"), "until"),
    **dict.fromkeys(("who", "role", "owner", "responsible"), "by"),
    **dict.fromkeys(("recipient", "recipients"), "to"),
    **dict.fromkeys(("deadline", "due_by"), "due"),
    **dict.fromkeys(("frequency", "how_often"), "check"),
    **dict.fromkeys(("under", "less_than", "lower_than"), "below"),
}
"""What people call a field -> what a policy calls it, the first that there is."""


def tell(complaint: Complaint, value: Value, places: Places, *, partial: bool) -> Diagnostic | None:
    """Tell one complaint; None where it is told otherwise, or with `partial` where another layer may say the rest."""
    path, key = _path(complaint["loc"], value)
    kind = complaint["type"]
    if kind == "missing":
        if partial and path[-1] not in said_by_every_layer(_model_at(path[:-1])):
            return None
        return _missing(path, value, places)
    if kind == "extra_forbidden":
        return _unknown(path, value, places)
    given = complaint["input"]
    name = _said(path, value)
    if key is not None:
        return Diagnostic("S006", f"`{key}` in `{_said(path[:-1], value)}` is no name", places.key(path), _as_name(key))
    if given is None:
        return None  # told by `_empty`
    shape = shape_at(path)
    if kind in ("value_error", "assertion_error"):
        if isinstance(given, dict) and shape is not None and shape.model is not None:
            return None if partial else _not_together(name, given, complaint, places, path)
        return _not_meant(name, given, complaint, places, path)
    if kind == "string_pattern_mismatch" and isinstance(given, str):
        return _not_allowed(name, given, shape, places.value(path), complaint["ctx"]["pattern"])
    if kind == "too_short" and given:
        return None  # the models count only items that are right, and the others are told by themselves
    if kind in ("string_too_short", "too_short"):
        return Diagnostic("S005", f"`{name}` is empty", places.value(path), "write its value, or take it out")
    if kind == "string_too_long":
        most = complaint["ctx"]["max_length"]
        message = f"`{name}` has {len(str(given)):,} characters; the most is {most:,}"
        return Diagnostic("S004", message, places.value(path), "give parts of it names, in `measures` or `sets`")
    return _other_kind(name, given, shape, complaint, places, path, _outdented(path, given, shape, value))


_DATED = "a value with days is a list: write `- {from: …, value: …}`, an entry for each day from which it changes"


def _said(path: Path, value: Value) -> str:
    """Write a path; the rules of all layers are one list, and a number in it tells nothing of the file."""
    return re.sub(r"^rules\[\d+\]", "rules[…]", said(path, value))


def _as_name(given: str, field: str = "") -> str:
    """Say how a text becomes a name; of several people, that each has a task."""
    if field in ("to", "by") and re.search(r"\s(?:and|or|&)\s|[,/]", given):
        return "write a task for each of them"
    made = re.sub(r"[\W_]+", "_", "".join(char for char in given.lower() if char.isprintable())).strip("_")
    if re.fullmatch(r"[a-z][a-z0-9_]*", made):
        return f"write `{made}`: a name has letters, digits and underscores"
    return "a name has letters, digits and underscores, and begins with a letter"


def _not_together(name: str, given: dict[str, Value], complaint: Complaint, places: Places, path: Path) -> Diagnostic:
    """Tell that the fields of an item do not go together, at the field that the words begin with, if one is written."""
    words = _words(complaint)
    quoted = re.match(r"`(\w+)`", words)
    field = quoted[1] if quoted and quoted[1] in given else None
    if field is None:
        cause = places.lacks(path)
        return Diagnostic("S007", f"`{name}`: {words}{cause.words}", cause.place or places.head(path), cause.help)
    said_ = given[field]
    if isinstance(said_, str) and words.endswith(f"not `{said_}`"):
        act = spoken(field, said_) or meant(said_, re.findall(r"[a-z_]+(?: [a-z_]+)*", words.split(" one of ")[-1]))
        return Diagnostic("S007", f"`{name}`: {words}", places.value((*path, field)), act)
    return Diagnostic("S007", f"`{name}`: {words}", places.key((*path, field)))


def _not_meant(name: str, given: object, complaint: Complaint, places: Places, path: Path) -> Diagnostic:
    """Tell that a value is none that the field may have, or is of another kind, or empty."""
    words = _words(complaint)
    if isinstance(given, list):
        # A list that the models read whole: their words quote the item that is wrong.
        for at_, item in enumerate(given):
            if isinstance(item, str) and words.startswith(f"`{item}` "):
                path, given = (*path, at_), item
                break
    if given == [] or given == {}:
        return Diagnostic("S005", f"`{name}` is empty", places.value(path), "write its value, or take it out")
    if isinstance(given, dict | list):
        act = _help(path, "") or QUOTES
        if isinstance(given, dict) and "value" in given:
            dated = "from" in given or "until" in given
            act = _DATED if dated else f"write the value itself: `{path[-1]}: {given['value']}`"
        return Diagnostic("S003", f"`{name}` is no {_kind(given)}", places.head(path), act)
    asked = _help(path, given)
    act = written(given, words) if isinstance(given, str) and not asked.startswith("write") else ""
    return Diagnostic("S004", f"`{name}`: {words}", places.value(path), act or asked)


def _path(loc: tuple[Any, ...], value: Value) -> tuple[Path, str | None]:
    """Give the path of a complaint as far as the document goes, and the key where it is about the key itself."""
    if loc and loc[-1] == "[key]":
        return tuple(loc[:-1]), str(loc[-2])
    path: list[str | int] = []
    inner = value
    for at_, step in enumerate(loc):
        if (isinstance(inner, dict) and step in inner) or (
            isinstance(inner, list) and isinstance(step, int) and step < len(inner)
        ):
            inner = inner[step]
        elif at_ == len(loc) - 1 and isinstance(inner, dict):
            pass
        else:
            # The models wrap one value of several into a list of one: the document has no such step.
            break
        path.append(step)
    return tuple(path), None


def _model_at(path: Path) -> type[Part] | None:
    shape = shape_at(path)
    return shape.model if shape is not None else None


def _words(complaint: Complaint) -> str:
    cause = complaint.get("ctx", {}).get("error")
    return str(cause) if cause is not None else str(complaint["msg"])


def _kind(given: object) -> str:
    return "mapping" if isinstance(given, dict) else "list"


def _help(path: Path, given: object) -> str:
    shape = shape_at(path)
    if shape is None and path and isinstance(path[-1], int):
        shape = shape_at(path[:-1])
    if isinstance(given, str) and _WORKING_DAYS in given.lower():
        return "the law counts school days, as in `5 school days`"
    field = next((step for step in reversed(path) if isinstance(step, str)), "")
    if isinstance(given, str) and (advice := spoken(field, given)):
        return advice
    if isinstance(given, str) and shape is not None and (asked := meant(given, shape.words or shape.some_words)):
        return asked
    examples = [example for example in (shape.examples if shape else ()) if isinstance(example, str)]
    return "as in " + listed(f"{field}: {example}" for example in examples[:2]) if examples else ""


def _missing(path: Path, value: Value, places: Places) -> Diagnostic:
    holder = path[:-1]
    name = _said(holder, value)
    what = f"`{name}` has no `{path[-1]}`" if holder else f"the file has no `{path[-1]}`"
    shape = shape_at(path)
    act = f"write `{path[-1]}: …`"
    if shape is not None and shape.words:
        act = f"write `{path[-1]}:` and one of {listed(shape.words)}"
    before = holder[-1] - 1 if len(holder) > 1 and isinstance(holder[-1], int) else -1
    if holder[-2:-1] == ("then",) and before >= 0 and isinstance(at(value, holder), dict):
        act = "a `- ` begins a task of its own: if it is a part of the one before, take that away"
    cause = places.lacks(holder)
    return Diagnostic("S002", what + cause.words, cause.place or places.head(holder), cause.help or act)


def _unknown(path: Path, value: Value, places: Places) -> Diagnostic:
    holder, key = path[:-1], str(path[-1])
    shape = shape_at(holder)
    known = list(fields_of(shape.model)) if shape is not None and shape.model is not None else []
    message = f"`{key}` is no field of `{_said(holder, value)}`" if holder else f"`{key}` is no field of a policy file"
    other = _OTHER_WORDS.get(key.lower().replace("-", "_").replace(" ", "_"), "")
    held = next((field for field in other.split() if field in known), None)
    act = f"did you mean `{held}`?" if held else meant(key, known, f"its fields are {listed(known, 40)}")
    if cut := re.match(r"([\w]+)(?: |: ?)?([{\[].*)", key):
        act = f"write a colon and a space after `{cut[1]}`: `{cut[1]}: {cut[2]} …`"
    elif act.startswith("its fields are") and (section := _left_of(path, value, shape)):
        act = f"if it belongs to `{section}` above it, put it as far to the right as what is written there"
    return Diagnostic("S001", message, places.key(path), act)


def _left_of(path: Path, value: Value, shape: Shape | None) -> str:
    """Give the mapping of free names before a key that is no field, to which it may belong; else nothing."""
    beside = list(at(value, path[:-1]) or ())
    before = beside[: beside.index(str(path[-1]))] if str(path[-1]) in beside else []
    for other in reversed([str(each) for each in before]):
        held = shape_at((*path[:-1], other)) if shape is not None else None
        if held is not None:
            return other if held.kind == "mapping" else ""
    return ""


def _not_allowed(name: str, given: str, shape: Shape | None, place: Place, pattern: str) -> Diagnostic:
    if shape is not None and shape.words:
        act = spoken(name.rpartition(".")[2], given) or meant(given, shape.words)
        act = act or f"write one of {listed(shape.words)}"
        return Diagnostic("S004", f"`{name}` is one of {listed(shape.words)}, not `{given}`", place, act)
    if pattern.endswith("[A-Za-z_][A-Za-z0-9_]*$"):
        field = name.rpartition(".")[2]
        return Diagnostic("S006", f"`{name}` is a name, and `{given}` is none", place, _as_name(given, field))
    examples = [example for example in (shape.examples if shape else ()) if isinstance(example, str)]
    act = "as in " + listed(examples) if examples else "see its description in the schema"
    return Diagnostic("S004", f"`{name}` cannot be `{given}`", place, act)


def _other_kind(
    name: str, given: object, shape: Shape | None, complaint: Complaint, places: Places, path: Path, otherwise: str
) -> Diagnostic:
    kinds = {
        "model_type": "a mapping of fields",
        "model_attributes_type": "a mapping of fields",
        "dict_type": "a mapping",
        "tuple_type": "a list",
        "list_type": "a list",
        "string_type": "text",
    }
    wanted = kinds.get(complaint["type"])
    if wanted is None:
        return Diagnostic("S004", f"`{name}`: {complaint['msg'].lower()}", places.value(path))
    found = f"a {_kind(given)}" if isinstance(given, dict | list) else f"the text `{given}`"
    act = ""
    last = path[-1] if path else name
    if wanted == "a list":
        act = _as_list(str(last), given, shape) if isinstance(given, str) else _as_items(given, shape)
    elif wanted == "a mapping":
        act = "write `name: …`, one a line"
    elif wanted == "text" and isinstance(given, list) and all(_CODE.fullmatch(str(each)) for each in given):
        codes = ", ".join(f'"{each}"' for each in given)
        act = f"for codes write `{last}: 'code in ({codes})'`"
    elif wanted == "text" and isinstance(given, dict | list):
        act = "write a task for each of them" if last in ("to", "by") and isinstance(given, list) else QUOTES
    elif isinstance(given, str) and len(path) > 1 and path[-2] == "then":
        act = f"write `{{do: {given}}}`"
    elif shape is not None and shape.model is not None:
        act = otherwise or f"its fields are {listed(fields_of(shape.model), 40)}"
    return Diagnostic(
        "S003", f"`{name}` is {wanted}, not {found}", places.head(path) if path else places.value(path), act
    )


def _outdented(path: Path, given: object, shape: Shape | None, value: Value) -> str:
    """Say where a field belongs that stands beside the item it is of; empty where it is none."""
    if shape is None or shape.model is None or not isinstance(given, str) or path[-1] not in fields_of(shape.model):
        return ""
    beside = list(at(value, path[:-1]) or ())
    before = beside[: beside.index(str(path[-1]))]
    return f"if it is a field of `{before[-1]}`, indent it like the other fields there" if before else ""


def _as_items(given: object, shape: Shape | None) -> str:
    """Say how a mapping becomes a list of items: of one item, or of several under their names."""
    held = shape.holds if shape is not None and shape.kind == "list" else None
    first = next(iter(given), None) if isinstance(given, dict) else None
    if first is None or not isinstance(given, dict) or not (isinstance(held, type) and issubclass(held, Part)):
        return "begin each item with `- `"
    if first in fields_of(held):
        return f"begin each item with `- `: write it before `{first}`"
    return f"begin each item with `- `: write `- id: {first}` in place of `{first}:`"


def _as_list(field: str, given: str, shape: Shape | None) -> str:
    """Say how a text becomes a list: of the names in it, or of items, whose first needed field it may be."""
    held = shape.holds if shape is not None and shape.kind == "list" else None
    if isinstance(held, type) and issubclass(held, Part):
        needed = (name for name, each in fields_of(held).items() if each.default is NEEDED)
        first = next(needed, None)
        return f"write `{field}: [{{{first}: {given}}}]`" if first else "begin each item with `- `"
    words = [word.lstrip("-") for word in re.split(r"[\s,;]+(?:and )?", given) if word]
    names = all(re.fullmatch(r"[\w.-]+", word) for word in words)
    return f"write `{field}: [{', '.join(words) if names else given}]`"
