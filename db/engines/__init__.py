"""The two engines behind one protocol."""
