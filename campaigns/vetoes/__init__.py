"""Veto hits (一票否决): what voids a star or a rating, answered by the township, decided by the county office."""
