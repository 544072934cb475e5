"""The condition language: a typed, total subset of DMN FEEL, over one record or over columns."""
