"""What an attachment may be."""

from huisheng.kernel.labelled import Labelled


class Sort(Labelled):
    JPEG = "jpeg", "照片（JPG）"
    PNG = "png", "图片（PNG）"
    WEBP = "webp", "图片（WebP）"
    PDF = "pdf", "PDF"
    DOCX = "docx", "Word"
    XLSX = "xlsx", "Excel"
    MP3 = "mp3", "语音（MP3）"
    M4A = "m4a", "语音（M4A）"
    AAC = "aac", "语音（AAC）"
    OGG = "ogg", "语音（OGG）"
    WEBM = "webm", "语音（WebM）"
    WAV = "wav", "语音（WAV）"
    AMR = "amr", "语音（AMR）"


PICTURES = (Sort.JPEG, Sort.PNG, Sort.WEBP)
VOICES = (Sort.MP3, Sort.M4A, Sort.AAC, Sort.OGG, Sort.WEBM, Sort.WAV, Sort.AMR)
PLAYED = tuple(sort for sort in VOICES if sort is not Sort.AMR)  # browsers play the rest; an AMR is saved, then played
MEDIA = {
    Sort.JPEG: "image/jpeg",
    Sort.PNG: "image/png",
    Sort.WEBP: "image/webp",
    Sort.PDF: "application/pdf",
    Sort.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Sort.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Sort.MP3: "audio/mpeg",
    Sort.M4A: "audio/mp4",
    Sort.AAC: "audio/aac",
    Sort.OGG: "audio/ogg",
    Sort.WEBM: "audio/webm",
    Sort.WAV: "audio/wav",
    Sort.AMR: "audio/amr",
}
SUFFIX: dict[Sort, str] = {**{sort: sort.value for sort in Sort}, Sort.JPEG: "jpg"}
