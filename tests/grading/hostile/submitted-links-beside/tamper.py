"""Links to what the box may not see, and a FIFO that never says anything."""

import os


def tamper(notebook, folder, place):
    (folder / "gradebook.csv").symlink_to(place.klass / "gradebook.db")
    (folder / "key.txt").symlink_to(place.home / ".ssh" / "id_ed25519")
    (folder / "roster.csv").symlink_to(place.klass / "roster.csv")
    (folder / "home").symlink_to(place.home)
    (folder / "first.ipynb").symlink_to(
        place.klass / "submitted" / place.first / "doubling" / "doubling.ipynb"
    )
    os.mkfifo(folder / "data.csv")
