"""A new school's policy, from a few answers."""
