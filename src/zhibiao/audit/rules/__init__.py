"""The catalogue, one module per family; importing this package registers every rule."""

from zhibiao.audit.rules import arithmetic, duplicates, relevance, structure, values

__all__ = ["arithmetic", "duplicates", "relevance", "structure", "values"]
