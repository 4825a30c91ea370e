"""Text leaves pressed where the browser takes it so; files that are kept, and parts of files, leave as they are."""

import gzip
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from huisheng.config.pressed import Pressed
from huisheng.desks.tests.conftest import As
from tests.cast import World

TAKES = {"Accept-Encoding": "gzip, deflate, br"}


def whole(answer: Any) -> bytes:
    said = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return bytes(said)


def test_a_page_is_the_same_pressed(world: World, as_: As) -> None:
    client = as_("dispatcher")
    plain, pressed = client.get("/rulebook/domain/art-3/"), client.get("/rulebook/domain/art-3/", headers=TAKES)
    assert "Content-Encoding" not in plain and pressed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in pressed["Vary"] and "HX-Request" in pressed["Vary"]
    body = gzip.decompress(pressed.content).decode()
    assert "群众的时钟不停" in body and len(pressed.content) * 3 < len(body.encode())
    lengths = {len(client.get("/rulebook/domain/art-3/", headers=TAKES).content) for _ in range(5)}
    assert len(lengths) > 1, "its length tells nothing exact"


def test_scripts_and_styles_are_pressed(db: None, client: Client) -> None:
    for path in ("/static/huisheng.css", "/static/huisheng.js", "/static/icons.svg"):
        plain, pressed = whole(client.get(path)), client.get(path, headers=TAKES)
        assert pressed["Content-Encoding"] == "gzip", path
        assert gzip.decompress(whole(pressed)) == plain, path
    part: Any = client.get("/static/huisheng.css", headers={**TAKES, "Range": "bytes=0-299"})
    assert part.status_code == 206 and "Content-Encoding" not in part and len(whole(part)) == 300
    fresh = client.get("/static/huisheng.css", headers=TAKES)
    fresh.close()
    again = client.get("/static/huisheng.css", headers={**TAKES, "If-Modified-Since": fresh["Last-Modified"]})
    assert again.status_code == 304 and not whole(again)


def passed(answer: HttpResponse | StreamingHttpResponse) -> Any:
    def view(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        return answer

    return Pressed(view)(RequestFactory().get("/", headers=TAKES))


def test_what_is_kept_or_no_text_leaves_as_it_is() -> None:
    long = "答复" * 1000
    for answer in (
        HttpResponse(long, content_type="image/png"),
        HttpResponse(long, content_type="text/csv", headers={"Content-Disposition": 'attachment; filename="a.csv"'}),
        StreamingHttpResponse([b"x" * 1000], content_type="application/zip"),
    ):
        assert "Content-Encoding" not in passed(answer), answer["Content-Type"]
    assert passed(HttpResponse(long))["Content-Encoding"] == "gzip"
