"""What schemathesis cannot write by itself: a mail is sent as whatever was drawn for its text."""

import schemathesis


@schemathesis.serializer("message/rfc822")
def message(context, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
