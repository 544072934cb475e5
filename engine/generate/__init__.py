"""A school that does not exist -> a dataset like those of schools that do."""
