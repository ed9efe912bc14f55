"""The school's own network: a drop box on the teacher's machine that takes hand-ins and offers packs, and how to reach it."""
