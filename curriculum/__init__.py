"""What is taught: courses, items, marking, branching, evidence, mastery and paths. Pure: no clock, no disk writes, no widgets."""
