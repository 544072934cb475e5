"""The words in which a policy speaks to parents: its own plain words first, then its titles, roles and meanings."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

from engine.dates import Period
from engine.load import Loaded
from engine.model.facts import Code
from engine.words import name_in_words

_GAP = "..."
_UNITS = (("sessions", "half days"), ("session", "half day"), ("spells", "separate times"), ("spell", "time"))


class Wording:
    """Puts the terms of one policy into plain words."""

    def __init__(self, loaded: Loaded) -> None:
        self._model = loaded.bound.model
        self._plain: Mapping[str, str] = self._model.plain_words

    def name(self, name: str, title: str | None = None) -> str:
        """Give what a rule, a figure, a flag or a column is called: its plain words, its title, or the name itself."""
        plain = self._plain.get(name)
        # words for what is done to somebody are no name: a rule may bear the name of what it asks for
        held = plain if plain is not None and _GAP not in plain else title
        return half_days(held or name_in_words(name))

    def word(self, of: str | None, word: str) -> str:
        """Give a word that something gives or that a column holds; plain words for `OF.WORD` come first."""
        return self._plain.get(f"{of}.{word}") or self._plain.get(word) or name_in_words(word)

    def role(self, role: str) -> str:
        """Give who somebody is, as it stands within a sentence."""
        held = self._plain.get(role)
        if held is not None:
            return held
        title = (self._model.roles or {}).get(role)
        return f"the {lower(title if title is not None else name_in_words(role))}"

    def doing(self, do: str, to: str | None) -> str | None:
        """Give what is done to somebody; None where the policy has no plain words for it.

        Where the words leave a gap, it is filled with whom it is done to, or else with the pupil.
        """
        held = self._plain.get(do)
        if held is None:
            return None
        return held.replace(_GAP, self.role(to or "pupil"))

    def clause(self, text: str) -> str:
        """Give a clause without abbreviations that the policy explains, the longest first."""
        return self._spelled_out.sub(lambda found: self._plain[found[0]], text) if self._plain else text

    @cached_property
    def _spelled_out(self) -> re.Pattern[str]:
        # a name of the policy is an ordinary word in a clause; an abbreviation has a capital letter or a space
        terms = [term for term in self._plain if " " in term or term != term.lower()]
        listed = "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True))
        return re.compile(rf"(?<!\w)(?:{listed})(?!\w)" if terms else r"(?!)")

    def meaning(self, code: str, day: date) -> str:
        """Give what a code means on a day; the code itself where the policy does not say."""
        held = self._table(day).get(code)
        return half_days(lower(held.means)) if held is not None and held.means else code

    def meanings(self, codes: Iterable[str], day: date) -> dict[str, str]:
        """Give what codes mean on a day, in the order of the policy's table; those without a meaning are left out."""
        wanted = set(codes)
        return {
            code: half_days(lower(one.means)) for code, one in self._table(day).items() if code in wanted and one.means
        }

    def letters_in(self, text: str, day: date) -> dict[str, str]:
        """Give what the code letters mean that stand in a text; a single word that begins a sentence is none."""
        found = set()
        for match in re.finditer(r"(?<![\w'’-])([A-Z]\d?)(?![\w'’-])", text):
            begins = match.start() == 0 or text[: match.start()].rstrip().endswith((".", ":", "\n", "-"))
            if not (begins and re.match(r" [a-z]", text[match.end() :])):
                found.add(match[1])
        return self.meanings(found, day)

    def _table(self, day: date) -> Mapping[str, Code]:
        for table in reversed(self._model.codes):
            if Period(table.from_, table.until).covers(day):
                return table.table
        return {}


def half_days(text: str) -> str:
    """Say sessions as parents do.

    >>> half_days("10 sessions"), half_days("3 spells")
    ('10 half days', '3 separate times')
    """
    text = re.sub(r"\b(morning|afternoon) session\b", r"\1", text)
    for unit, said in _UNITS:
        text = re.sub(rf"\b{unit}\b", said, text)
    return text


def lower(text: str) -> str:
    """Begin a text as it would within a sentence; an abbreviation and a name stay as they are.

    >>> lower("School office"), lower("DfE guidance"), lower("Staffordshire Welfare Service")
    ('school office', 'DfE guidance', 'Staffordshire Welfare Service')
    """
    return text if text[1:] != text[1:].lower() else text[:1].lower() + text[1:]


def upper(text: str) -> str:
    """Begin a sentence."""
    return text[:1].upper() + text[1:]


def listed(parts: Iterable[str]) -> str:
    """Give parts as people list them.

    >>> listed(["a", "b", "c"]), listed(["a"])
    ('a, b and c', 'a')
    """
    held = list(parts)
    return held[0] if len(held) == 1 else f"{', '.join(held[:-1])} and {held[-1]}" if held else ""
