from __future__ import annotations

import subprocess
import sys

import pytest


def _python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_nbgrader_comes_without_what_grading_never_uses():
    said = _python("""
import gc, sys
from grading.quick_imports import quick_imports
with quick_imports():
    import nbgrader.api, nbgrader.preprocessors, nbgrader.coursedir
    assert not gc.isenabled()
assert gc.isenabled()
print(sorted({"lark", "setuptools", "jupyter_server", "bs4", "requests", "nbgrader.apps"} & sys.modules.keys()))
""")
    assert said == "[]\n"


@pytest.mark.slow
def test_what_was_deferred_works_afterwards():
    """Each once: a format jsonschema checks, an archive, HTML by nbconvert, nbgrader's web pages and its commands."""
    said = _python("""
import sys, tempfile, pathlib, zipfile
from grading.quick_imports import quick_imports
with quick_imports():
    import nbgrader, nbgrader.utils, nbgrader.preprocessors
import jsonschema
iri = {"type": "string", "format": "iri"}
checker = jsonschema.FormatChecker()
print(checker.conforms("http://example.org/ü", "iri"), checker.conforms("no iri", "iri"))

folder = pathlib.Path(tempfile.mkdtemp())
with zipfile.ZipFile(folder / "a.zip", "w") as archive:
    archive.writestr("a.txt", "hello")
nbgrader.utils.unpack_archive(str(folder / "a.zip"), str(folder / "out"))
print((folder / "out" / "a.txt").read_text())

import nbformat
from nbconvert.exporters import HTMLExporter
notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("some *Markdown*")])
print("<em>Markdown</em>" in HTMLExporter().from_notebook_node(notebook)[0])

from nbgrader.apps import AutogradeApp
import bs4, requests, setuptools.archive_util, nbgrader.server_extensions.formgrader
print(AutogradeApp.name, bs4.BeautifulSoup.__class__, requests.Session.__class__)
print(nbgrader.load_formgrader.__module__, nbgrader.server_extensions.formgrader.handlers.__name__)
""")
    assert said.splitlines() == [
        "True False",
        "hello",
        "True",
        "nbgrader-autograde <class 'type'> <class 'type'>",
        "nbgrader.server_extensions.formgrader nbgrader.server_extensions.formgrader.handlers",
    ]


def test_modules_already_there_and_unlisted_names_are_the_real_ones():
    said = _python("""
import sys
import requests
from grading.quick_imports import quick_imports
with quick_imports():
    assert sys.modules["requests"] is requests
    from bs4 import BeautifulSoup, Tag
    import bs4.element
print(Tag is bs4.element.Tag is sys.modules["bs4"].element.Tag, BeautifulSoup("<p>a", "html.parser").p.text)
""")
    assert said == "True a\n"


def test_a_submodule_of_a_stand_in_can_be_imported():
    said = _python("""
from grading.quick_imports import quick_imports
with quick_imports():
    import requests.exceptions
    from requests import get
import requests as real
print(real.exceptions.ConnectionError.__mro__[1] is requests.exceptions.RequestException, real.get is get)
""")
    assert said == "True True\n"
