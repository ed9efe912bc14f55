"""Our grader gives what nbgrader's own tests expect, read from nbgrader's installed files; each difference is a test by name."""
