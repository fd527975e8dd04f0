"""Boxes to run programs in: one interface, one module per kind."""
