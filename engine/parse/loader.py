"""Source -> Document, from the events of libyaml: values stay text, and every one keeps its place."""

from typing import Any, TypeAlias

import yaml

from engine.diagnostics import Diagnostic, Outcome
from engine.document import Document, Path, Piece, Standing, Value
from engine.parse import traps
from engine.parse.pieces import pieces_of
from engine.parse.told import MOST_TOLD, Told
from engine.source import Place, Source, Span

# The stubs say that a mark may be missing; the marks of libyaml's events never are.
Event: TypeAlias = Any

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_NODES = 100_000
MAX_TEXT = 100_000
# libyaml reads a megabyte in a fraction of a second; the pure reader, used where it is missing, is 20 times slower.
_READER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_READER_BYTES = MAX_BYTES if _READER is not yaml.SafeLoader else 200_000

# libyaml has a limit of its own from 0.2.6 on, far above ours, and reads brackets ahead of the events it gives
_NESTED = "maximum nesting depth"

_EMPTY = frozenset({"", "~", "null", "Null", "NULL"})
_STYLES = {"'": "single", '"': "double", "|": "literal", ">": "folded"}


class _Open:
    """A mapping or list that is being read."""

    __slots__ = ("flow", "holds", "key", "key_span", "last", "path", "seen", "span", "start", "twice")

    def __init__(
        self, holds: dict[str, Value] | list[Value], path: Path, flow: bool, start: Span, key: Span | None
    ) -> None:
        self.holds = holds
        self.path = path
        self.flow = flow
        self.start = start
        self.span = key
        self.key: str | None = None
        self.key_span: Span | None = None
        self.seen: dict[str, Span] = {}
        self.twice: str | None = None
        """The key before, where it was written twice."""
        self.last = start


def too_big(name: str, size: int, most: int = MAX_BYTES) -> Diagnostic:
    """Say that a file is over the limit of size, in bytes."""
    place = Place(Source(name, ""), Span(1, 1, 1, 1))
    return Diagnostic(
        "P002", f"the file has {size:,} bytes; a policy file has at most {most:,}", place, "split it into layers"
    )


def parse(source: Source) -> Outcome[Document]:
    """Read one YAML document; where anything is refused there is no document.

    Yields: P002 too big, P003 hidden character, P005 not YAML, P006 needs quotes, P007 duplicate
    key, P008 anchor or alias, P009 merge key, P010 tag, P011 more than one document, P012 too
    deep, P013 too many values, P014 key that is no text, P015 comment where a value is meant,
    P016 text cut short inside brackets, P017 nothing there, P018 lost backslash, P019 tab,
    P020 empty item, P021 too long a text.
    """
    size = len(source.text.encode("utf-8", "surrogatepass"))
    if size > _READER_BYTES:
        return Outcome(None, [too_big(source.name, size, _READER_BYTES)])
    text = source.text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    return _Reading(Source(source.name, text)).document()


