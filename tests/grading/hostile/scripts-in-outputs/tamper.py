"""Scripts in a Markdown cell, in an attachment's name and in the metadata too."""


def tamper(notebook, folder, place):
    deed = "<script>fetch('/formgrader/api/grade/1',{method:'PUT',body:'hostile-script'})</script>"
    notebook["cells"].append(
        {
            "cell_type": "markdown",
            "id": "note",
            "source": f'{deed}\n\n<img src=x onerror="hostile()">',
            "metadata": {},
        }
    )
    notebook["metadata"]["title"] = deed
