"""A real SIP telephone without a sound card, in a process of its own: ``python phone.py KEY=VALUE…``.

``user`` it is; ``server`` HOST:PORT; ``dial`` a number, else it waits for a call; ``password``: registers; ``port`` to
listen at. ``answer`` or ``reject`` (a code) after so many seconds (``after``); ``talk``, ``give_up``: seconds until
it hangs up; ``press`` a digit so many seconds (``press_at``) after the call is up. With ``told`` it answers, presses
its digit or hangs up when SIGUSR1 says so. Says "ready", then each state.
"""

import importlib
import os
import signal
import sys
import time
from typing import Any

pj: Any = importlib.import_module("pjsua2")  # has no types
_LIFE = 180.0  # seconds: should nobody take it away


class Call(pj.Call):  # type: ignore[misc]  # pjsua2 has no types
    """One call and what is to be done in it."""

    def __init__(self, account: Any, key: int = -1) -> None:
        super().__init__(account, key)
        self.at, self.up, self.pressed, self.answered = time.monotonic(), 0.0, False, False

    def onCallState(self, _: Any) -> None:
        info = self.getInfo()
        say(f"{info.stateText} {info.lastStatusCode}")
        if info.state == pj.PJSIP_INV_STATE_CONFIRMED:
            self.up = time.monotonic()
        if info.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            over.append(self)


class Account(pj.Account):  # type: ignore[misc]  # pjsua2 has no types
    """Takes the calls that come."""

    def onIncomingCall(self, given: Any) -> None:
        call = Call(self, given.callId)
        calls.append(call)
        if "reject" in wanted and float(wanted.get("after", 0)) == 0:
            call.answer(op(int(wanted["reject"])))
            return
        call.answer(op(180))

    def onRegState(self, given: Any) -> None:
        if given.code == 200:
            say("ready")


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def op(code: int) -> Any:
    made = pj.CallOpParam()
    made.statusCode = code
    return made


def step(call: Call) -> None:
    now = time.monotonic()
    if not call.isActive():
        return
    waited = now - call.at >= float(wanted.get("after", 0.3))
    nudged = bool(nudges) and bool(nudges.pop())
    if "told" in wanted:
        waited = nudged
    if nudged and call.up:
        call.dialDtmf(wanted["press"]) if "press" in wanted else call.hangup(op(0))
        return
    if "dial" not in wanted and not call.answered and waited:
        call.answered = True
        call.answer(op(int(wanted.get("reject", 200))))
    if call.up and "press_at" in wanted and not call.pressed and now - call.up >= float(wanted["press_at"]):
        call.pressed = True
        call.dialDtmf(wanted["press"])
    if (call.up and "talk" in wanted and now - call.up >= float(wanted["talk"])) or (
        "give_up" in wanted and now - call.at >= float(wanted["give_up"])
    ):
        call.up = 0.0
        wanted.pop("give_up", None)
        call.hangup(op(0))


def main() -> None:
    begun = time.monotonic()
    end = pj.Endpoint()
    end.libCreate()
    config = pj.EpConfig()
    config.logConfig.level = config.logConfig.consoleLevel = 0
    config.uaConfig.threadCnt, config.uaConfig.mainThreadOnly = 0, True
    config.medConfig.clockRate = config.medConfig.sndClockRate = 8000
    config.medConfig.noVad = True
    end.libInit(config)
    transport = pj.TransportConfig()
    transport.port, transport.boundAddress = int(wanted.get("port", 0)), "127.0.0.1"
    end.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport)
    end.libStart()
    end.audDevManager().setNullDev()
    made = pj.AccountConfig()
    made.idUri = f"sip:{wanted['user']}@{wanted['server']}"
    made.mediaConfig.transportConfig.boundAddress = "127.0.0.1"
    if "password" in wanted:
        made.regConfig.registrarUri = f"sip:{wanted['server']}"
        made.sipConfig.authCreds.append(pj.AuthCredInfo("digest", "*", wanted["user"], 0, wanted["password"]))
    account = Account()
    account.create(made)
    if "dial" in wanted:
        call = Call(account)
        calls.append(call)
        call.makeCall(f"sip:{wanted['dial']}@{wanted['server']}", pj.CallOpParam(True))
    elif "password" not in wanted:
        say("ready")
    signal.signal(signal.SIGUSR1, lambda *_: nudges.append(True))
    signal.signal(signal.SIGTERM, lambda *_: leaving.append(True))
    while time.monotonic() - begun < _LIFE and not leaving and ("dial" not in wanted or not over):
        end.libHandleEvents(20)
        for one in list(calls):
            step(one)
    if "password" in wanted:
        account.setRegistration(False)
        until = time.monotonic() + 0.15
        while time.monotonic() < until:
            end.libHandleEvents(20)
    os._exit(0)  # the library's own end waits for answers that need not come


wanted = dict(word.split("=", 1) for word in sys.argv[1:])
calls: list[Call] = []
over: list[Call] = []
leaving: list[bool] = []
nudges: list[bool] = []
if __name__ == "__main__":
    main()
