"""Staff lists (職員名簿): read from CSV or Excel, checked row by row, compared with the people on
record."""
