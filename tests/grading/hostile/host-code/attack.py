# %%
from pathlib import Path


def records():
    from grading.records import Outcome, Records

    with Records("sqlite:///@class@/records.db") as book:
        book.record_outcome(
            Outcome(student="@first@", lesson="doubling", kind="graded", score=1000.0, max_score=4.0)
        )


def key():
    from curriculum.course import load_course

    return load_course(Path("@class@/course")).items["double"].cases


def folder():
    from grading.class_folder import open_class

    return open_class(Path("@class@")).about.salt


def grade():
    from grading.autograde import grade as again
    from grading.class_folder import open_class

    return again(open_class(Path("@class@")), force=True, accept_unisolated=True)


attempt("open the class", folder)
attempt("read the key", key)
attempt("write records", records)
attempt("grade again", grade)

# %%
from nbgrader.api import Gradebook

print("ESCAPED: nbgrader", Gradebook("sqlite:///@plain@/gradebook.db").students)


# %% answer
def double(n):
    return None
