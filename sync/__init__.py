"""The way between desk and province: wire (both ends) and hub (the province's end)."""
