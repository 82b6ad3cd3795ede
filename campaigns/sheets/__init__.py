"""Plan sheets (创建计划表): the facts of a unit's year and a row for each target star, alone or as a grid."""
