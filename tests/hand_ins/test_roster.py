import random
import shutil
import tempfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.hand_ins.hand_in import same_student
from grader.hand_ins.roster import Roster, collect, is_reserved
from grader.submissions import MAX_SCRIPT_BYTES, read_submission, student_name

Tree = Callable[..., Path]
Zipped = Callable[..., Path]
ZipBytes = Callable[..., bytes]


def students(*paths: Path) -> list[str]:
    return [hand_in.student for hand_in in collect(paths, None).hand_ins]


def test_files_folders_and_zips_may_be_mixed(tree: Tree, zipped: Zipped) -> None:
    files = tree({"Zoe.py": "z", "bob.txt": "b"})
    folder = tree({"dan.py": "d", "cy/2c.py": "c"}, "folder")
    roster = collect([files / "Zoe.py", folder, files / "bob.txt", zipped({"ann.py": "a"})], None)
    assert [hand_in.student for hand_in in roster.hand_ins] == ["ann", "bob", "cy", "dan", "Zoe"]
    assert roster.layout == "one student per file or folder"
    sources = [hand_in.read().files[0].source for hand_in in roster.hand_ins]
    assert sources == [b"a", b"b", b"c", b"d", b"z"]


@pytest.mark.parametrize("name", ["alice.py", "alice", "José Núñez.py", "..py", "-rf.py"])
def test_a_single_file_reads_as_it_does_alone(tree: Tree, name: str) -> None:
    path = tree({name: "model_2c = 1"}) / name
    (hand_in,) = collect([path], None).hand_ins
    assert hand_in.read() == read_submission(path)


def test_a_link_given_by_itself_is_its_students_fault(tree: Tree) -> None:
    folder = tree({"secret": "x"})
    (folder / "alice.py").symlink_to("secret")
    (hand_in,) = collect([folder / "alice.py"], None).hand_ins
    assert hand_in.read() == read_submission(folder / "alice.py")


def test_a_link_to_a_classs_folder_or_zip_is_the_callers_own(tree: Tree, zipped: Zipped) -> None:
    folder = tree({"alice.py": ""})
    (folder.parent / "link").symlink_to(folder)
    (folder.parent / "link.zip").symlink_to(zipped({"bob.py": ""}))
    assert students(folder.parent / "link", folder.parent / "link.zip") == ["alice", "bob"]


def test_a_missing_file_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gone\.py: no such file$"):
        collect([tmp_path / "gone.py"], None)


def test_an_empty_folder_says_what_was_looked_for(tree: Tree, zipped: Zipped) -> None:
    for path in (tree({".DS_Store": ""}), zipped({})):
        with pytest.raises(UsageError, match=r"nobody has .* \.py, \.ipynb and \.zip .*Moodle$"):
            collect([path], None)
    with pytest.raises(UsageError, match=r"passed over .*hw\.docx: neither"):
        collect([tree({"hw.docx": ""})], None)


@pytest.mark.parametrize(
    ("files", "claim"),
    [
        (["alice.py", "alice.ipynb"], r"alice: .*alice\.ipynb and .*alice\.py"),
        (["Alice.py", "alice.py"], r"Alice: .*Alice\.py and .*alice\.py"),
        (["alice.py", "alice/2c.py"], r"alice: .*/alice and .*alice\.py"),
        (["José.py", "Jose\u0301.py"], r": .*\.py and .*\.py"),
        (["-alice.py", "alice.py"], r"alice: .*-alice\.py and .*/alice\.py"),
        (["index.html.py", "index.html_.py"], r"index\.html_: .* and "),
    ],
)
def test_two_that_claim_one_student_are_an_error_that_lists_both(
    tree: Tree, zipped: Zipped, files: list[str], claim: str
) -> None:
    for path in (tree(dict.fromkeys(files, "")), zipped(dict.fromkeys(files, ""))):
        with pytest.raises(UsageError, match=claim):
            collect([path], None)


