"""What a command says when it is interrupted."""

from __future__ import annotations


class Interrupted(Exception):
    """Somebody stopped a command; the text is the one line that is said."""
