"""Whatever a program may take from the notebook's metadata."""


def tamper(notebook, folder, place):
    notebook["metadata"].update(
        kernelspec={
            "name": "../../../../tmp/hostile-mark",
            "display_name": "<script>alert(1)</script>",
            "language": "bash",
        },
        language_info={
            "name": "bash",
            "codemirror_mode": {"name": "x" * 10000},
            "file_extension": "/../hostile-mark",
        },
        widgets={"application/vnd.jupyter.widget-state+json": {"state": 7}},
        trellis={"course": "../../hostile-mark", "lesson": "halving", "format": 99},
        execution={"allow_errors": True, "timeout": -1},
    )
