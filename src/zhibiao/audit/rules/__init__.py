"""The catalogue, one module per family; importing this package registers every rule."""

from zhibiao.audit.rules import arithmetic, costs, deadlines, duplicates, relevance, repeats, structure, totals, values

__all__ = ["arithmetic", "costs", "deadlines", "duplicates", "relevance", "repeats", "structure", "totals", "values"]
