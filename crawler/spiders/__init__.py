"""One small file per spider; a source is a row, not a class, unless its site needs one."""
