"""Why a watch cannot be kept: for people, and for a form that puts it beside the field."""

from __future__ import annotations


class Refused(ValueError):
    """A watch that cannot be kept; the message says what is wrong, and where.

    `field` is the part of it: name, query, filters, aliases, channels, quiet, digest, zone. `code` and `values` let another
    language say the same.
    """

    def __init__(self, message: str, *, field: str, code: str, **values: object) -> None:
        super().__init__(message)
        self.field, self.code, self.values = field, code, values
