"""``python -m engraft``: the same as the command ``engraft``."""

from engraft.cli.main import run

if __name__ == "__main__":
    run()
