"""The wall chart (挂图作战): how each star of each unit stands, on a screen, on paper and in a hall."""
