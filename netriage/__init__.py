"""netriage: decide in the terminal which few events deserve your time."""

__version__ = "0.1.0"
