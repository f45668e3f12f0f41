"""`python -m cli` is `jifen`."""

from cli.main import main

if __name__ == "__main__":
    main()
