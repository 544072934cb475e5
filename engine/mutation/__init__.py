"""A policy with one value changed at a time: the changes that no test notices."""
