"""Pairings (结对): a strong unit helps a weak one, and both townships keep one log of it."""
