import pytest

from grader.hand_ins.file_pattern import EXAMPLE, pattern_fault


@pytest.mark.parametrize("pattern", [EXAMPLE, r"(?P<student>.+)\.py", r"(?i)^(?P<student>a|b)"])
def test_a_pattern_with_a_group_for_students_is_sound(pattern: str) -> None:
    assert pattern_fault(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("(", "no regular expression of Python's: missing )"),
        ("(?P<student>a", "no regular expression of Python's"),
        ("a{99999999999999999999}", "no regular expression of Python's"),
        ("", "has no group `student`"),
        (r"(\w+)\.py", "has no group `student`"),
        (r"(?P<Student>\w+)", "has no group `student`"),
        (r"(?P<student>\w+)_(?P<assignment>\w+)", "has a group `assignment`"),
        ("(?P<student>" + "x" * 1000 + ")", "at most 1,000"),
    ],
)
def test_another_is_refused_with_the_reason(pattern: str, fault: str) -> None:
    assert fault in (pattern_fault(pattern) or "")
