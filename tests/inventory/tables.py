"""Reads the tables of a page as a person does: rows of words."""

from html.parser import HTMLParser


class _Reader(HTMLParser):
    """Collects the cells of one table."""

    def __init__(self, table_id):
        super().__init__()
        self.table_id = table_id
        self.rows = []
        self.inside = self.in_cell = False

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.inside = dict(attrs).get("id") == self.table_id
        elif self.inside and tag == "tr":
            self.rows.append([])
        elif self.inside and tag in ("td", "th"):
            self.rows[-1].append("")
            self.in_cell = True

    def handle_endtag(self, tag):
        if tag == "table":
            self.inside = False
        elif tag in ("td", "th"):
            self.in_cell = False

    def handle_data(self, data):
        if self.inside and self.in_cell:
            self.rows[-1][-1] += data


def rows_of(response, table_id):
    """Every row of a table, heading rows too, each cell's words with single blanks."""
    reader = _Reader(table_id)
    reader.feed(response.content.decode())
    return [[" ".join(cell.split()) for cell in row] for row in reader.rows]
