"""People (人员): who holds which post in a county, their accounts, and handing a post over."""
