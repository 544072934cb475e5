"""What of a policy its tests have touched: rules, both sides of every limit, rows of tables, days of change."""
