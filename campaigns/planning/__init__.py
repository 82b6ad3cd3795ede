"""The creation plan (创建计划): the stars of each unit, the figures beside them, findings where they disagree."""
