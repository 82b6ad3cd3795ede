"""The desk (工作台): pages that gather many rooms, such as a county's, a unit's, what is to be done, search."""
