"""What is done to many files: each module names what a child computes of one, and how its outcome reads."""
