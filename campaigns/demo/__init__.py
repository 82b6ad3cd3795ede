"""The demo (演示): two counties while they plan or in autumn, their days counted from the day of loading."""
