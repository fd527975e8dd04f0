import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.hand_ins.gradescope_metadata import Submitter, read_metadata


def read(text: str) -> dict[str, tuple[Submitter, ...]]:
    return read_metadata(text.encode(), "x.yml")


def test_keys_may_be_symbols_or_plain() -> None:
    for key in (":submitters", "submitters"):
        found = read(f"submission_1:\n  {key}:\n  - :name: Ada\n    sid: '7'\n")
        assert found == {"submission_1": (Submitter("Ada", "7", None),)}


def test_numbers_keep_their_zeros() -> None:
    assert read("s:\n  :submitters:\n  - :sid: 0012\n")["s"][0].sid == "0012"


def test_a_null_is_no_name() -> None:
    text = "s:\n  :submitters:\n  - :name: ~\n    :sid:\n    :email: 'null'\n"
    assert read(text)["s"] == (Submitter(None, None, "null"),)


def test_rubys_tags_make_no_objects() -> None:
    text = (
        "--- !ruby/hash:ActiveSupport::HashWithIndifferentAccess\n"
        "s: !ruby/object:OpenStruct\n"
        "  :score: !ruby/object:BigDecimal 18:0.1e2\n"
        "  :evil: !!python/object/apply:os.system [touch /tmp/x]\n"
        "  :submitters: !ruby/array:Set\n"
        "  - !ruby/hash:Person\n"
        "    :name: !ruby/symbol Ada\n"
    )
    assert read(text)["s"] == (Submitter("Ada", None, None),)


def test_aliases_are_followed_where_ruby_writes_them() -> None:
    text = (
        "a:\n  :submitters: &1\n  - :name: &2 Ada\n"
        "b:\n  :submitters: *1\n"
        "c:\n  :other: &3 Bob\n  :submitters:\n  - :name: *3\n    :email: *2\n"
    )
    found = read(text)
    assert found["a"] == found["b"] == (Submitter("Ada", None, None),)
    assert found["c"] == (Submitter("Bob", None, "Ada"),)


def test_aliases_that_multiply_cost_nothing() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    started = time.monotonic()
    assert read("\n".join([*lines, "s:", "  :submitters:", "  - :name: Ada"])) == {
        "s": (Submitter("Ada", None, None),)
    }
    assert time.monotonic() - started < 5


def test_an_alias_of_many_submitters_is_refused_before_it_grows() -> None:
    people = ", ".join(f"{{name: n{n}}}" for n in range(5_000))
    lines = [f"a: {{submitters: &1 [{people}]}}"]
    lines += [f"b{n}: {{submitters: *1}}" for n in range(10)]
    with pytest.raises(UsageError, match="more than 20,000 submitters"):
        read("\n".join(lines))


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? "])
def test_nesting_without_end_is_no_crash(opening: str) -> None:
    text = "s:\n  :submitters:\n    " + opening * 50_000
    with pytest.raises(UsageError, match=r"^x\.yml: line 3: nested too deep"):
        read(text)


def test_what_stands_behind_the_list_is_not_read() -> None:
    started = time.monotonic()
    assert list(read("s: {}\n--- " + "[" * 50_000)) == ["s"]
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "is empty"),
        ("just text", "holds no list of submissions"),
        ("- a\n", "holds no list of submissions"),
        ("s:\n  :submitters:\n  - :name: [\n", "not YAML: line 4"),
        ("s:\n\t:submitters: []\n", "not YAML: line 2"),
        ("s:\n  :submitters: Ada\n", "s: submitters is no list"),
        ("s:\n  :submitters: [Ada]\n", "s: a submitter has no name"),
        ("s:\n  :submitters: *1\n", r"not YAML: line 2|alias"),
        ("s:\n  :x: &1 {a: b}\n  :submitters: *1\n", "line 3: an alias to what is not kept"),
        ("s: {}\ns: {}\n", "s stands twice"),
        ("s: {}\n]", "not YAML: line 2"),
    ],
)
def test_what_is_wrong_is_said_with_the_files_name(text: str, fault: str) -> None:
    with pytest.raises(UsageError, match=rf"^x\.yml: .*({fault})"):
        read(text)


def test_bytes_that_are_no_text_are_a_fault() -> None:
    with pytest.raises(UsageError, match=r"^x\.yml: not YAML"):
        read_metadata(b"s: \xff\xfe\x00", "x.yml")


@given(st.text(st.sampled_from(list("s: \n-&*1[]{}!|>'\"#%~?,a\t")), max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = read(text)
    except UsageError:
        return
    assert all(isinstance(each, Submitter) for people in found.values() for each in people)


def test_histories_of_a_large_class_are_read_in_seconds() -> None:
    printed = "    output: |\n" + "      epoch 1 loss 0.1 accuracy 0.9\n" * 100
    history = ":history:\n  - :id: 1\n    :results:\n  " + printed.replace("\n", "\n  ")
    text = "".join(
        f"submission_{n}:\n  :submitters:\n  - :name: Student {n}\n    :sid: '{n}'\n  {history}\n"
        for n in range(1_000)
    )
    started = time.monotonic()
    assert len(read(text)) == 1_000
    assert time.monotonic() - started < 20


def test_a_submitter_who_is_named_twice_is_one() -> None:
    assert len(read("s:\n  :submitters:\n  - :name: Ada\n  - :name: Ada\n")["s"]) == 1
