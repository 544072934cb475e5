"""Which files are the layers of a policy: their order, where they are found, and what leads out of the folder."""

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.resolve import resolve
from engine.resolve.layers import is_name
from tests.unit.layered import TRUST, fine, resolver, told


@pytest.fixture
def policy(tmp_path):
    return resolver(tmp_path)


def test_layers_are_read_depth_first_and_once(policy):
    found = fine(
        policy(
            head="policy: school\nlayer: school\nextends: [land, council, trust]\n",
            council="policy: council\nlayer: local_authority\nextends: [land]\n",
        )
    )
    assert [layer.name for layer in found.layers] == ["land", "council", "trust", "school"]


def test_a_circle_is_printed(policy):
    found = policy(
        trust=TRUST.replace("[land]", "[land, other]"), other="policy: other\nlayer: trust\nextends: [trust]\n"
    )
    assert told(found) == ["other:3 R003"]
    assert "trust → other → trust" in found.diagnostics[0].message


def test_a_file_that_extends_itself(policy):
    assert "school → school" in policy(head="policy: school\nlayer: school\nextends: [school]\n").diagnostics[0].message


def test_eight_layers_and_no_more(policy):
    def chain(count):
        return {
            f"l{at}": f"policy: l{at}\nlayer: group\nextends: [l{at + 1}]\n"
            if at < count
            else f"policy: l{at}\nlayer: group\n"
            for at in range(1, count + 1)
        }

    head = "policy: school\nlayer: school\nextends: [l1]\n"
    assert len(fine(policy(head=head, **chain(7))).layers) == 8
    assert told(policy(head=head, **chain(8))) == ["l7:3 R004"]


@pytest.mark.parametrize(
    "others",
    [
        {"trust": "policy: trust\na: [\n"},
        {"trust": "policy: trust\nlayer: trust\nextends: [school]\n"},
        {"trust": "policy: trust\nlayer: trust\nextends: [nowhere]\n"},
        {"trust": "policy: trust\nlayer: trust\nextends: [../out]\n"},
        {"trust": "policy: trust\nlayer: trust\nextends: [l1]\n"}
        | {f"l{at}": f"policy: l{at}\nlayer: trust\nextends: [l{at + 1}]\n" for at in range(1, 9)},
    ],
    ids=["unreadable", "circle", "unknown", "out", "deep"],
)
def test_nothing_is_made_of_a_policy_that_lacks_a_layer(policy, others):
    found = policy(**others)
    assert len(told(found)) == 1
    assert found.value is None


def test_a_layer_after_one_that_is_wrong_is_looked_at_too(policy):
    found = policy(head="policy: school\nlayer: school\nextends: [school, nowhere, trust]\n", trust="policy: [\n")
    assert told(found) == ["school:3 R003", "school:3 R001", "trust:1 P005"]


def test_layers_out_of_order(policy):
    assert told(
        policy(
            head="policy: school\nlayer: school\nextends: [trust, council]\n",
            council="policy: council\nlayer: local_authority\n",
        )
    ) == ["school:3 R005"]
    assert told(
        policy(head="policy: school\nlayer: trust\nextends: [other]\n", other="policy: other\nlayer: school\n")
    ) == ["school:2 R005"]


def test_two_files_of_one_name(policy):
    assert told(
        policy(head="policy: school\nlayer: school\nextends: [trust, twin]\n", twin="policy: trust\nlayer: trust\n")
    ) == ["twin:1 R006"]


def test_a_layer_that_several_name_is_told_of_once(policy):
    found = policy(head="policy: school\nlayer: school\nextends: [land, trust]\n", national="policy: land\na: [\n")
    assert told(found) == ["land:2 P005"]


def test_an_unknown_layer(policy):
    found = policy(head="policy: school\nlayer: school\nextends: [trsut]\n")
    assert told(found) == ["school:3 R001"]
    assert found.diagnostics[0].help == "did you mean `trust`?"


