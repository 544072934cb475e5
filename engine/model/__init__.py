"""What one policy file says, typed: nouns only."""
