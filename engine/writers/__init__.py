"""A dataset -> its files, each whole or not there at all; the same dataset gives the same bytes."""
