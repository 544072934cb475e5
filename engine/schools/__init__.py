"""Many schools at once: which policy runs over which dataset."""
