"""The first start (bắt đầu lần đầu): a practice copy at once, or a real desk with its keys."""
