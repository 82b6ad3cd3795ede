"""Workbooks (电子表格): out with official heads, in again with what differs, back with what is wrong marked."""
