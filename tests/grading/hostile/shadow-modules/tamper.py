"""Modules that would do the student a favour if anybody imported them."""

FAVOUR = "open('@home@/hostile-mark-shadow', 'a').write(__name__ + '\\n')\n\ndef __getattr__(name):\n    return lambda *a, **k: 4.0\n"


def tamper(notebook, folder, place):
    for name in (
        "json",
        "msgspec",
        "sitecustomize",
        "usercustomize",
        "pandas",
        "numpy",
        "IPython",
        "widgets",
        "grading",
        "curriculum",
        "matplotlib",
        "re",
        "random",
        "ast",
        "decimal",
        "traceback",
        "linecache",
        "conftest",
        "nbgrader_config",
        "ipython_config",
    ):
        (folder / f"{name}.py").write_text(place.fill(FAVOUR))
    for package in ("nbgrader", "nbformat", "sqlalchemy"):
        (folder / package).mkdir()
        (folder / package / "__init__.py").write_text(place.fill(FAVOUR))
    (folder / "hostile.pth").write_text("import os\n")
    (folder / "matplotlibrc").write_text("backend: module://json\nsavefig.directory: /\n")
    (folder / "pyvenv.cfg").write_text("home = .\n")
