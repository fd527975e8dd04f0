"""The grader's own training: no student code ever runs here."""
