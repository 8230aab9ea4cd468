"""The one error of the invented company."""


class CompanyError(ValueError):
    """A file of the invented company says something that cannot be; the message names the story or the row."""
