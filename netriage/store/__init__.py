"""What is kept on disk: the precious journal and the rebuildable cache, both TinyDB."""
