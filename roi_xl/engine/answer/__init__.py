"""What the primary engine is asked, and what it answers."""
