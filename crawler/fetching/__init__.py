"""What every request passes: the address guard, deadlines, size limits, robots and politeness."""
