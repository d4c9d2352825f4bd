"""The catalogue, one module per family; importing this package registers every rule."""

from zhibiao.audit.rules import arithmetic, basis, completeness, description, duplicates, relevance, structure, values

__all__ = ["arithmetic", "basis", "completeness", "description", "duplicates", "relevance", "structure", "values"]
