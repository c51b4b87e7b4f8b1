"""Decides which values of an answer are believed: rules of trust, second opinion, witnesses and a jury."""
