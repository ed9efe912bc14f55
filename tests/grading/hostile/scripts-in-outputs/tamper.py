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
    links = "[x](javascript:hostile()) [y](java&Tab;script:hostile()) [z]\n\n[z]: java&#115;cript&colon;hostile()\n"
    notebook["cells"].append({"cell_type": "markdown", "id": "links", "source": links, "metadata": {}})
    notebook["cells"].append(
        {"cell_type": "raw", "id": "raw", "source": deed, "metadata": {"format": "text/html"}}
    )
    picture = {"p.png": {"image/png": f'"><script>{deed}</script>'}}
    notebook["cells"].append(
        {
            "cell_type": "markdown",
            "id": "pic",
            "source": "![p](attachment:p.png)",
            "metadata": {},
            "attachments": picture,
        }
    )
    notebook["metadata"]["title"] = deed
