"""What a citizen is told of his matter: each step in plain words, and nothing that isn't his."""

from huisheng.lifecycle.workorder import progress
from tests.cast import World
from tests.telling import day_end

SECRET = "内部说明"


def told(world: World, key: int) -> list[tuple[str, str]]:
    return [(step.title, step.words) for step in progress.of(world.matter(key))]


def titles(world: World, key: int) -> list[str]:
    return [title for title, _ in told(world, key)]


def test_the_whole_way(world: World) -> None:
    key = world.accept()
    world.do(key, "hand_on", "agent")
    world.do(key, "send", "dispatcher", unit="water", co_units=["urban"], note=SECRET)
    world.do(key, "sign_in", "h-water")
    world.do(key, "contact", "h-water", outcome="unreached", words=SECRET)
    world.do(key, "contact", "h-water", outcome="reached", words=SECRET)
    world.do(key, "arrive", "h-water", outcome="met", words=SECRET)
    world.do(key, "supplement", "system", channel="web", words="三楼也漏了。")
    world.do(key, "reply", "h-water", words="管道已换。", solved=True)
    assert told(world, key)[-1] == ("云山市水务局已办理", "受理中心正在审核办理结果。")
    world.do(key, "withdraw", "dispatcher", dispatch=2, reason=SECRET)
    world.do(key, "accept_reply", "dispatcher", words=SECRET)
    world.do(key, "conclude", "dispatcher")
    assert progress.promised(world.matter(key)) == day_end(11, 18)
    world.do(key, "visit", "visitor", outcome="unanswered", words=SECRET)
    world.do(key, "visit", "visitor", outcome="reached", solved=True, grade="satisfied", words=SECRET)
    assert told(world, key) == [
        ("已受理", ""),
        ("已转云山市水务局办理", ""),
        ("已请云山市城管局协助办理", ""),
        ("云山市水务局已签收", ""),
        ("云山市水务局联系您，未能接通", ""),
        ("云山市水务局已与您联系", ""),
        ("云山市水务局已到现场", ""),
        ("您补充了情况", "三楼也漏了。"),
        ("云山市水务局已答复", "管道已换。"),
        ("已办结", "受理中心将回访您，听取您的意见。"),
        ("回访您，未能接通", ""),
        ("已回访", "您的评价：已解决，满意。"),
        ("已结案", ""),
    ]
    steps = progress.of(world.matter(key))
    assert steps[0].promised == day_end(11, 18)
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert all(step.promised is None for step in steps[1:])
    assert progress.promised(world.matter(key)) is None


def test_what_the_centre_sends_back_is_never_read(world: World) -> None:
    key = world.replied()
    world.do(key, "send_back", "dispatcher", words=SECRET)
    assert titles(world, key)[-1] == "云山市水务局已与您联系"
    world.do(key, "reply", "h-water", words="重写的答复。", solved=True)
    world.do(key, "accept_reply", "dispatcher")
    assert told(world, key)[-1] == ("云山市水务局已答复", "重写的答复。")
    assert "已到现场处理。" not in str(told(world, key))


def test_what_goes_on_inside_is_not_told(world: World) -> None:
    key = world.dispatched()
    before = titles(world, key)
    asked = {"clause": SECRET, "evidence": SECRET}
    world.do(key, "sign_in", "h-water")
    world.do(key, "ask_extension", "h-water", days=2, reason=SECRET)
    world.do(key, "grant_extension", "dispatcher", words=SECRET)
    world.do(key, "mark", "dispatcher", mark="urgent", on=True, reason=SECRET)
    world.do(key, "classify", "dispatcher", kind="help", category="010101", region="")
    world.do(key, "remind", "dispatcher", words=SECRET)
    world.do(key, "supervise", "supervisor", form="phone", words=SECRET)
    world.do(key, "answer_supervision", "h-water", words=SECRET)
    world.do(key, "instruct", "leader", words=SECRET)
    world.do(key, "ask_exemption", "h-water", ground="unreasonable", **asked)
    world.do(key, "arrive", "h-water", outcome="not_needed", words=SECRET)
    world.do(key, "ask_return", "h-water", ground="not_my_duty", **asked)
    world.do(key, "grant_return", "dispatcher", words=SECRET)
    assert titles(world, key) == [*before, "云山市水务局已签收"]
    world.do(key, "send", "dispatcher", unit="urban", note=SECRET)
    assert titles(world, key)[-1] == "已改由云山市城管局办理"
    assert SECRET not in str(progress.of(world.matter(key)))


def test_a_platform_below_answers_for_its_own(world: World) -> None:
    key = world.dispatched("linhe")
    world.do(key, "sign_in", "d-linhe")
    world.do(key, "pass_on", "d-linhe", unit="linhe-town", note=SECRET)
    world.do(key, "sign_in", "h-town")
    world.do(key, "reply", "h-town", words="镇里的答复。", solved=True)
    world.do(key, "accept_reply", "d-linhe")
    assert titles(world, key)[-2:] == ["已由临河区石桥镇具体办理", "临河区石桥镇已签收"]
    world.do(key, "reply", "d-linhe", words="区里的答复。", solved=True)
    world.do(key, "accept_reply", "dispatcher", dispatch=1)
    assert told(world, key)[-1][1] == "区里的答复。"
    assert "镇里的答复" not in str(told(world, key))


def test_answered_refused_called_off_and_asked_again(world: World) -> None:
    key = world.accept()
    world.do(key, "answer", "agent", words="请带身份证到大厅办理。")
    assert told(world, key) == [("已受理", ""), ("已答复", "请带身份证到大厅办理。")]
    world.pass_(days=20)
    world.do(key, "ask_again", "system", channel="web", words="大厅说不行。")
    again = progress.of(world.matter(key))[-1]
    assert (again.title, again.words) == ("您再次反映，重新办理", "大厅说不行。")
    assert again.promised == progress.promised(world.matter(key)) != day_end(11, 18)
    world.do(key, "refuse", "dispatcher", reason="in_court", words="请等法院判决。")
    assert told(world, key)[-1] == ("不予受理", "原因：已进入诉讼、仲裁或复议。请等法院判决。")
    other = world.accept()
    world.do(other, "call_off", "system", channel="sms", words="已经好了。")
    assert told(world, other)[1:] == [("您撤回了诉求", "已经好了。"), ("已结案", "")]


def test_judged_by_message_and_done_again(world: World) -> None:
    key = world.awaiting_visit()
    world.do(key, "visit", "system", outcome="reached", grade="unsatisfied", via="sms", words="没修好")
    world.do(key, "redo", "visitor", reason=SECRET)
    assert told(world, key)[-2:] == [("您作了评价", "您的评价：不满意。"), ("已要求云山市水务局重新办理", "")]
    other = world.awaiting_visit()
    world.do(other, "visit", "visitor", outcome="declined")
    assert told(world, other)[-1] == ("已回访", "")


def test_nobody_is_promised_what_no_rule_says(world: World) -> None:
    matter = world.matter(world.accept())
    assert progress.promised(matter) == day_end(11, 18)
    matter.clocks.clear()
    assert progress.promised(matter) is None


def test_closed_without_a_call(world: World) -> None:
    key = world.replied(no_visit=True)
    world.do(key, "accept_reply", "dispatcher")
    world.do(key, "conclude", "dispatcher")
    assert titles(world, key)[-2:] == ["云山市水务局已答复", "已结案"]
