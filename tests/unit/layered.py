"""Three layers to merge and change, and what came of it in few words."""

from pathlib import Path

from engine.resolve import resolve

NATIONAL = """\
policy: land
layer: national
values:
  limit: [{value: 10 sessions, source: the law}]
  tunable: [{value: 3, open: [value]}]
sets: {gone: 'code = "N"', spare: 'code = "I"'}
measures:
  n_today: {count: sessions, of: gone, over: day}
  usual: {count: sessions, of: spare, over: term}
rules:
  - id: threshold
    source: reg 1
    when: n_today >= limit
    open: [by, due, check]
    then:
      - {do: notify, to: council, obligation: must}
  - id: extendable
    when: n_today > 0
    open: [then]
    then: [{do: letter, to: parents}]
"""
TRUST = """\
policy: trust
layer: trust
extends: [land]
values: {letter_below: 95%, days: 5 school days}
sets: {ill: 'code = "I"'}
rules:
  - id: call
    title: First call
    when: n_today > 0
    then:
      - {do: call, to: parents, by: office}
      - {do: note, to: parents}
      - {do: note, to: office}
ladders:
  late:
    when: n_today > 1
    steps: [{id: one, then: [{do: call}]}, {id: two, then: [{do: letter}]}]
"""
SCHOOL = """\
policy: school
layer: school
extends: [trust]
"""


def told(outcome):
    return [
        f"{Path(found.place.source.name).name.removesuffix('.yaml')}:{found.place.span.line} {found.code}"
        if found.place
        else found.code
        for found in outcome.diagnostics
    ]


def fine(outcome):
    assert not outcome.diagnostics, [str(found) for found in outcome.diagnostics]
    return outcome.value


def resolver(folder):
    """Give what writes each text as a file of its name and resolves the school's."""

    def make(school="", *, trust=TRUST, national=NATIONAL, head=SCHOOL, **others):
        for name, text in {"school": head + school, "trust": trust, "land": national, **others}.items():
            path = folder / f"{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return resolve(folder / "school.yaml")

    return make
