"""Ready-made cases at, just under and just over every limit of a policy, with what happens now."""
