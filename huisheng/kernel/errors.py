"""A refusal: the one way this house says no."""


class Refusal(Exception):
    """Why something may not be done.

    ``code`` is for programs (``stale``, ``not_yours``, ``wrong_state`` …), ``sentence`` is Chinese for people and
    says what is wrong and what to do, ``cite`` names the article it rests on, ``field`` the input it is about.
    ``can`` returns one or None; ``do`` raises it. A grey button and the API show the same sentence.
    """

    def __init__(self, code: str, sentence: str, cite: str = "", field: str = "") -> None:
        super().__init__(code, sentence, cite, field)
        self.code = code
        self.sentence = sentence
        self.cite = cite
        self.field = field

    def __str__(self) -> str:
        return self.sentence


def insist(refusal: Refusal | None) -> None:
    """Raise the refusal, if there is one."""
    if refusal is not None:
        raise refusal
