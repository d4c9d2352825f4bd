"""The catalogue, one module per family; importing this package registers every rule."""

from zhibiao.audit.rules import arithmetic, duplicates, structure, values

__all__ = ["arithmetic", "duplicates", "structure", "values"]
