"""``engraft schema``: print the JSON schema of a study file, for editors."""

from __future__ import annotations

from engraft.cli.page import print_object


def schema() -> None:
    """Print the JSON schema of a study file; an editor that is given it completes and checks fields."""
    from engraft.trial import json_schema

    print_object(json_schema())
