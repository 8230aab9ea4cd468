"""HTTP: Slack's requests at one address, and signs of life. Whatever else is served over HTTP gets its file here."""
