"""What another policy would have asked for on the same days: who is affected, when, and by which change."""
