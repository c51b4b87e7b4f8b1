"""Further engines, asked in separate processes about the values on which the first two disagree."""
