"""Names, types, units and the order of rules: every expression of a policy gets its meaning."""
