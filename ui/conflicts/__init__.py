"""What has to be looked at (cần xem lại): the list, both versions side by side, the decision."""