def test_two_folders_that_claim_one_student_are_an_error_that_lists_both(tree: Tree) -> None:
    one, other = tree({"alice.py": ""}, "one"), tree({"alice.py": ""}, "other")
    with pytest.raises(UsageError, match=r"alice: .*one/alice\.py and .*other/alice\.py"):
        collect([one, other], None)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_in_a_classs_zip_is_an_error(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as zip_file:
        zip_file.writestr("alice.py", b"1")
        zip_file.writestr("alice.py", b"2")
    with pytest.raises(UsageError, match=r"alice: .*alice\.py and .*alice\.py"):
        collect([tmp_path / "class.zip"], None)


def test_all_clashes_are_listed_up_to_twenty(tree: Tree) -> None:
    folder = tree({f"{n:02}.{kind}": "" for n in range(22) for kind in ("py", "ipynb")})
    with pytest.raises(UsageError) as caught:
        collect([folder], None)
    assert str(caught.value).count(" and /") == 20
    assert str(caught.value).endswith("and 2 more")


@pytest.mark.parametrize(
    "name", ["index.html", "INDEX.html", "final_grades.csv", "grader.sqlite-wal", "results.json"]
)
def test_no_student_has_the_name_of_a_file_of_ours(tree: Tree, name: str) -> None:
    assert is_reserved(name)
    assert students(tree({f"{name}/2c.py": "", "alice.py": ""})) == sorted(
        ["alice", f"{name}_"], key=str.casefold
    )


@pytest.mark.parametrize("top", ["", "hw4 submissions/"])
def test_a_zip_that_holds_one_folder_is_that_folder(zipped: Zipped, top: str) -> None:
    path = zipped(
        {f"{top}alice.py": "", f"{top}bob/2c.py": "", f"__MACOSX/{top}._alice.py": "junk"}
    )
    assert students(path) == ["alice", "bob"]


def test_a_folder_with_one_students_folder_is_a_class_of_one(tree: Tree) -> None:
    assert students(tree({"alice/2c.py": "", "alice/2d.py": ""})) == ["alice"]


GRADESCOPE = {
    "submission_metadata.yml": "submission_1:\n  :submitters:\n  - :name: Ada\n",
    "submission_1/hw.py": "x",
}
MOODLE = {"Ada_4711_assignsubmission_file_/hw.py": "x"}
CANVAS = {"ada_12345_67890_hw.py": "x"}


@pytest.mark.parametrize(
    ("files", "layout"),
    [
        (GRADESCOPE, "Gradescope export"),
        (MOODLE, "Moodle download"),
        (CANVAS, "Canvas download"),
    ],
)
def test_course_sites_are_recognised_wherever_their_download_is_put(
    tree: Tree, zipped: Zipped, files: dict[str, str], layout: str
) -> None:
    inner = {f"download/{name}": content for name, content in files.items()}
    for path in (
        tree(files, "as it is"),
        zipped(files, "plain.zip"),
        zipped(inner, "a folder within.zip"),
    ):
        roster = collect([path], None)
        assert roster.layout == layout
        assert [hand_in.student.lower() for hand_in in roster.hand_ins] == ["ada"]
        assert roster.hand_ins[0].read().files[0].source == b"x"


@pytest.mark.parametrize("files", [GRADESCOPE, MOODLE, CANVAS])
def test_a_student_cannot_hand_in_a_class(
    tree: Tree, zip_bytes: ZipBytes, files: dict[str, str]
) -> None:
    spoof = {f"alice/{name}": content for name, content in files.items()}
    assert students(tree({**spoof, "bob.py": "b"}, "two")) == ["alice", "bob"]
    assert students(tree({"alice.zip": zip_bytes(files)}, "one")) == ["alice"]


def test_an_export_from_gradescope_may_lie_in_a_folder_of_its_own(tree: Tree) -> None:
    folder = tree({f"assignment_1_export/{name}": text for name, text in GRADESCOPE.items()})
    assert students(folder) == ["Ada"]


METADATA = GRADESCOPE["submission_metadata.yml"]


@pytest.mark.parametrize(
    "files",
    [
        {"hw.py": "x", "submission_metadata.yml": METADATA},
        {"hw.py": "x", "submission_metadata.yml": "["},
        {"submission_2.py": "x", "submission_metadata.yml": METADATA},
        MOODLE,
        CANVAS,
        {"ada_1_678_hw.py": "x", "bob_2_679_hw.py": "x"},
    ],
)
def test_the_only_student_cannot_hand_in_a_class(tree: Tree, files: dict[str, str]) -> None:
    assert students(tree({f"alice/{name}": text for name, text in files.items()})) == ["alice"]


def test_a_classs_broken_zip_is_the_callers_to_mend(tree: Tree) -> None:
    path = tree({"class.zip": "not a zip"}) / "class.zip"
    with pytest.raises(UsageError, match=r"class\.zip: the zip cannot be read"):
        collect([path], None)


def test_a_students_broken_zip_stops_nobody_else(tree: Tree, zipped: Zipped) -> None:
    files = {"alice.zip": "not a zip", "bob.py": "b"}
    for path in (tree(files), zipped(files)):
        alice, bob = (hand_in.read() for hand_in in collect([path], None).hand_ins)
        assert "the zip cannot be read" in (alice.files[0].fault or "")
        assert bob.files[0].source == b"b"


def test_a_students_bomb_stops_nobody_else(zipped: Zipped, zip_bytes: ZipBytes) -> None:
    bomb = zip_bytes({"hw.py": bytes(200 << 20)})
    path = zipped({"alice.zip": bomb, "bob.py": "b"})
    tracemalloc.start()
    alice, bob = (hand_in.read() for hand_in in collect([path], None).hand_ins)
    assert tracemalloc.get_traced_memory()[1] < 20 << 20
    tracemalloc.stop()
    assert alice.files[0].fault == "the file is larger than 256 KiB, the limit"
    assert bob.files[0].source == b"b"


def test_a_path_that_leaves_a_classs_zip_is_told_and_nobodys(zipped: Zipped) -> None:
    path = zipped({"../evil.py": "x", "alice.py": "x"})
    roster = collect([path], None)
    assert [hand_in.student for hand_in in roster.hand_ins] == ["alice"]
    assert roster.passed_over == (f"{path}/../evil.py: its path leaves the zip",)


def test_the_same_paths_give_the_same_roster(tree: Tree) -> None:
    names = [f"{n}.py" for n in range(50)] + [f"Ada_{n}_assignsubmission_file_/a.py" for n in "12"]
    rosters = []
    for seed in range(3):
        random.Random(seed).shuffle(names)
        folder = tree(dict.fromkeys(names, ""))
        rosters.append(collect([folder], None))
        shutil.rmtree(folder)
    assert rosters[0] == rosters[1] == rosters[2]


NAMES = st.text(st.sampled_from(list("aA1._-~ é/\u0301\x1b\n\u202e")), min_size=1, max_size=10).map(
    lambda name: name.strip("/") or "x"
)
SUFFIXES = st.sampled_from(
    ["", ".py", ".ipynb", ".zip", ".pdf", "_12345_67890_a.py", "_1_assignsubmission_file_"]
)


@given(st.lists(st.tuples(NAMES, SUFFIXES, st.binary(max_size=8)), max_size=8))
def test_any_tree_is_a_roster_or_a_callers_mistake(files: list[tuple[str, str, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name, suffix, content in files:
            path = folder.joinpath(*(p for p in f"{name}{suffix}".split("/") if p.strip(".")))
            if path == folder or any(each.is_file() for each in path.parents) or path.exists():
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for pattern in (None, r"(?P<student>\w+)"):
            _see_that_it_holds(folder, pattern)


def _see_that_it_holds(folder: Path, pattern: str | None) -> None:
    roster = Roster((), "", ())
    with suppress(UsageError):
        roster = collect([folder], pattern)
    names = [hand_in.student for hand_in in roster.hand_ins]
    assert len({same_student(name) for name in names}) == len(names)
    for hand_in in roster.hand_ins:
        assert student_name(hand_in.student) == hand_in.student
        assert not is_reserved(hand_in.student)
        submission = hand_in.read()
        assert submission.files
        assert all(len(file.source) <= MAX_SCRIPT_BYTES for file in submission.files)
        assert all(file.name.isprintable() for file in submission.files)


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_a_thousand_students_are_listed_in_seconds_and_read_by_several_threads(
    tmp_path: Path, zipped: Zipped, zip_bytes: ZipBytes, kind: str
) -> None:
    files = {f"student{n:04}/hw/{problem}.py": f"{n}" for n in range(1_000) for problem in "abc"}
    path = zipped(files)
    if kind == "folder":
        with zipfile.ZipFile(path) as zip_file:
            zip_file.extractall(tmp_path / "class")
        path = tmp_path / "class"
    tracemalloc.start()
    started = time.monotonic()
    roster = collect([path], None)
    seconds = time.monotonic() - started
    memory = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert len(roster.hand_ins) == 1_000
    assert seconds < 10
    assert memory < 20 << 20
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(lambda hand_in: hand_in.read(), roster.hand_ins))
    assert [each.student for each in read] == [f"student{n:04}" for n in range(1_000)]
    sources = [[file.source for file in each.files] for each in read]
    assert sources == [[b"%d" % n] * 3 for n in range(1_000)]


@pytest.mark.parametrize("pattern", [None, r"(?P<student>\w+)\.py$"])
@pytest.mark.parametrize("output", ["out", "results", "marks/again"])
def test_our_own_results_are_nobodys_wherever_they_lie(
    tree: Tree, output: str, pattern: str | None
) -> None:
    folder = tree({"alice.py": "a", "bob.py": "b", f"{output}/alice/left_over.py": "ours"})
    roster = collect([folder], pattern, folder / output)
    names = {hand_in.student for hand_in in roster.hand_ins}
    assert names - {"marks"} == {"alice", "bob"}
    assert not any("left_over" in words for words in roster.passed_over)


def test_results_beside_a_download_do_not_hide_it(tree: Tree) -> None:
    files = {f"hw4/{name}": text for name, text in GRADESCOPE.items()}
    folder = tree({**files, "results/Ada/results.json": "{}"})
    roster = collect([folder], None, folder / "results")
    assert [hand_in.student for hand_in in roster.hand_ins] == ["Ada"]


@pytest.mark.parametrize("pattern", [None, r"(?P<student>\w+)\.py"])
def test_the_classs_picks_are_nobodys_and_no_stray_file(tree: Tree, pattern: str | None) -> None:
    folder = tree({"alice.py": "", "picks.toml": "", "notes.toml": ""})
    roster = collect([folder], pattern)
    assert [hand_in.student for hand_in in roster.hand_ins] == ["alice"]
    (remark,) = roster.passed_over
    assert "notes.toml" in remark


@pytest.mark.parametrize("pattern", [None, r"(?P<student>\w+)\.py"])
def test_picks_in_a_zip_are_said_to_be_passed_over(zipped: Zipped, pattern: str | None) -> None:
    (remark,) = collect([zipped({"alice.py": "", "picks.toml": ""})], pattern).passed_over
    assert "picks.toml" in remark
