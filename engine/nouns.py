"""Dataclasses that cost little to make: what the standard library writes for them is written when it is asked for.

`dataclasses.dataclass` writes up to eight methods a class as text and compiles them, used or not, and looks at each
field at length: of all the nouns of a small run that was a tenth of its time. Here the slots are made at once; the
table of fields, the text for people and the order of instances by the same module of the standard library when
something first asks; instances are begun, compared and hashed by functions that need no text. What comes of it is the
same.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    import dataclasses
    from _thread import RLock
    from copy import copy
    from operator import attrgetter
    from typing import ClassVar

    _MUCH = 1000  # calls of a method that needs no text, each some tenths of a microsecond dearer: then one is written
    _DEARER = 4  # times as dear is a call of `__init__` with names, or without what is made anew for each instance
    _NO_FIELDS = (ClassVar, dataclasses.InitVar, dataclasses.KW_ONLY)
    _PLAIN = frozenset(
        {type, type(list[int]), type(int | None)}
    )  # annotations of these kinds are fields' but for `InitVar`
    _ALONE = (object,)
    _LEFT_OUT = object()
    _ONE_AT_A_TIME = RLock()  # the standard library takes a class apart, which no other thread may see

    def dataclass(*, frozen=False, eq=True, order=False, slots=False):
        """Make a dataclass of a class, as `dataclasses.dataclass` does with the same words.

        Raises: TypeError where the class stands below another dataclass.
        """
        return _decorators.get((frozen, eq, order, slots)) or _decorator(frozen, eq, order, slots)

    _decorators = {}

    def _decorator(frozen, eq, order, slots):
        """Give what makes dataclasses with these words, for all classes that say the same."""
        words = {"init": True, "repr": True, "eq": eq, "order": order, "frozen": frozen}
        methods = {"__init__": _INIT, "__repr__": _REPR}
        if eq:
            methods |= {"__eq__": _EQ, "__hash__": _HASH if frozen else None}
        if order:
            methods |= _ORDER
        always = {"__setattr__": _refuse_assignment, "__delattr__": _refuse_deletion} if frozen else {}
        if frozen and slots:
            always |= {"__getstate__": _state, "__setstate__": _restore}

        def made(plain):
            cls = _slotted(plain, methods, always, words) if slots and plain.__bases__ == _ALONE else None
            if cls is None:
                if hasattr(plain, "__dataclass_fields__"):
                    raise TypeError(f"`{plain.__name__}` stands below a dataclass, and a noun stands below none")
                own = plain.__dict__
                more = {name: method for name, method in methods.items() if name not in own} | always
                cls = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(plain)
                for name, method in more.items():
                    setattr(cls, name, method)
                for name, said in words.items():
                    setattr(cls.__dataclass_params__, name, said)
            return cls

        _decorators[frozen, eq, order, slots] = made
        return made

    def _slotted(plain, methods, always, words):
        """Give a class anew with a slot a field; None where it is not as nouns are: then the standard library looks."""
        held = {**methods, **plain.__dict__, **always}
        kinds = plain.__annotations__
        given = []
        for name, kind in kinds.items():
            if (type(kind) not in _PLAIN or kind is dataclasses.InitVar) and _is_no_field(kind):
                return None
            default = held.pop(name, None)
            if default is not None:
                if isinstance(default, dataclasses.Field):
                    if default.kw_only is True:
                        return None
                    if not default.init:
                        continue
                elif type(default).__hash__ is None:
                    return None  # a default that changes would be that of all instances
            given.append(name)
        if type(plain) is not type or dataclasses.Field in map(type, held.values()):
            return None  # a field without an annotation
        held.pop("__dict__", None)
        held.pop("__weakref__", None)
        held["__slots__"], held["__match_args__"] = tuple(kinds), tuple(given)
        held["__dataclass_fields__"], held["__dataclass_params__"] = _Fields(plain, words), _PARAMS
        held["__qualname__"] = plain.__qualname__
        if hasattr(dataclasses, "_replace"):  # from 3.13 on, for `copy.replace`
            held.setdefault("__replace__", dataclasses._replace)
        return type(plain.__name__, _ALONE, held)

    def _is_no_field(kind):
        if isinstance(kind, str):
            return any(word in kind for word in ("ClassVar", "InitVar", "KW_ONLY"))
        return (
            kind in _NO_FIELDS or getattr(kind, "__origin__", None) is ClassVar or isinstance(kind, dataclasses.InitVar)
        )

    class _Fields:
        """The table of a class's fields, made by the standard library of the class as it was."""

        __slots__ = ("plain", "words")

        def __init__(self, plain, words):
            self.plain, self.words = plain, words

        def __get__(self, _, cls):
            with _ONE_AT_A_TIME:
                for each in cls.__mro__:
                    if each.__dict__.get("__dataclass_fields__") is self:
                        self._make(each)
            return cls.__dataclass_fields__

        def _make(self, cls):
            whole = dataclasses.dataclass(init=False, repr=False, eq=False)(self.plain)
            told = whole.__dataclass_params__
            for name, said in self.words.items():
                setattr(told, name, said)
            if hasattr(told, "slots"):
                told.slots = True
            cls.__dataclass_params__, cls.__dataclass_fields__ = told, whole.__dataclass_fields__

    class _Params:
        """The words that a class was made with: they are there once its fields are."""

        def __get__(self, _, cls):
            dataclasses.fields(cls)
            return cls.__dataclass_params__

    class _Method:
        """A method that is made for a class when something first asks for it, and takes its own place there."""

        __slots__ = ("make", "name")

        def __init__(self, name, make):
            self.name, self.make = name, make

        def __get__(self, instance, cls):
            own = self.make(cls, self.name)
            own.__name__, own.__qualname__ = self.name, f"{cls.__qualname__}.{self.name}"
            own.__module__ = cls.__module__
            setattr(cls, self.name, own)
            return own.__get__(instance, cls)

    def _told(cls):
        """Give what is told of each field by its name, with no table where there is none yet."""
        with _ONE_AT_A_TIME:
            table = cls.__dict__.get("__dataclass_fields__")
            if not isinstance(table, _Fields):
                return {each.name: each for each in dataclasses.fields(cls)}
            own = table.plain.__dict__
            found = {name: own.get(name, dataclasses.MISSING) for name in table.plain.__annotations__}
        return {
            name: said if isinstance(said, dataclasses.Field) else dataclasses.field(default=said)
            for name, said in found.items()
        }

    def _begun(cls, name):
        """Give an `__init__` that sets the fields one by one.

        Where not all are given in their order, it makes way for a written one after some instances.
        """
        fields = _told(cls)
        if hasattr(cls, "__post_init__") or any(each.kw_only is True or not each.init for each in fields.values()):
            return _written(cls, name)
        puts = [_put(cls, each) for each in fields]
        left = _MUCH
        rests, rest = {}, ()
        for number, field in reversed([*enumerate(fields.values(), 1)]):
            rests[number] = rest
            rest = (field.default, *rest)
            if field.default is dataclasses.MISSING:
                break
        else:
            rests[0] = rest

        def begin(self, /, *given, **named):
            nonlocal left
            left -= 1
            if left < 0:
                _write(cls, name)(self, *given, **named)
                return
            if not named and (rest := rests.get(len(given))) is not None:
                for put, value in zip(puts, given + rest):  # noqa: B905 - they are as many
                    put(self, value)
                return
            left -= _DEARER
            values = dict(zip(fields, given, strict=False)) | named
            if len(values) < len(given) + len(named) or not named.keys() <= fields.keys():
                _write(cls, name)(self, *given, **named)  # which says what is wrong with the arguments
                return
            for put, (each, field) in zip(puts, fields.items(), strict=True):
                if each in values:
                    put(self, values[each])
                elif field.default is not dataclasses.MISSING:
                    put(self, field.default)
                elif field.default_factory is not dataclasses.MISSING:
                    put(self, field.default_factory())
                else:
                    _write(cls, name)(self, *given, **named)
                    return

        if "__slots__" not in cls.__dict__:
            return begin
        return _ALL_GIVEN.get(len(puts), _many_given)(begin, *puts)

    def _one_given(begin, put_a):
        def begin_with(self, a=_LEFT_OUT, /, *more, **named):
            if a is _LEFT_OUT or more or named:
                begin(self, *_given(a), *more, **named)
                return
            put_a(self, a)

        return begin_with

    def _two_given(begin, put_a, put_b):
        def begin_with(self, a=_LEFT_OUT, b=_LEFT_OUT, /, *more, **named):
            if b is _LEFT_OUT or more or named:
                begin(self, *_given(a, b), *more, **named)
                return
            put_a(self, a)
            put_b(self, b)

        return begin_with

    def _three_given(begin, put_a, put_b, put_c):
        def begin_with(self, a=_LEFT_OUT, b=_LEFT_OUT, c=_LEFT_OUT, /, *more, **named):
            if c is _LEFT_OUT or more or named:
                begin(self, *_given(a, b, c), *more, **named)
                return
            put_a(self, a)
            put_b(self, b)
            put_c(self, c)

        return begin_with

    def _four_given(begin, put_a, put_b, put_c, put_d):
        def begin_with(self, a=_LEFT_OUT, b=_LEFT_OUT, c=_LEFT_OUT, d=_LEFT_OUT, /, *more, **named):
            if d is _LEFT_OUT or more or named:
                begin(self, *_given(a, b, c, d), *more, **named)
                return
            put_a(self, a)
            put_b(self, b)
            put_c(self, c)
            put_d(self, d)

        return begin_with

    def _many_given(begin, *puts):
        size = len(puts)

        def begin_with(self, /, *given, **named):
            if named or len(given) != size:
                begin(self, *given, **named)
                return
            for put, value in zip(puts, given):  # noqa: B905 - they are as many
                put(self, value)

        return begin_with

    def _given(*values):
        """Give the values that were given: nothing stands after one that was left out."""
        return [value for value in values if value is not _LEFT_OUT]

    def _put(cls, name):
        """Give the function that sets a field of an instance, whatever the class says of assigning to it."""
        slot = getattr(cls, name, None)
        return slot.__set__ if hasattr(slot, "__set__") else lambda self, value: object.__setattr__(self, name, value)

    def _equal(cls, name):
        values = _values([each for each, told in _told(cls).items() if told.compare])
        left = _MUCH

        def equal(self, other):
            nonlocal left
            left -= 1
            if left < 0:
                return _write(cls, name)(self, other)
            return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

        return equal

    def _hashed(cls, _):
        fields = _told(cls)
        values = _values([each for each, told in fields.items() if (told.compare if told.hash is None else told.hash)])

        def hashed(self):
            return hash(values(self))

        return hashed

    def _values(names):
        """Give a function that gives the values of some fields, as one tuple."""
        if len(names) > 1:
            return attrgetter(*names)
        return (lambda self: (getattr(self, names[0]),)) if names else lambda self: ()

    def _write(cls, name):
        """Put a written method in its place, and give it."""
        setattr(cls, name, _Method(name, _written))
        return getattr(cls, name)

    def _written(cls, name):
        """Write one method of a class, as the standard library writes it for a class with the same fields."""
        told = cls.__dataclass_params__
        compares = name not in ("__init__", "__repr__")
        kept = {"__doc__": cls.__doc__}
        if hasattr(cls, "__post_init__"):
            kept["__post_init__"] = cls.__post_init__
        twin = dataclasses.make_dataclass(
            cls.__name__,
            [(each.name, each.type, copy(each)) for each in dataclasses.fields(cls)],
            namespace=kept,
            init=name == "__init__",
            repr=name == "__repr__",
            eq=compares,
            order=name in _ORDER,
            frozen=told.frozen,
            slots="__slots__" in cls.__dict__,
        )
        return twin.__dict__[name]

    def _refuse_assignment(self, name, _):
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def _refuse_deletion(self, name):
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    def _state(self):
        return [getattr(self, each.name) for each in dataclasses.fields(self)]

    def _restore(self, state):
        for each, value in zip(dataclasses.fields(self), state, strict=True):
            object.__setattr__(self, each.name, value)

    _INIT, _REPR = _Method("__init__", _begun), _Method("__repr__", _written)
    _EQ, _HASH, _PARAMS = _Method("__eq__", _equal), _Method("__hash__", _hashed), _Params()
    _ALL_GIVEN = {1: _one_given, 2: _two_given, 3: _three_given, 4: _four_given}
    """How a noun of so few fields begins where all are given in their order: quicker than what is written for it."""
    _ORDER = {name: _Method(name, _written) for name in ("__lt__", "__le__", "__gt__", "__ge__")}
