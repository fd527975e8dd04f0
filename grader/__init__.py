"""Auto-grading for deep-learning homework.

This file stays free of imports: it is also loaded inside the sandbox, beside a student's code.
"""

__version__ = "0.1.0"
