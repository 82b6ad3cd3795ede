"""Short names, kinds and pinyin, on names that stand in the public division list."""

import csv

import pytest

from villages.names import (
    READINGS,
    initials,
    is_virtual,
    pinyin,
    readings,
    short_name,
    township_kind,
    unit_kind,
)


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("秦屯村村民委员会", "秦屯村"),
        ("白龙庙村民委员会", "白龙庙村"),
        ("孙楼村委会", "孙楼村"),
        ("王庄村村委会", "王庄村"),
        ("西村村委会", "西村"),
        ("方村村村民委员会", "方村村"),
        ("喜村村", "喜村村"),
        ("岗李村", "岗李村"),
        ("上集社区村委会", "上集社区"),
        ("高庄社区村民委员会", "高庄社区"),
        ("韩愈路社区居民委员会", "韩愈路社区"),
        ("碧沙岗社区居委会", "碧沙岗社区"),
        ("演武厅社区", "演武厅社区"),
        ("东街居委会", "东街社区"),
        ("育才居民委员会", "育才社区"),
        ("高阳东村居委会", "高阳东村社区"),
        ("金溪湖社区霍村居民委员会", "金溪湖社区霍村"),
        ("祥云小区居民委员会", "祥云小区"),
        ("亚星社区居民管理委员会", "亚星社区"),
        ("贾寨社区管理委员会", "贾寨社区"),
        ("福华南街社区委员会", "福华南街社区"),
    ],
)
def test_a_committee_becomes_the_place(official, short):
    assert short_name(official) == short


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("邱店村民委会", "邱店村"),
        ("邰庄村民员委会", "邰庄村"),
        ("张桥村员委员会", "张桥村"),
        ("王耆店村村委员会", "王耆店村"),
        ("西彭庄村民村委员会", "西彭庄村"),
        ("东崔庄村民委员会委会", "东崔庄村"),
        ("闫庄村民委员会会", "闫庄村"),
        ("第伍疃村村民委员民", "第伍疃村"),
        ("东村村民委员", "东村"),
        ("兴华社区居民委会", "兴华社区"),
        ("袁寨社区居民居委会", "袁寨社区"),
        ("岳寨社区居民委委会", "岳寨社区"),
        ("益民街社区居委员会", "益民街社区"),
        ("戴洼社区民居委员会", "戴洼社区"),
        ("万泉社区居民委会会", "万泉社区"),
        ("杨岗村村民委员会（新乡市古龙实业公司））", "杨岗村"),
        (" 秦屯村 村民委员会(筹)", "秦屯村"),
    ],
)
def test_misprints_and_notes_do_not_stay(official, short):
    assert short_name(official) == short


@pytest.mark.parametrize(
    "official",
    [
        "虚拟社区",
        "国营林场虚拟社区",
        "农场虚拟生活区",
        "二分场生活区",
        "五二农场社区生活区",
        "桐柏山淮源风景名胜管理区",
        "城关第一类似居委会",
        "郑州火车站地区拟居委会",
        "产业集聚区管理委员会社区",
        "文昌街道",
        "宁郭镇",
        "黄泛区农场",
        "焦作城乡一体化示范区",
    ],
)
def test_a_name_without_a_committee_stays(official):
    assert short_name(official) == official


@pytest.mark.parametrize(
    ("official", "within", "short"),
    [
        ("栾川县合峪镇石村村村民委员会", ("栾川县", "合峪镇"), "石村村"),
        ("栾川县城关镇耕莘东路社区居民委员会", ("栾川县", "耕莘街道"), "耕莘东路社区"),
        (
            "河南省洛阳市栾川县陶湾镇常湾村民委员会",
            ("河南省", "洛阳市", "栾川县", "陶湾镇"),
            "常湾村",
        ),
        ("栾川县重渡沟生态旅游建设示范区北乡村村民委员会", ("栾川县", "重渡沟生态旅游示范区"), "北乡村"),
        ("狮子庙镇狮子庙社区居民委员会", ("栾川县", "狮子庙镇"), "狮子庙社区"),
        ("汤阴县中华路社区", ("汤阴县", "白营镇"), "中华路社区"),
        ("祥云镇村村民委员会", ("温县", "祥云镇"), "祥云镇村"),
        ("太平镇村民委员会", ("西峡县", "太平镇"), "太平镇村"),
        ("朱仙镇社区", ("祥符区", "朱仙镇"), "朱仙镇社区"),
        ("原种场虚拟生活区", ("获嘉县", "原种场"), "原种场虚拟生活区"),
        ("博爱县柏山镇", ("河南省", "焦作市", "博爱县"), "柏山镇"),
        ("博爱县清化镇街道", ("河南省", "焦作市", "博爱县"), "清化镇街道"),
        ("召陵区召陵镇", ("漯河市", "召陵区"), "召陵镇"),
    ],
)
def test_names_of_places_around_are_left_out(official, within, short):
    assert short_name(official, within) == short


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("410871060001", "community"),
        ("410822105199", "community"),
        ("410871060200", "village"),
        ("410871060399", "village"),
        ("410803004498", "community"),
        ("410823598598", "village"),
    ],
)
def test_the_code_tells_what_a_unit_is_registered_as(code, kind):
    assert unit_kind(code) == kind


