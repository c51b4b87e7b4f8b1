"""The second engine, an independent opinion."""
