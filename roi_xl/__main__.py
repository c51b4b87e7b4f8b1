"""`python -m roi_xl`: the command where its program isn't on the path."""

from roi_xl.cli import main

if __name__ == "__main__":  # not in a child, which imports this file, too
    main()
