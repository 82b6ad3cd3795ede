"""Opening a year (开设年度): its dates, money and phases, who leads a star, what units held when it began."""
