"""``python -m ui``: the same as ``motcua``."""

from ui.cli import main

if __name__ == "__main__":
    main()
