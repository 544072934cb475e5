"""Why a policy asked what it asked of one pupil: every action and decision with its whole chain of reasons."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date

from engine.calendar import SESSIONS, date_of
from engine.decision import Action, Decision, Run, Task
from engine.evaluate.run import evaluate
from engine.explain.plain_reasons import because
from engine.explain.plainly import asked_for, clauses_in_words, decided, letters
from engine.explain.reading import Tools
from engine.explain.rows import row_in_words
from engine.explain.run import run_of
from engine.explain.standing import ladder_output, suppressed
from engine.explain.watch import Seen, Watch
from engine.explain.weeks import figures_of, meanings_of, weeks_of
from engine.load import Loaded
from engine.model.explanation import ExplainedOutput
from engine.model.output import ActionOutput, DecisionOutput, EvidenceOutput, TaskOutput
from engine.model.rules import Act, Rule
from engine.narrow import of_rules
from engine.register import Register
from engine.words import name_in_words

Key = tuple[str, str, str | None]


def run_alone(loaded: Loaded, one: Register) -> Run:
    """Run a policy over the register of one pupil."""
    return run_of(loaded.plan, one, evaluate(loaded.plan, one))


def why(tools: Tools, one: Register, actions: Sequence[Action], decisions: Sequence[Decision]) -> list[ExplainedOutput]:
    """Explain actions and decisions of a run over the register of one pupil, in their order.

    They are made again by the same evaluator, which is watched as it makes them.
    """
    wanted: dict[Key, list[Action | Decision]] = defaultdict(list)
    for action in actions:
        wanted[(action.rule, action.date, action.session)].append(action)
    for decision in decisions:
        wanted[(decision.table, str(decision.date), None)].append(decision)
    rules = frozenset(rule for rule, _, _ in wanted)
    if not rules:
        return []
    dates = [date_of(int(day)).isoformat() for day in one.days]

    def key(rule: str, place: int, half: int | None) -> Key:
        return (rule, dates[place], None if half is None else SESSIONS[half])

    watch = Watch(tools, rules, lambda rule, place, half: key(rule, place, half) in wanted)
    evaluate(of_rules(tools.loaded.plan, rules), one, watch=watch)
    acted: dict[Key, list[Seen]] = defaultdict(list)
    for seen in watch.seen:
        if seen.acted:
            acted[key(seen.rule, seen.place, seen.half)].append(seen)
    of_rule: dict[str, list[Seen]] = defaultdict(list)
    for seen in watch.seen:
        of_rule[seen.rule].append(seen)
    found: dict[int, ExplainedOutput] = {}
    for each, items in wanted.items():
        # INVARIANT: a run's actions of one check stand in the order of their rows, and so do the looks
        looks = sorted(acted[each], key=lambda seen: -1 if seen.row is None else seen.row)
        for item, seen in zip(items, looks, strict=False):
            found[id(item)] = _explained(tools, one, item, seen, of_rule[each[0]])
    return [found[id(item)] for item in (*actions, *decisions) if id(item) in found]


def _explained(
    tools: Tools, one: Register, item: Action | Decision, seen: Seen, looks: Sequence[Seen]
) -> ExplainedOutput:
    origins = tools.origins
    rule = item.rule if isinstance(item, Action) else item.table
    day = date.fromisoformat(str(item.date))
    steered, step = origins.rule(rule)
    path = origins.path_of(rule, day)
    assert path is not None, "INVARIANT: what acted is in the policy"
    figures = figures_of([*seen.conditions, *seen.passed_over])
    clauses = origins.clauses(rule, [figure.name for figure in figures if figure.origin is not None], day)
    items = [each for each in (step, steered) if each is not None]
    named = [origins.item(figure.name, day) for figure in figures if figure.origin is not None]
    carried = [*items, *(each for each in named if each is not None)]
    title = next((each.title for each in items if each.title), None) or name_in_words(rule)
    action = action_output(item) if isinstance(item, Action) else None
    decision = decision_output(item) if isinstance(item, Decision) else None
    wording = tools.wording
    weeks, left_out = weeks_of(one, [*seen.conditions, *seen.passed_over], day)
    plain = asked_for(wording, wording.name(rule, title), action) if action is not None else []
    if decision is not None:
        plain += decided(wording, wording.name(rule, title), decision, _about(tools, one, steered.each, seen.row))
    plain += _reasons(tools, steered, seen)
    plain += clauses_in_words(wording, clauses)
    plain += letters(wording, plain, day)
    return ExplainedOutput(
        action=action,
        decision=decision,
        title=title,
        check=str(steered.check),
        act=act_in_words(steered.act) if isinstance(steered, Rule) else "each step once" if step else "once a row",
        began=None if seen.since is None else date_of(int(one.days[seen.since])).isoformat(),
        origin=origins.of(path),
        conditions=list(seen.conditions),
        passed_over=list(seen.passed_over),
        clauses=clauses,
        assumes=_once(each.assumes for each in carried),
        departs=_once(each.departs for each in carried),
        suppressed=suppressed(tools, one, seen, looks),
        ladder=ladder_output(tools, seen),
        weeks=weeks,
        weeks_left_out=left_out,
        meanings=meanings_of(wording, weeks, day),
        plain="\n".join(plain),
    )


def _reasons(tools: Tools, steered: object, seen: Seen) -> list[str]:
    """Say why it acted, for a parent; what acts when its condition ends acts because of what no longer holds."""
    ended = isinstance(steered, Rule) and steered.act.when == "ends"
    reasons = because(tools.wording, seen.conditions, wanted=not ended)
    if ended:
        return ["This is why: what the policy looks for was so until then, and is so no longer. It is now:", *reasons]
    return ["This is why:", *reasons] if reasons else ["It is asked for every pupil at this time."]


def _about(tools: Tools, one: Register, each: str | None, row: int | None) -> dict[str, str]:
    """Give the columns of the row that a decision is about."""
    table = tools.table_of(each)
    if table is None or row is None:
        return {}
    return row_in_words(one.tables[table], row)


def _once(texts: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def act_in_words(act: Act) -> str:
    """Say when a rule acts, as the policy writes it."""
    words = {"starts": "when it starts", "each": "each check", "ends": "when it ends"}
    if act.when in words:
        return words[act.when]
    every = act.every
    if every is None or hasattr(every, "name"):
        return f"every {getattr(every, 'name', 'so often')}"
    return f"every {int(every.number)} {every.unit}{'' if every.number == 1 else 's'}"


def action_output(item: Action) -> ActionOutput:
    """Give an action as the run's output gives it."""
    about = {name: getattr(item, name) for name in ("request", "parent", "notice") if getattr(item, name) is not None}
    evidence = {
        name: EvidenceOutput(value=each.value, unit=each.unit, sessions=[list(mark) for mark in each.sessions])
        for name, each in item.evidence.items()
    }
    return ActionOutput(
        key=item.key,
        pupil=item.pupil,
        date=item.date,
        session=item.session,
        rule=item.rule,
        tasks=[_task_output(task) for task in item.tasks],
        source=item.source,
        reason=item.reason,
        evidence=evidence,
        notes=list(item.notes),
        assumes=item.assumes,
        **about,
    )


def _task_output(task: Task) -> TaskOutput:
    fields = asdict(replace(task, sessions=None))
    fields["with"] = dict(fields.pop("with_"))
    if task.code is None and task.sessions is None:
        del fields["code"], fields["sessions"]
    else:
        fields["sessions"] = [list(mark) for mark in task.sessions or ()]
    return TaskOutput(**fields)


def decision_output(item: Decision) -> DecisionOutput:
    """Give a decision as the run's output gives it."""
    about = {"request": item.request, "pupil": item.pupil, "parent": item.parent, "date": item.date}
    fields = {"table": item.table, **{name: value for name, value in about.items() if value is not None}}
    return DecisionOutput(**fields, outcome=item.outcome, **item.gives, row=item.row, reason=item.reason)  # type: ignore[arg-type]
