"""The box: where student code runs, shut in, and what goes in and comes out."""
