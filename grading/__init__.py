"""What the teacher runs: releasing, collecting, grading by nbgrader, records and learning paths."""
