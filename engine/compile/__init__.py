"""Bound policy -> plan."""
