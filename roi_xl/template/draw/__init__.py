"""The sheets drawn: where everything stands, how it looks, and the cells written by XlsxWriter."""
