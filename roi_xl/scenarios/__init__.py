"""What-if scenarios: many rows of inputs through one workbook, and the figures that each row gives."""
