"""Assignments (周交办): bottlenecks (共性难题), given to one department, replied to, struck off."""
