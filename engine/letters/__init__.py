"""What a run asks to be written, and to whom: the actions of a saved run with a school's own list of names."""
