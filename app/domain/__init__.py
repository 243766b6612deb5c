"""Frozen values and plain functions: the standard library and N_ only."""
