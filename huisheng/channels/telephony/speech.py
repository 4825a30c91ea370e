"""Recordings to text, by the faster-whisper of ``huisheng[speech]`` and a model from a folder of this machine.

In a process of its own: models are large. Nothing is fetched from outside; sound and text stay in memory.
"""

import os
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from huisheng.kernel.errors import Refusal

Transcribe = Callable[[BinaryIO], str]

_NEEDED = ("model.bin", "config.json", "tokenizer.json")  # without the last, the package would ask a hub for one
_LEAST, _ROUND = -1.5, 2.4  # log probability a token, ratio of compression: past them, models make up words or circle


def folder() -> Path | None:
    """Where the model lies; None: switched off, or the house runs without insight."""
    said = settings.SPEECH_MODEL.strip()
    return Path(said) if said and settings.INSIGHT else None


def has_speech() -> bool:
    """Whether the package is installed."""
    return find_spec("faster_whisper") is not None


def load(where: Path) -> Transcribe:
    """The model of that folder, as a function from a recording to its text; Refusal where it can't be had."""
    if not has_speech():
        raise Refusal("no_package", "没有装语音识别，请安装 huisheng[speech]。")
    missing = [name for name in _NEEDED if not (where / name).is_file()]
    if missing:
        raise Refusal("no_model", f"语音模型文件夹“{where}”缺少{'、'.join(missing)}，请核对 HUISHENG_SPEECH_MODEL。")
    os.environ.update(HF_HUB_OFFLINE="1")
    engine = import_module("faster_whisper").WhisperModel(
        str(where), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
    )

    def transcribe(sound: BinaryIO) -> str:
        # no words to start from: models repeat them where they hear nothing
        pieces, _ = engine.transcribe(
            sound, language="zh", vad_filter=True, condition_on_previous_text=False, temperature=(0.0, 0.2, 0.4)
        )
        sure = (one.text.strip() for one in pieces if one.avg_logprob >= _LEAST and one.compression_ratio <= _ROUND)
        return "\n".join(filter(None, sure))

    return transcribe
