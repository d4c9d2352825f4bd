"""``python -m zhibiao`` is the command line, for machines where the script folder is not on the path."""

from zhibiao.cli import main

if __name__ == "__main__":
    main()
