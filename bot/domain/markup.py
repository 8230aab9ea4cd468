"""What stands in a stored text that nobody wrote: links and mentions as Slack writes them, emoji by name, and the marks
of masking. For those who read the words of a text."""

MARKUP = r"<[^<>\n]{1,200}>|https?://\S+|\[(?:e-?mail|card|id number|phone)\]|:[a-z0-9_+-]{2,40}:"
"""A pattern, to be part of another."""
