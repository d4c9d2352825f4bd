"""Target tables of our own invention in every layout family, written in every format and read back.

``python -m tests.documents.generated [TABLES] [SEED] [FORMAT,…]`` prints the share of cells that come back exactly, by family and format.
"""
