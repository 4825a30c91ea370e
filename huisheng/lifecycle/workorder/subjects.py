"""What a record calls an order, from the number that people know: for the auditor, who reads no order himself."""

from huisheng.lifecycle.workorder.models import WorkOrder

KIND = "workorder"


def subject_of(number: str, platform_path: str) -> str:
    """ "workorder:17" for the number of an order of that platform or one below; "" where there is none such."""
    if len(number) > 40:
        return ""
    key = (
        WorkOrder.objects.filter(number=number.strip().upper(), platform__path__startswith=platform_path)
        .values_list("pk", flat=True)
        .first()
    )
    return f"{KIND}:{key}" if key is not None else ""
