def test_x(city, opens):
    d = opens(); p = d.open("/signin/")
    p.screenshot(path="/tmp/s1.png")
    p.keyboard.type("agent"); p.keyboard.press("Tab"); p.keyboard.type("yanshi-mima-12345")
    p.screenshot(path="/tmp/s2.png")
    p.keyboard.press("Enter"); p.wait_for_timeout(1500)
    p.screenshot(path="/tmp/s3.png"); print(p.url, d.wrong)
