"""What the parts that read text find, and how fast, on labelled text."""
