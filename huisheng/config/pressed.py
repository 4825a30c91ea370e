"""Answers leave pressed: a page is a seventh of its size on the wire, a script a third."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_TEXT = ("text/", "image/svg+xml", "application/json", "application/javascript", "application/manifest+json")


class Pressed(GZipMiddleware):
    """Django's own, for what is text. Stands before WhiteNoise, so that scripts and styles go through it too.

    The length of a pressed page could tell an eavesdropper what stands in it beside words of his own (BREACH). Django
    therefore adds up to a hundred bytes at random and masks the token of every form anew; and no other site's page
    can ask in a seat's name, for the session's cookie isn't sent along (SameSite).

    Files that are kept (exports, attachments) leave as they are, so that the browser can say how much is still to come;
    so does a part of a file (206), whose place in it is counted in bytes.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, pressed where that is worth it."""
        kept = response.has_header("Content-Disposition") or response.status_code == 206
        if kept or not response.headers.get("Content-Type", "").startswith(_TEXT):
            return response
        return super().process_response(request, response)
