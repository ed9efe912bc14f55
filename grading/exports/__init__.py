"""Taking a class's data out, in forms that other programs read."""
