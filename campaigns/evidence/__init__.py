"""Evidence (佐证): files of a township, each of which may serve many tasks; nothing asks for any."""
