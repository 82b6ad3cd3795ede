"""Opinions (意见建议): what departments, leaders and task forces say of plans, and what became of it."""
