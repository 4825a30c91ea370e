import pytest
from tests.cast import World
from huisheng.ledger import read, cursor
from huisheng.ledger.verify import verify
from huisheng.ledger.seal import seal

def test_story(lasting_world: World) -> None:
    w = lasting_world
    key = w.awaiting_visit()
    w.unsatisfied(key)
    m = w.do(key, "redo", "visitor", reason="没解决")
    w.do(key,"sign_in","h-water")
    w.do(key,"reply","h-water",words="再办",solved=True)
    w.do(key,"accept_reply","dispatcher"); w.do(key,"conclude","dispatcher")
    w.unsatisfied(key)
    from huisheng.lifecycle.reactions import react_to
    with w.hour(): react_to("visited", key)
    w.do(key,"answer_supervision","h-water",words="办好")
    w.do(key,"visit","visitor",outcome="reached",solved=True,grade="satisfied",contacted=True)
    for e in read.stream(f"workorder:{key}"): print(e.no,e.kind,e.occurred_at,e.body)
    assert verify().sound
