"""The desk's encrypted memory: vault, change log, projections, search. The only package that knows the ORM."""
