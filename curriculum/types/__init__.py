"""The item types, a module each: how an author writes one, how it is drawn, and how an answer to it is marked."""
