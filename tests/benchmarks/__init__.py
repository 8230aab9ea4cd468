"""How fast Snag answers, starts and posts, and what it costs, beside two yardsticks in the same run: `make bench`."""
