"""The command line: one file per command, registered in ``engraft.cli.main``."""
