"""The field by which verbs ask for files."""

from huisheng.kernel.asks import Files

FILES = Files("files", "照片、文件", required=False)
