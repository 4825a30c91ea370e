"""Files on their way in: in memory, and never more than fits."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from huisheng.kernel import uploads
from huisheng.kernel.asks import Files, Upload
from huisheng.kernel.errors import Refusal

FILES = Files("files", "附件", required=False, most=2)


def test_files_stay_in_memory_and_what_is_beyond_is_only_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "ROOM", 10)
    sent = [SimpleUploadedFile(name, b"x" * 6) for name in ("a.txt", "b.txt", "c.txt")]
    request = RequestFactory().post("/", {"files": sent})
    found = request.FILES.getlist("files")
    assert [(one.name, one.size, len(one.read())) for one in found] == [
        ("a.txt", 6, 6),
        ("b.txt", 6, 4),
        ("c.txt", 6, 0),
    ]


def test_files_are_read_from_a_form_or_from_json() -> None:
    assert FILES.read(None) == FILES.read("") == FILES.read([]) == ()
    one = Upload("a", b"b", 1)
    assert FILES.read([one]) == FILES.read(one) == (one,)
    assert FILES.read([{"name": "a", "base64": "Yg=="}]) == (one,)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ([Upload("a", b"", 0)] * 3, "too_many"),
        ({"a": [1]}, "not_a_file"),
        ([{"name": "a", "base64": "?"}], "not_a_file"),
        ([{"name": 1, "base64": "Yg=="}], "not_a_file"),
        ("\0" * 50, "not_a_file"),
    ],
)
def test_what_is_no_file(raw: object, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        FILES.read(raw)
    assert caught.value.code == code


def test_a_file_that_must_be() -> None:
    with pytest.raises(Refusal, match="请选择附件"):
        Files("files", "附件").read("")
