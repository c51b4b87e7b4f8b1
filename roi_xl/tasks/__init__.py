"""The tasks for many files: each module names what a child process computes and how to read its outcome."""