@pytest.mark.parametrize(
    ("name", "code", "virtual"),
    [
        ("雪莲虚拟社区", "410803004498", True),
        ("宁郭农场虚拟生活区", "410823598598", True),
        ("黄山区居委会", "410926101400", True),
        ("虚拟村村委会", "410221401201", True),
        ("秦屯村村民委员会", "410871060201", False),
        ("韩愈路社区居民委员会", "410871060001", False),
    ],
)
def test_units_without_a_committee_of_their_own(name, code, virtual):
    assert is_virtual(name, code) is virtual


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("宁郭镇", "town"),
        ("金城乡", "xiang"),
        ("瀍河回族乡", "xiang"),
        ("文昌街道", "street"),
        ("北山街道办事处", "street"),
        ("黄泛区农场", "other"),
        ("香山街道筹备组", "other"),
        ("具茨山国家级森林公园", "other"),
        ("先进制造业开发区", "other"),
    ],
)
def test_township_kinds(name, kind):
    assert township_kind(name) == kind


@pytest.mark.parametrize(
    ("text", "full", "short"),
    [
        ("秦屯村", "qintuncun", "qtc"),
        ("韩愈路社区", "hanyulushequ", "hylsq"),
        ("漯河市", "luoheshi", "lhs"),
        ("浚县", "xunxian", "xx"),
        ("长葛市", "changgeshi", "cgs"),
        ("长垣市", "changyuanshi", "cys"),
        ("召陵区", "shaolingqu", "slq"),
        ("南召县", "nanzhaoxian", "nzx"),
        ("重渡沟", "chongdugou", "cdg"),
        ("河南长垣起重工业园区", "henanchangyuanqizhonggongyeyuanqu", "hncyqzgyyq"),
        ("尉氏县", "weishixian", "wsx"),
        ("荥阳市", "xingyangshi", "xys"),
        ("中牟县", "zhongmuxian", "zmx"),
        ("郏县", "jiaxian", "jx"),
        ("柘城县", "zhechengxian", "zcx"),
        ("渑池县", "mianchixian", "mcx"),
        ("泌阳县", "biyangxian", "byx"),
        ("泌水街道", "bishuijiedao", "bsjd"),
        ("嵖岈山风景区", "chayashanfengjingqu", "cysfjq"),
        ("沈鹿宿村", "shenlusucun", "slsc"),
        ("石佛镇", "shifozhen", "sfz"),
        ("翟镇镇", "zhaizhenzhen", "zzz"),
        ("阳翟社区", "yangdishequ", "ydsq"),
        ("单庄村", "shanzhuangcun", "szc"),
        ("解庄村", "xiezhuangcun", "xzc"),
        ("解放路社区", "jiefanglushequ", "jflsq"),
        ("李家凹村", "lijiawacun", "ljwc"),
        ("朝歌街道", "zhaogejiedao", "zgjd"),
        ("朝阳社区", "chaoyangshequ", "cysq"),
        ("南乐县", "nanlexian", "nlx"),
        ("吕庄村", "lvzhuangcun", "lzc"),
        ("二〇七社区", "erlingqishequ", "elqsq"),
        ("第3社区A区（北）", "di3shequaqubei", "d3sqaqb"),
        ("", "", ""),
    ],
)
def test_pinyin_and_initials(text, full, short):
    assert (pinyin(text), initials(text)) == (full, short)


def test_every_reading_has_a_syllable_for_each_character_and_stands_once():
    with READINGS.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    assert [row for row in rows if len(row) != 3 or len(row[0]) != len(row[1].split())] == []
    assert len({row[0] for row in rows}) == len(rows) == len(readings())
