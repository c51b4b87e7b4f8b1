"""What is believed of an answer: rules of trust, the second engine's opinion, witnesses and a jury."""
