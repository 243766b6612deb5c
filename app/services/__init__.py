"""The activities of the desk; one method is one transaction."""
