"""The sample edition: invented outlets on loopback, end to end."""
