# %%
import getpass
import os
import sys

attempt("input", lambda: input("Name? "))
attempt("getpass", lambda: getpass.getpass("Password? "))
for read in (lambda: os.read(0, 10), lambda: sys.stdin.read(10)):
    try:
        got = read()
        print("read", got) if not got else print("ESCAPED: standard input:", got)
    except BaseException as error:
        print("refused: standard input:", type(error).__name__)

# %%
breakpoint()
