"""What was approved of a policy, and what has changed in it since."""
