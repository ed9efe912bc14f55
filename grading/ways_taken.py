"""Where the students of a class went in a lesson's branch graph, from the records."""

from __future__ import annotations

from curriculum.branching import Graph
from curriculum.traffic import Traffic, traffic
from grading.class_folder import ClassFolder
from grading.records import Records


def ways_taken(folder: ClassFolder, graph: Graph) -> Traffic:
    """How many students of the class came to each node, and took each way. Raises RecordsFault."""
    if not folder.records.is_file():
        return Traffic()  # nothing has been collected; looking must not begin a database
    with Records(folder.records_url) as records:
        return traffic(graph, records.events().values())
