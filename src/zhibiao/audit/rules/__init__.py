"""The catalogue, one module per family; importing this package registers every rule."""

from zhibiao.audit.rules import arithmetic, costs, duplicates, relevance, structure, totals, values

__all__ = ["arithmetic", "costs", "duplicates", "relevance", "structure", "totals", "values"]