def test_a_layer_whose_file_has_another_name_than_its_policy(policy, tmp_path):
    head = "policy: school\nlayer: school\nextends: [acme]\n"
    found = policy(head=head, acme_trust="policy: acme\nlayer: trust\n", other="policy: [\n")
    assert told(found) == ["school:3 R001"]
    act = found.diagnostics[0].help
    assert act.startswith("write `acme_trust`, or call the file `acme.yaml`: `")
    assert act.endswith("acme_trust.yaml` is the policy `acme`, and layers go by the names of their files")


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../land",
        "a/../../land",
        "C:land",
        "C:/land",
        "\\\\srv\\share\\x",
        "a\\b",
        "//srv/x",
        "~/x",
        "con",
        "nul.yaml",
        "./land",
        "land/",
        ".hidden",
        "http://x/y",
        "land.txt",
        "a//b",
        "$HOME",
    ],
)
def test_names_that_lead_out_are_refused(policy, name):
    found = policy(head=f"policy: school\nlayer: school\nextends: ['{name}']\n")
    assert told(found) in (["school:3 R002"], ["school:3 R001"])
    assert told(found) == ["school:3 R002"] or name == "land.txt"


def test_links_that_lead_out_are_refused(policy, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "x.yaml").write_text("policy: x\nlayer: trust\n")
    (tmp_path / "in").mkdir()
    try:
        (tmp_path / "in" / "x.yaml").symlink_to(tmp_path / "out" / "x.yaml")
    except OSError:
        pytest.skip("this system makes no links")
    (tmp_path / "in" / "s.yaml").write_text("policy: s\nlayer: school\nextends: [x]\n")
    assert told(resolve(tmp_path / "in" / "s.yaml")) == ["s:3 R002"]


def test_layers_are_found_beside_above_and_in_the_package(tmp_path):
    folder = tmp_path / "policies" / "trusts" / "north"
    folder.mkdir(parents=True)
    (tmp_path / "policies" / "top.yaml").write_text("policy: top\nlayer: trust\nextends: [england]\n")
    (tmp_path / "policies" / "trusts" / "mid.yaml").write_text("policy: mid\nlayer: group\n")
    (tmp_path / "above.yaml").write_text("policy: above\nlayer: trust\n")
    (folder / "s.yaml").write_text("policy: s\nlayer: school\nextends: [top, trusts/mid]\n")
    found = fine(resolve(folder / "s.yaml"))
    assert [layer.name for layer in found.layers] == ["england", "top", "mid", "s"]
    (folder / "s.yaml").write_text("policy: s\nlayer: school\nextends: [above]\n")
    assert told(resolve(folder / "s.yaml")) == ["s:3 R001"]
    assert [layer.name for layer in fine(resolve(folder / "s.yaml", root=tmp_path)).layers] == ["above", "s"]
    (tmp_path / "policies" / "groups").mkdir()
    (tmp_path / "policies" / "groups" / "aside.yaml").write_text("policy: aside\nlayer: group\n")
    (folder / "s.yaml").write_text("policy: s\nlayer: school\nextends: [aside]\n")
    found = resolve(folder / "s.yaml")
    assert told(found) == ["s:3 R001"]
    assert found.diagnostics[0].help.startswith("write `groups/aside`: it lies in the folder `")


FOLDERS = (PureWindowsPath("C:/policies"), PureWindowsPath("//server/share/policies"), PurePosixPath("/policies"))
SIGNS = (".", "..", "/", "\\", ":", "C:", "//", "~", "$X", "%X%", " ", "\0")
PIECES = ("a", "Land", "1", "_", "-", "con", "nul", ".yaml", "ü", *SIGNS)


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join))
def test_no_name_of_a_layer_leads_out_on_any_system(name):
    if not is_name(name):
        return
    for folder in FOLDERS:
        path = folder / name
        assert path.is_relative_to(folder) and path != folder
        assert ".." not in path.parts
        assert path.drive == folder.drive
        assert path.as_posix() == f"{folder.as_posix()}/{name}"


@pytest.mark.parametrize(
    "name",
    [
        "land", "trusts/perry_hall", "land.yaml", "a-b/c_1.yml",
    ],
)  # fmt: skip
def test_plain_names_and_names_in_folders_are_names(name):
    assert is_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "C:\\x",
        "C:x",
        "\\\\srv\\share\\x",
        "//srv/share/x",
        "/x",
        "..",
        "a/../b",
        "x\\y",
        "COM1",
        "lpt9.yaml",
        "a/nul",
        "x:y",
        "",
    ],
)
def test_drives_shares_devices_and_ways_up_are_no_names(name):
    assert not is_name(name)
