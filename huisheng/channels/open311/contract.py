"""What the specification sets (GeoReport v2, open311.org): formats, limits, names. Nothing here is ours to change."""

from datetime import timedelta

from huisheng.kernel.labelled import Labelled

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
SPAN = timedelta(days=90)  # that one question may reach over
MOST = 1000  # requests in one answer
DESCRIPTION = 4000  # characters

# how a list calls its items in XML
SINGULAR = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}


class Format(Labelled):
    """A format, by the ending of an address; the label is its media type."""

    XML = "xml", "text/xml"
    JSON = "json", "application/json"


class Status(Labelled):
    """What a request is to the world."""

    OPEN = "open", "办理中"
    CLOSED = "closed", "已办结"
