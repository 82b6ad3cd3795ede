"""Contact leaders (包联领导): who answers for which units, and what their visits found."""
