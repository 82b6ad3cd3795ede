"""Commands (命令): the demo, the weekly digest, and the sweep of files that serve nothing."""
