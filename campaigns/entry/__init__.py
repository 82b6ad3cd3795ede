"""Writing things in (填写): cells, dates and numbers, and places by the names that people give them."""
