"""What is wrong with a policy though it can be read: one rule a file, found, judged and sorted here."""
