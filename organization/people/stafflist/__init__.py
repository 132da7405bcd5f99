"""Staff lists (職員名簿): read from CSV or Excel, checked by row, compared with today's people."""
