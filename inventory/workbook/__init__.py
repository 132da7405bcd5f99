"""The inventory as a workbook, out and back in: written, read, checked, applied."""
