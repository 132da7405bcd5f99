"""The inventory as a workbook: written, and read, checked and applied again."""
