"""Lines of work: a topic's rows of a line that the description does not speak of stay out of the table."""

from zhibiao import Project, load


def test_what_is_only_kept_up_is_not_built():
    zb = load()
    kept = zb.suggest(Project(name="云岭镇农村公厕管护经费", purpose="用于62座农村公厕日常保洁管护，每座每月300元。", budget="22.32万元"))
    names = [row.name for row in kept.indicators]
    assert any("62" in str(row.value) for row in kept.indicators)
    assert not any("建设" in name or "使用年限" in name or "竣工" in name for name in names)


def test_the_other_line_of_a_topic_stays_out():
    zb = load()
    fees = zb.suggest(
        Project(
            name="惠民殡葬服务费减免", purpose="对居民遗体接运、火化等基本殡葬服务费予以减免，预计1100具，每具980元。", budget="107.8万元"
        )
    )
    text = "".join(row.name for row in fees.indicators)
    assert "公墓" not in text
    assert "墓穴" not in text
    assert any(str(row.value).endswith("1100具") for row in fees.indicators)


def test_without_a_word_of_any_line_nothing_is_left_out():
    zb = load()
    bare = zb.suggest(Project(name="殡葬改革专项资金", budget="50万元"))
    assert len(bare.indicators) >= 8
