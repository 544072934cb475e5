"""Exports of school information systems -> a dataset, with every row accounted for."""
