"""Sections: a merged policy with shorthand becomes the same policy in general forms only, one file a section."""
