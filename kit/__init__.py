"""The `trellis` command, the servers it starts, and the pages they show."""
