"""What fired -> actions and decisions, each with its reason, its figures and its marks."""
