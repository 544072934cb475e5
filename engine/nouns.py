"""Dataclasses whose methods are written when they are first called.

`dataclasses.dataclass` writes up to eight methods a class as text and compiles them, used or not: of all the nouns of a
small run that was a tenth of its time. Here the fields and slots are made at once, as there, and a method by the same
module of the standard library when something first calls it; what comes of it is the same.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    import dataclasses
    from copy import copy

    _ORDER = ("__lt__", "__le__", "__gt__", "__ge__")
    _FEW = 40  # so many are made without an `__init__` of their own: about what it takes to write one

    def dataclass(*, frozen=False, eq=True, order=False, slots=False):
        """Make a dataclass of a class, as `dataclasses.dataclass` does with the same words.

        Raises: TypeError where the class stands below another dataclass.
        """

        def made(plain):
            if any(dataclasses.is_dataclass(base) for base in plain.__mro__[1:]):
                raise TypeError(f"`{plain.__name__}` stands below a dataclass, and a noun stands below none")
            own = frozenset(plain.__dict__)
            cls = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(plain)
            told = cls.__dataclass_params__
            told.init, told.repr, told.eq, told.order, told.frozen = True, True, eq, order, frozen
            wanted = ["__init__", "__repr__", *(("__eq__",) if eq else ()), *(_ORDER if order else ())]
            if eq and "__hash__" not in own:
                if frozen:
                    wanted.append("__hash__")
                else:
                    cls.__hash__ = None
            for name in wanted:
                if name not in own:
                    setattr(cls, name, _unwritten(cls, name))
            fields = dataclasses.fields(cls)
            if "__init__" not in own and "__post_init__" not in own and all(each.init for each in fields):
                cls.__init__ = _slow(cls)
            if frozen:
                cls.__setattr__, cls.__delattr__ = _refuse_assignment, _refuse_deletion
                if slots:
                    cls.__getstate__, cls.__setstate__ = _state, _restore
            return cls

        return made

    def _slow(cls):
        """Give an `__init__` that sets the fields one by one, and after a few instances makes way for a written one."""
        fields = {each.name: each for each in dataclasses.fields(cls)}
        written, put, left = _unwritten(cls, "__init__"), object.__setattr__, _FEW

        def begin(self, /, *given, **named):
            nonlocal left
            left -= 1
            values = dict(zip(fields, given, strict=False)) | named
            if left < 0 or len(values) < len(given) + len(named) or not named.keys() <= fields.keys():
                written(self, *given, **named)  # which says what is wrong with the arguments, if anything is
                return
            for name, field in fields.items():
                if name in values:
                    put(self, name, values[name])
                elif field.default is not dataclasses.MISSING:
                    put(self, name, field.default)
                elif field.default_factory is not dataclasses.MISSING:
                    put(self, name, field.default_factory())
                else:
                    written(self, *given, **named)
                    return

        begin.__name__, begin.__qualname__, begin.__module__ = (
            "__init__",
            f"{cls.__qualname__}.__init__",
            cls.__module__,
        )
        return begin

    def _unwritten(cls, name):
        """Give a method that writes itself when it is called, and takes its own place."""

        def method(self, /, *given, **named):
            written = _written(cls, name)
            setattr(cls, name, written)
            return written(self, *given, **named)

        method.__name__, method.__qualname__, method.__module__ = name, f"{cls.__qualname__}.{name}", cls.__module__
        return method

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
        written = twin.__dict__[name]
        written.__qualname__, written.__module__ = f"{cls.__qualname__}.{name}", cls.__module__
        return written

    def _refuse_assignment(self, name, _):
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def _refuse_deletion(self, name):
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    def _state(self):
        return [getattr(self, each.name) for each in dataclasses.fields(self)]

    def _restore(self, state):
        for each, value in zip(dataclasses.fields(self), state, strict=True):
            object.__setattr__(self, each.name, value)
