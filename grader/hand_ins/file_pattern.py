"""Does a regular expression say whose a file is, and which problem it answers?"""

import re

GROUPS = ("student", "problem")
MAX_PATTERN = 1000
EXAMPLE = r"hw4/(?P<student>\w+)_(?P<problem>\w+)\.py"


def pattern_fault(pattern: str) -> str | None:
    """Say what is wrong with a pattern, or `None`."""
    if len(pattern) > MAX_PATTERN:
        return f"has {len(pattern):,} characters; at most {MAX_PATTERN:,}"
    try:
        groups = re.compile(pattern).groupindex
    except (re.error, RecursionError, OverflowError) as error:
        return f"is no regular expression of Python's: {error}"
    if "student" not in groups:
        return f"has no group `student`; write it as in '{EXAMPLE}'"
    if unknown := [name for name in groups if name not in GROUPS]:
        return f"has a group `{unknown[0]}`; known are {' and '.join(GROUPS)}"
    return None
