"""A folder of files -> the register, with every row that cannot be read told by file, row, column and reason."""
