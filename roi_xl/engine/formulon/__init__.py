"""The second engine: an independent opinion on values of the first."""
