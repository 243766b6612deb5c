"""What the province passes on to the national portal, made from the change log alone."""
