"""The fields that a citizen's own acts ask for."""

from huisheng.kernel.asks import Choice
from huisheng.taxonomy.channels import Channel

CHANNEL = Choice("channel", "渠道", options=Channel.labels())
