"""A county's year (年度): its phases and days, its own copy of the standard, and what has happened."""
