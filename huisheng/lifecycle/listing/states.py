"""How far an export has come, and as what it is written."""

from huisheng.kernel.labelled import Labelled


class ExportState(Labelled):
    WAITING = "waiting", "等待开始"
    RUNNING = "running", "正在生成"
    DONE = "done", "已完成"
    CANCELLED = "cancelled", "已取消"
    FAILED = "failed", "没有办成"
    GONE = "gone", "已到期删除"


class Form(Labelled):
    """The file."""

    XLSX = "xlsx", "Excel 工作簿"
    CSV = "csv", "CSV 文本"


OPEN = (ExportState.WAITING, ExportState.RUNNING)
