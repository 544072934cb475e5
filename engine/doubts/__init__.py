"""What is missing, doubtful or contradictory in a dataset, before a policy is run on it."""
