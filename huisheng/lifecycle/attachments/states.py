"""What an attachment may be."""

from huisheng.kernel.labelled import Labelled


class Sort(Labelled):
    JPEG = "jpeg", "照片（JPG）"
    PNG = "png", "图片（PNG）"
    WEBP = "webp", "图片（WebP）"
    PDF = "pdf", "PDF"
    DOCX = "docx", "Word"
    XLSX = "xlsx", "Excel"


PICTURES = (Sort.JPEG, Sort.PNG, Sort.WEBP)
MEDIA = {
    Sort.JPEG: "image/jpeg",
    Sort.PNG: "image/png",
    Sort.WEBP: "image/webp",
    Sort.PDF: "application/pdf",
    Sort.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Sort.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SUFFIX: dict[Sort, str] = {**{sort: sort.value for sort in Sort}, Sort.JPEG: "jpg"}
