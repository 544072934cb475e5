"""A policy or a folder of policies, and a folder of datasets -> the schools to run."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from engine.diagnostics import Diagnostic, Outcome, in_order
from engine.document import Document
from engine.nearest import nearest
from engine.resolve.layers import shown
from engine.schools.chosen import chosen
from engine.schools.datasets import datasets_in, is_closed, is_dataset
from engine.schools.members import SCHOOL_LAYER, called, is_school, unclear
from engine.schools.once_each import once_each
from engine.schools.school import Paired, School, left_out

if TYPE_CHECKING:
    from engine.lint.files import Files

Lack = tuple[str, Diagnostic]
"""What a school is called, and why it is left out."""

NO_POLICY, NO_SCHOOL = "S010", "S009"


def schools_of(policy: Path | str, datasets: Path, as_of: date | None = None) -> Outcome[Paired]:
    """Pair policies with datasets; one policy that is no folder goes with every dataset.

    Of several versions of one policy side by side, that of `as_of` is taken, or of the dataset's last day.
    A school's policy goes with the dataset whose folder, or whose folder's last step, bears the policy's name.
    What has no counterpart is left out and told, and so is a folder without a dataset.

    Yields: M001 a policy without a dataset, M002 a dataset without a policy, M003 a name that two have, M004 a
    folder without a dataset, M005 a folder without a school's policy, M008 policies that are not in force at the end
    of their data, and what keeps a policy from being read.
    """
    found, empty = ({datasets.name: datasets}, []) if is_dataset(datasets) else datasets_in(datasets)
    lacking = [(folder.name, _without_dataset(folder)) for folder in empty]
    told = [each for _, each in lacking] or ([] if found else [_without_dataset(datasets)])
    if isinstance(policy, Path) and policy.is_dir():
        return _of_folder(policy, found, as_of, told, lacking)
    schools = tuple(School(name, policy, path) for name, path in found.items())
    return Outcome(Paired(schools, left_out(lacking)), told)


def _of_folder(
    folder: Path, found: Mapping[str, Path], as_of: date | None, told: list[Diagnostic], lacking: list[Lack]
) -> Outcome[Paired]:
    """Pair the schools' policies of a folder; `told` is what has been told, `lacking` the folders without a dataset."""
    from engine.lint.files import find_files  # only a folder of policies needs it, and all that reads tests with it

    files = find_files([folder])
    told += [each for each in files.found if each.code != NO_POLICY]  # M005 says so of schools
    wrong = [(called(each, path), why) for path, each in files.policies for why in unclear(each)]
    told += [each for _, each in wrong]
    barren = {name for name, _ in lacking}
    lacking += wrong
    clear = {path: each for path, each in files.policies if path is not None and not unclear(each)}
    documents = {path: each for path, each in clear.items() if is_school(each)}
    if not documents:
        message = f"`{shown(folder)}` has no policy of a school"
        told.append(Diagnostic("M005", message, None, f"a school's policy says `layer: {SCHOOL_LAYER}`"))
    by_folder = {name.rsplit("/", 1)[-1]: path for name, path in found.items()}
    held, of_versions = chosen(documents, by_folder, as_of)
    told += [each for group in of_versions.values() for each in group]
    dropped = {_name(documents[path]) for path in documents} - {_name(document) for document in held.values()}
    documents = held
    policies, twice = once_each(((_name(document), path) for path, document in documents.items()), "policies")
    by_name, others = once_each(((name.rsplit("/", 1)[-1], path) for name, path in found.items()), "datasets")
    unread = _unread(files, dropped | {_name(document) for document in documents.values()}, by_name)
    apart = {*dropped, *dict(unread), *dict(wrong)}
    with_policy = {name: by_name[name] for name in by_name if name not in apart}
    layers = {_name(each): each for each in clear.values() if not is_school(each)}
    new = [*twice, *others, *_alone(documents, policies, with_policy, found, layers, barren)]
    told += dict.fromkeys(each for _, each in new)
    lacking += [(name, each) for name in sorted(dropped) for each in of_versions[name]] + unread + new
    both = [name for name in policies if name in by_name]
    schools = tuple(School(name, policies[name], by_name[name], folder) for name in both)
    return Outcome(Paired(schools, left_out(lacking)), in_order(told))


def _unread(files: "Files", known: set[str], datasets: Mapping[str, Path]) -> list[Lack]:
    """Give what keeps files from being read that are called as a dataset is: most likely those are their policies."""
    named = [(Path(each.place.source.name).stem, each) for each in files.found if each.place is not None]
    return [(name, each) for name, each in named if name in datasets and name not in known and each.code != NO_SCHOOL]


def _name(document: Document) -> str:
    assert isinstance(document.value, dict)
    return str(document.value.get("policy"))


def _alone(
    documents: dict[Path, Document],
    policies: dict[str, Path],
    by_name: Mapping[str, Path],
    found: Mapping[str, Path],
    layers: dict[str, Document],
    barren: Collection[str],
) -> list[Lack]:
    """Tell of policies without a dataset and of datasets without a policy, of two that may be one once.

    `layers` are policies of no school; of folders without a dataset, `barren`, it is told already.
    """
    names = {_name(document) for document in documents.values()}
    known = {each.rsplit("/", 1)[-1] for each in found}
    lonely, strays = [name for name in policies if name not in known], by_name.keys() - names
    told = []
    for name in lonely:
        if name in barren:
            continue
        place = documents[policies[name]].place(("policy",))
        message, act = f"the school `{name}` has no dataset", _meant(name, strays)
        near = nearest(name, sorted(strays))
        if near is not None and nearest(near, lonely) == name and near not in layers:
            message += f", and the dataset `{shown(by_name[near])}` belongs to no policy"
            strays = strays - {near}
        told.append((name, Diagnostic("M001", message, place, act)))
    for name, path in by_name.items():
        if name in strays:
            message = f"the dataset `{shown(path)}` belongs to no policy"
            act = _meant(name, policies.keys() - by_name.keys())
            other = layers.get(name)
            if other is not None:
                message += f" of a school: `{name}` is another layer"
                act = f"write `layer: {SCHOOL_LAYER}` where it is the school's"
            where = None if other is None else other.place(("layer",))
            told.append((name, Diagnostic("M002", message, where, act)))
    return told


def _meant(name: str, known: Iterable[str]) -> str:
    close = nearest(name, sorted(known))
    return f"did you mean `{close}`?" if close else "the dataset's folder bears the name of the school's policy"


def _without_dataset(folder: Path) -> Diagnostic:
    if is_closed(folder):
        return Diagnostic("M004", f"`{shown(folder)}` may not be looked into", None, "check the folder and its rights")
    message = f"`{shown(folder)}` holds no dataset"
    return Diagnostic("M004", message, None, "a dataset is a folder with `marks`, `pupils` and `calendar.yaml`")
