"""What is said: laws, drugs, scales, published models, and the leukemias joined from them."""

from engraft.models.registry import build, catalog

__all__ = ["build", "catalog"]
