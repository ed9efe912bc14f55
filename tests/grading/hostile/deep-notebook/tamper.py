"""No reader of JSON gets to the bottom of this."""


def tamper(notebook, folder, place):
    path = next(folder.glob("*.ipynb"))
    deep = "[" * 100_000 + "]" * 100_000
    path.write_text('{"cells": [], "metadata": {"deep": ' + deep + '}, "nbformat": 4, "nbformat_minor": 5}')
