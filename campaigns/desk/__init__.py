"""The desk (工作台): pages of many rooms: county, township, unit, star, to-do and digest, search, the guide."""
