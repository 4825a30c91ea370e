"""A letter goes out by SMTP. What the peer can't do now is tried later; what it never will, a person sees.

A connection that goes after the letter's last line leaves open whether the peer has it. It is sent again, under the
same Message-ID: mail servers and readers know a second copy by that, and a citizen who gets a receipt twice is better
off than one who gets none.
"""

import re
import smtplib
import ssl
from contextlib import suppress
from email import policy
from email.mime.text import MIMEText

from huisheng.channels.mail import compose, reads, report
from huisheng.channels.mail.models import Guard, Mailbox
from huisheng.channels.outbox.contract import Later, Never, Parcel
from huisheng.kernel import clock

# seconds; all together less than the outbox's lease, after which another would send it, too
_CONNECT, _ANSWER, _TAKEN = 15, 30, 120
_NO_BOX = "平台没有正在使用的邮箱，请管理员登记后再发。"
LOST = "与发信服务器的连接断了，稍后再试。"
_NO_LOGIN = "发信服务器不让登录，请管理员核对用户名和密码（多数邮箱要用授权码）。"
NO_TLS = "发信服务器的证书不可信或加密方式不对，请管理员核对端口和加密方式。"
_LINES = policy.compat32.clone(linesep="\r\n")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


def send(parcel: Parcel) -> str:
    """Send it, and give its Message-ID, by which bounces and answers are known. Later, Never."""
    box = reads.sending(parcel.platform, parcel.source)
    if box is None:
        raise Later(_NO_BOX)
    thread = reads.message_id(box.code, parcel.thread) if parcel.thread else ""
    letter = compose.letter(parcel, address=box.address, label=box.label, answers=thread, at=clock.now())
    try:
        _deliver(box, letter)
    except ssl.SSLError:
        raise Later(NO_TLS) from None
    except (OSError, EOFError):  # smtplib's own are OSErrors, too
        raise Later(LOST) from None
    return str(letter["Message-ID"]).strip("<>")


def _deliver(box: Mailbox, letter: MIMEText) -> None:
    peer = connected(box)
    try:
        sign_in(peer, box)
        _insist(*peer.mail(box.address), ours=True)
        _insist(*peer.rcpt(str(letter["To"])))
        if peer.sock is not None:
            peer.sock.settimeout(_TAKEN)
        try:
            _insist(*peer.data(letter.as_bytes(policy=_LINES)))
        except smtplib.SMTPDataError as error:
            _insist(error.smtp_code, error.smtp_error)
    finally:
        # the letter is taken, or it isn't: how we part changes nothing
        with suppress(OSError, EOFError, ValueError):
            peer.quit()
        peer.close()


def connected(box: Mailbox) -> smtplib.SMTP:
    """A connection to its server, not yet signed in. OSError, as smtplib has them."""
    host = box.address.rpartition("@")[2]
    if box.smtp_guard == Guard.TLS:
        context = ssl.create_default_context()
        peer: smtplib.SMTP = smtplib.SMTP_SSL(
            box.smtp_host, box.smtp_port, local_hostname=host, timeout=_CONNECT, context=context
        )
    else:
        peer = smtplib.SMTP(box.smtp_host, box.smtp_port, local_hostname=host, timeout=_CONNECT)
    if peer.sock is not None:
        peer.sock.settimeout(_ANSWER)
    return peer


def sign_in(peer: smtplib.SMTP, box: Mailbox) -> None:
    """Guard the line where that is due, and say who we are. Later."""
    try:
        peer.ehlo_or_helo_if_needed()
        if box.smtp_guard == Guard.STARTTLS:
            peer.starttls(context=ssl.create_default_context())
            peer.ehlo()
        if box.smtp_user:
            peer.login(box.smtp_user, reads.secret(box))
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException:
        raise Later(_NO_LOGIN) from None


def _insist(code: int, said: bytes | str, *, ours: bool = False) -> None:
    """Later or Never, unless the peer agreed. What it refuses of us (``ours``) is no fault of the letter."""
    if 200 <= code < 300:
        return
    status = _STATUS.search(str(said))
    shown = status[1] if status else str(code)
    if ours:
        raise Later(f"发信服务器不接受本平台的发信地址（{shown}），请管理员核对。")
    if 500 <= code < 600:
        raise Never(report.sentence(shown))
    raise Later(f"对方邮件服务器暂时不收（{shown}），稍后再试。")
