# %%
import os
import sqlite3


def rewrite(path, sql):
    with sqlite3.connect(path, timeout=1) as database:
        return database.execute(sql).rowcount


attempt("read gradebook", lambda: open("@class@/gradebook.db", "rb").read(100))
attempt("read records", lambda: open("@class@/records.db", "rb").read(100))
attempt("read roster", lambda: open("@class@/roster.csv").read())
attempt(
    "write gradebook",
    lambda: rewrite("@class@/gradebook.db", "update grade set manual_score = 1000, auto_score = 1000"),
)
attempt(
    "write plain gradebook", lambda: rewrite("@plain@/gradebook.db", "update grade set manual_score = 1000")
)
attempt("write records", lambda: rewrite("@class@/records.db", "update outcomes set score = 1000"))
attempt("append to roster", lambda: open("@class@/roster.csv", "a").write("hostile,Hostile\n"))
attempt("truncate roster", lambda: os.truncate("@class@/roster.csv", 0))
attempt("remove roster", lambda: os.unlink("@class@/roster.csv"))
attempt("rename gradebook", lambda: os.rename("@class@/gradebook.db", "@class@/hostile-mark.db"))
attempt("take gradebook", lambda: os.rename("@class@/gradebook.db", "mine.db"))
attempt("journal beside", lambda: open("@class@/gradebook.db-journal", "w").write("x"))
