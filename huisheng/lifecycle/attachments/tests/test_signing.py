"""The worked examples of "Signature Calculations for the Authorization Header" (Amazon S3 API Reference)."""

from datetime import UTC, datetime

import pytest

from huisheng.lifecycle.attachments.signing import Credentials, query_of, quoted, signed

WHO = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1")
AT = datetime(2013, 5, 24, tzinfo=UTC)
HOST = {"host": "examplebucket.s3.amazonaws.com"}
PUT = {**HOST, "date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"}
EXAMPLES = {
    "GET Object": (
        *("GET", "/test.txt", {}, {**HOST, "range": "bytes=0-9"}, b""),
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    ),
    "PUT Object": (
        *("PUT", "/test$file.text", {}, PUT, b"Welcome to Amazon S3."),
        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
    ),
    "GET Bucket Lifecycle": (
        *("GET", "/", {"lifecycle": ""}, HOST, b""),
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
    ),
    "Get Bucket (List Objects)": (
        *("GET", "/", {"prefix": "J", "max-keys": "2"}, HOST, b""),
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_published_examples(name: str) -> None:
    method, path, query, headers, body, signature = EXAMPLES[name]
    sent = signed(method, quoted(path), query_of(query), headers, body, WHO, AT)
    assert sent["authorization"].endswith(f"Signature={signature}")
    assert sent["x-amz-date"] == "20130524T000000Z"
    assert WHO.secret not in str(sent)


def test_unusual_characters() -> None:
    assert quoted("/a b/中.txt") == "/a%20b/%E4%B8%AD.txt"
    assert query_of({"b": "x/y z", "a": "~"}) == "a=~&b=x%2Fy%20z"
