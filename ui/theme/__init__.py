"""Linen and indigo: the one place where colours, sizes, type and icons of the window come from."""
