"""Ten thousand small cells after the student's own."""


def tamper(notebook, folder, place):
    notebook["cells"] += [
        {
            "cell_type": "code",
            "id": f"more-{n}",
            "source": f"{n}",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
        }
        for n in range(10_000)
    ]
