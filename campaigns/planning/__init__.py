"""The creation plan (创建计划): stars of units, the figures beside them, findings; versions, sign-off, who is late."""
