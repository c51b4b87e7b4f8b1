"""The primary engine, and the corrections that make its results match Excel's."""
