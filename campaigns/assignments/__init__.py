"""Assignments (周交办): what many units wait for, given to one department, replied to, struck off."""
