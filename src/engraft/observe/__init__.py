"""The instrument: from true values to readings, and from readings to likelihoods."""

from __future__ import annotations

from engraft.observe.assay import Assay, Readings, log_likelihood, read

__all__ = ["Assay", "Readings", "log_likelihood", "read"]