class _Reading:
    """One pass over the events of one text; no step of it recurses, so depth costs no stack."""

    def __init__(self, source: Source) -> None:
        self.told = Told(source)
        self.text = source.text
        self.lines = self.told.lines
        self.spans: dict[Path, Standing] = {}
        self.open: list[_Open] = []
        self.comment: Span | None = None
        """The comment that ended the latest text inside braces or brackets."""
        self.value: Value = None
        self.documents = 0

    def document(self) -> Outcome[Document]:
        traps.characters(self.told)
        if not self.told.found and not self._too_many():
            self._events()
        if not self.told.found and self.documents:
            traps.comment_keys(self.told, self.spans.values())
        if not self.told.found and self.value is None:
            self.told.tell("P017", "there is nothing in the file", Span(1, 1, 1, 1), "begin with `policy: NAME`")
        if self.told.found:
            return Outcome(None, self.told.first_of_each_line())
        return Outcome(Document(self.told.source, self.value, self.spans))

    def _too_many(self) -> bool:
        """Count the values of a text that may hold too many before anything is made of them."""
        if sum(map(self.text.count, ":,-?\n")) < MAX_NODES:
            return False
        reader = _READER(self.text)
        nodes = 0
        try:
            while nodes <= MAX_NODES and (event := reader.get_event()) is not None:
                nodes += isinstance(event, yaml.NodeEvent)
        except (yaml.YAMLError, ValueError, OverflowError):
            return False
        finally:
            reader.dispose()
        if nodes > MAX_NODES:
            self.told.tell("P013", f"more than {MAX_NODES:,} values in one file", _mark(event), "split it into layers")
        return nodes > MAX_NODES

    def _events(self) -> None:
        reader = _READER(self.text)
        found, next_event, begin, end = self.told.found, reader.get_event, self._begin, self._end
        work = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: begin,
            yaml.SequenceStartEvent: begin,
            yaml.MappingEndEvent: end,
            yaml.SequenceEndEvent: end,
            yaml.AliasEvent: self._alias,
        }
        try:
            while len(found) < MOST_TOLD:
                event = next_event()
                do = work.get(type(event))
                if do is begin and len(self.open) == MAX_DEPTH:
                    self._too_deep(_mark(event))
                    return
                if do is not None:
                    do(event)
                elif event is None or isinstance(event, yaml.StreamEndEvent):
                    return
                elif isinstance(event, yaml.DocumentStartEvent) and not self._first_document(event):
                    return
        except yaml.MarkedYAMLError as fault:
            self._complaint(fault)
        except (yaml.YAMLError, ValueError, OverflowError) as fault:
            # The pure reader lets bad escapes such as \UFFFFFFFF through as errors of Python's.
            reason = str(getattr(fault, "reason", None) or "a character or an escape that no text has")
            self.told.tell(
                "P005", f"this is not YAML: {reason}", Span(1, 1, 1, 1), "use single quotes where a backslash stands"
            )
        finally:
            reader.dispose()

    def _too_deep(self, span: Span) -> None:
        told = f"more than {MAX_DEPTH} mappings and lists inside one another"
        self.told.tell("P012", told, span, "say it with fewer levels")

    def _complaint(self, fault: yaml.MarkedYAMLError) -> None:
        mark = fault.problem_mark or fault.context_mark
        at = min(mark.index, len(self.text)) if mark is not None else 0
        if _NESTED in (fault.problem or ""):
            self._too_deep(self.told.span(at, at + 1))
            return
        opener = self.open[-1].start if self.open and self.open[-1].flow else None
        if opener is not None and traps.lost_closing(self.told, opener, self.comment):
            return
        context = min(fault.context_mark.index, len(self.text)) if fault.context_mark is not None else None
        from engine.parse.advice import advise

        advice = advise(self.text, self.lines, f"{fault.context or ''} {fault.problem or ''}".strip(), at, context)
        if advice.code == "P005" and opener is not None and not self.text[at:].strip():
            sign = self.lines[opener.line - 1][opener.column - 1]
            closing = traps.CLOSING.get(sign, sign)
            message = f"the `{sign}` that opens here is never closed"
            self.told.tell("P005", message, opener, f"close it with `{closing}`")
            return
        self.told.tell(advice.code, advice.message, self.told.span(advice.start, advice.end), advice.help)

    def _first_document(self, event: Event) -> bool:
        self.documents += 1
        if event.version or event.tags:
            self.told.tell(
                "P011", "a line that begins with `%` is an instruction to YAML", Span(1, 1, 1, 2), "take the line out"
            )
            return False
        if self.documents > 1:
            self.told.tell(
                "P011", "a second document begins here", _mark(event), "a file holds one document: take `---` out"
            )
            return False
        return True

    def _named_place(self, event: Event, sign: str) -> None:
        self.told.tell(
            "P008",
            f"`{sign}{event.anchor}`: a policy has no references from one place to another",
            _mark(event),
            f"write the value out; if the text itself begins with `{sign}`, put it in single quotes",
        )

    def _alias(self, event: Event) -> None:
        self._named_place(event, "*")
        around = self.open[-1] if self.open else None
        if around is not None and isinstance(around.holds, dict) and around.key is None:
            around.key, around.key_span = "", _mark(event)
        else:
            self._put(None, _mark(event), "plain")

    def _properties(self, event: Event) -> None:
        if event.anchor is not None:
            self._named_place(event, "&")
        if event.tag is not None:
            line = self.lines[event.start_mark.line][event.start_mark.column :]
            self.told.tell(
                "P010",
                f"`{line.split(' #')[0].strip()[:60]}`: YAML reads a text that begins with `!` as a tag",
                _mark(event),
                traps.QUOTE,
            )

    def _begin(self, event: Event) -> None:
        self._properties(event)
        span = _mark(event)
        holds: dict[str, Value] | list[Value] = {} if isinstance(event, yaml.MappingStartEvent) else []
        around = self.open[-1] if self.open else None
        if around is not None and isinstance(around.holds, dict) and around.key is None:
            what = "mapping" if isinstance(holds, dict) else "list"
            self.told.tell(
                "P014",
                f"a {what} stands where a key belongs",
                span,
                "a key is plain text; for text in double braces use single quotes",
            )
            around.key, around.key_span = "", span
            self.open.append(_Open(holds, (*around.path, ""), bool(event.flow_style), span, None))
            return
        key_span = around.key_span if around is not None and isinstance(around.holds, dict) else None
        path = self._put(holds, span, "mapping" if isinstance(holds, dict) else "list", flow=bool(event.flow_style))
        self.open.append(_Open(holds, path, bool(event.flow_style), span, key_span))

    def _end(self, event: Event) -> None:
        closed = self.open.pop()
        last = closed.last
        if closed.flow and event.end_mark.index > event.start_mark.index:
            last = Span(
                event.end_mark.line + 1, event.end_mark.column + 1, event.end_mark.line + 1, event.end_mark.column + 1
            )
        span = Span(closed.start.line, closed.start.column, last.end_line, last.end_column)
        style = "mapping" if isinstance(closed.holds, dict) else "list"
        self.spans[closed.path] = Standing(closed.span, span, style, closed.flow)
        if self.open:
            self.open[-1].last = span

    def _scalar(self, event: Event) -> None:
        if event.anchor is not None or event.tag is not None:
            self._properties(event)
        style = _STYLES.get(event.style or "", "plain")
        around = self.open[-1] if self.open else None
        start, end = event.start_mark, event.end_mark
        span = Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
        if style == "double":
            traps.lost_escape(self.told, start.index, end.index)
        if style != "plain":
            traps.control(self.told, event.value, span)
        if around is not None and isinstance(around.holds, dict) and around.key is None:
            self._key(event, style, span, around)
            return
        if len(event.value) > MAX_TEXT:
            self.told.tell(
                "P021", f"a text of {len(event.value):,} characters; the most is {MAX_TEXT:,}", span, "split it"
            )
            self._put(None, span, style)
            return
        value: str | None = event.value
        comment = None
        flow = around is not None and around.flow
        if style == "plain" and event.value in _EMPTY:
            value = None
            if not event.value:
                key = around.key_span if around is not None else None
                item = around is not None and isinstance(around.holds, list)
                traps.nothing_there(self.told, span, key, item=item)
        elif style == "plain":
            comment = traps.comment_after(self.told, end.index)
            if flow:
                self.comment = comment or self.comment
                traps.cut_short(self.told, event.value, span)
        elif style in ("literal", "folded") and not event.value:
            traps.empty_block(self.told, start.index, span)
        pieces = pieces_of(self.lines, style, event.value, (start.line, start.column), (end.line, end.column))
        if style in ("literal", "folded"):
            last = pieces[-1] if pieces else None
            stop = last.line if last else start.line + 1
            span = Span(span.line, span.column, stop, len(self.lines[stop - 1]) + 1)
        self._put(value, span, style, flow=flow, pieces=pieces, comment=comment)

    def _key(self, event: Event, style: str, span: Span, around: _Open) -> None:
        key = event.value
        if event.anchor is None and style == "plain" and key == "<<":
            self.told.tell(
                "P009",
                "`<<`: a policy has no merge keys",
                span,
                "write the keys out, or put them into a layer named in `extends`",
            )
        elif style in ("literal", "folded") or span.line != span.end_line or (style == "plain" and key == ""):
            self.told.tell("P014", "a key is plain text on one line", span, traps.QUOTE)
        elif traps.before(self.told, event.start_mark.index) == "?":
            self.told.tell("P014", "`? ` begins a key", span, traps.QUOTE)
        item = bool(around.path) and isinstance(around.path[-1], int)
        if key in around.seen:
            traps.twice(self.told, around.twice, key, around.seen[key], span, item=item)
            around.twice = around.twice if around.twice is not None and item else key
        elif not item:
            around.twice = None  # what is written twice further on has a cause of its own
        around.seen.setdefault(key, span)
        around.key, around.key_span = key, span
        around.last = span
        if around.flow:
            self.comment = traps.key_without_value(self.told, key, span, event.end_mark.index) or self.comment

    def _put(
        self,
        value: Value,
        span: Span,
        style: str,
        *,
        flow: bool = False,
        pieces: tuple[Piece, ...] = (),
        comment: Span | None = None,
    ) -> Path:
        if not self.open:
            self.value = value
            self.spans[()] = Standing(None, span, style, flow, pieces, comment)
            return ()
        around = self.open[-1]
        around.last = span
        if isinstance(around.holds, list):
            path: Path = (*around.path, len(around.holds))
            around.holds.append(value)
            self.spans[path] = Standing(None, span, style, flow, pieces, comment)
            return path
        key = around.key if around.key is not None else ""
        path = (*around.path, key)
        around.holds[key] = value
        self.spans[path] = Standing(around.key_span, span, style, flow, pieces, comment)
        around.key = around.key_span = None
        return path


def _mark(event: Event) -> Span:
    start, end = event.start_mark, event.end_mark
    if end.line == start.line and end.column > start.column:
        return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
    return Span(start.line + 1, start.column + 1, start.line + 1, start.column + 2)
