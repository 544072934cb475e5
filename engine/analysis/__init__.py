"""What conditions, rules and tables mean: whether they are equal, ever or always true, covered, complete."""
