from huisheng.kernel import columns


def test_the_width_of_chinese() -> None:
    assert (columns.width("按期办结率"), columns.width("99.53%"), columns.width("１２")) == (10, 6, 4)


def test_columns_stand_below_each_other() -> None:
    lines = columns.aligned([["单位", "量"], ["甲街道办事处", "1,024"], ["乙", ""]])
    assert lines == ["单位             量", "甲街道办事处  1,024", "乙"]


def test_csv_quotes_what_needs_it() -> None:
    assert columns.to_csv([["单位", "量"], ['甲,"乙"', "1\n2"]]).decode() == '单位,量\r\n"甲,""乙""","1\n2"\r\n'
