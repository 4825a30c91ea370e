"""Django's rules on passwords, in sentences that its own Chinese lacks."""

from django.contrib.auth.password_validation import MinimumLengthValidator, NumericPasswordValidator


class LongEnough(MinimumLengthValidator):
    """A least length."""

    def get_error_message(self) -> str:
        """What is wrong and what to do."""
        return f"密码太短，至少 {self.min_length} 个字，请加长。"


class NotOnlyDigits(NumericPasswordValidator):
    """More than digits."""

    def get_error_message(self) -> str:
        """What is wrong and what to do."""
        return "密码全是数字，请加上字母或别的字。"
