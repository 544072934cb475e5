"""A run over many schools: a school a task, and one report of all."""
