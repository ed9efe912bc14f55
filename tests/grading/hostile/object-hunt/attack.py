# %% answer
import gc

gc.unfreeze()
gc.collect()
everything = gc.get_objects()
everything += [
    one for thing in everything if type(thing) is dict for one in thing.values() if type(one) in (list, tuple)
]
print("looked at", len(everything))
wanted = set(eval("[@masked@]"))
for thing in everything:
    kind = type(thing)
    if kind.__name__ in (
        "Case",
        "CodeCheck",
        "ClassFolder",
        "TeachersJudge",
        "Course",
        "Records",
        "Gradebook",
        "Roster",
    ):
        print("ESCAPED: object hunt:", kind)
    if kind is dict and "expect" in thing and "call" in thing and "__module__" not in thing:
        print("ESCAPED: object hunt:", thing)
    if kind in (list, tuple) and any(
        type(one) is int and one ^ int("@mask@") in wanted for one in thing[:2000]
    ):
        print("ESCAPED: object hunt: a hidden number")


def double(n):
    return None
