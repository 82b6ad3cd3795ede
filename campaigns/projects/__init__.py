"""The project list (创建项目清单): what units that aim high build or buy this year, and with whose money."""
