"""The page of administration: officers, persons who may be one."""
