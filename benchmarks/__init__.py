"""Measured promises: each module prints its figures, as one JSON object with `--json`."""
