"""A drafted goal as a sentence: what is done, to what, and what comes of it.

Half of all purposes only name the money or the work (80岁以上老人高龄津贴, 山洪预警设备维修养护). A goal says what is done with it
(发放…, 做好…) and what it is good for, which where the drafter promises nothing the topic says.
"""

from __future__ import annotations

import re

from zhibiao.language.clauses import has_predicate, head_verb
from zhibiao.language.normalise import key
from zhibiao.language.similarity import containment
from zhibiao.language.spoken import is_deed, spelled_out
from zhibiao.language.subject import core_of, is_balance, work_of
from zhibiao.recommend.groups import is_group
from zhibiao.recommend.reading import Reading
from zhibiao.recommend.trouble import tells_of_terms

_SAID = 0.6  # share of an effect's bigrams that the goal says already
_A_GOAL = 6  # characters; less does not say what is done
_A_WORD = 3  # characters; 要|换
_LONG = 48  # characters of a clause that is no noun phrase any more

_LEAD = re.compile(
    r"^(?:(?:该|本)项目(?=拟|计划|主要|将)|(?:该|本|本次|此次)?(?:项目|专项)?(?:资金|经费)?(?:主要|专项|全部|统筹)?用[于作][:：]?|主要[:：]|\d{1,2}[.、．](?!\d)|[（(]?[一二三四五六七八九十]、"
    r"|(?:本年度?|今年|当年|年内)?(?:计划|拟)安排(?=[\u4e00-\u9fff]{4})|(?:今年|本年度?)?(?:打算|准备)|计划|预计|须(?=于)|要(?=[换加修买建装配添])|需(?=[换加修买装配添])|拟(?![建定])|想(?=[\u4e00-\u9fff]{2})|继续(?:做好?)?|所需)+"
)
_LISTED = re.compile(r"(?<=[；;。，,：:])\d{1,2}[.、．](?!\d)")
_STOP = re.compile(r"[，,；;。：:]")
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九]是|\d{1,2}[.、．](?!\d))")
_SPENT_ON = re.compile(r"，用于[^，。；]*(?:等|费用|支出)(?=[，。；]|$)")  # 举办邀请赛，|用于舞台搭建、安保医疗等
_BOUNDS = re.compile(r"[，、](?:\d[\d.]*万?元以[下内]、?)?\d+年以[内下](?=[，。；]|$)")  # which loans, not by when
_PAID_TO = re.compile(r"((?:补助|补贴|津贴|奖励))，(\d[\d.]*万?[人名户家])(?=[，。；]|$)")
_PAID_PEOPLE = re.compile(r"^(.*(?:补助|补贴|津贴|奖励))(\d[\d.]*万?[人名户])$")
_AFTER = re.compile(r"[，；][\u4e00-\u9fff]{2,8}后(?=[，；。]|$)")  # 验收合格后|每户奖补2000元
_FEE_OF_WORK = re.compile(r"(?<=检查|监测|检测|评估|审计|检验|鉴定|测绘|评审|调查|普查|编制|出版|印刷)(?:委托|服务)?费用?$")
_EXPENSE = re.compile(r"(?:等)?(?:日常|相关|各项)*(?:所需的?)?的?(?:开支|支出|费用|经费|所需)$")
# What is said of a thing, not what it is called.
_STATES = re.compile(
    r"已|均(?!衡)|达(?!标)|有(?![关效])|是|不(?!动产|良)|被(?![服装褥])|多(?!媒)|较|了(?!解)|着|很|未(?!成)|仍|可(?!研)|会(?![议务计费])|能(?![力源繁])"
    r"|(?<![重主必需])要(?!闻)|须|需(?![求要])|应(?![急用])|没(?!收)|靠"
)
_DOES_SO_MANY = re.compile(
    r"[\u4e00-\u9fff]{4,}(?:放映|处理|演出|检测|监测|巡查|出动|播出|接待|办理|清运|收治)\d"
)  # 186个行政村全年放映2232场
_PREPOSED = re.compile(
    r"^(?:[对给向将把](?![口外象])|[为由从按每]|与|围绕|结合|依托|依据|根据|按照|在(?![职岗押编校册建院读]))|[对给向将把](?![口外象上下])[\u4e00-\u9fff]{2}"
)
_BEARS = re.compile(r"承担|负担|^(?:重[做铺修建]|换成|改成|迁[至入建往])")
_TO_WHOM = re.compile(r"^[对给向]")
_HANDS = re.compile(r"免费|[配送赠](?![套合偶音])")  # 给残疾人免费配轮椅 gives something else than money
_PAID = re.compile(
    r"(?:补贴|补助|津贴|奖补|奖励|救助|慰问|奖金|[待优]遇|优待金|抚恤金|慰问金|救助金|低保金|供养金|养老金|助学金|奖学金|生活费|补偿|贴息|配套)(?:资金|等)?$"
)
_GIVEN = re.compile(r"补贴|补助|津贴|奖补|奖励|救助|慰问|补偿|贴息|资助")
_A_PAYMENT = re.compile(r"[\u4e00-\u9fff]{0,2}(?:补贴|补助|津贴|奖励|救助金?|慰问金|优待金|助学金|奖学金)")
_DEBT = re.compile(r"(?:利息|本金|本息|工程款|尾款|欠款|租金|电费|水费|保费|保险费)(?:支出|等)?$")
_MONEY = re.compile(r"(?:费|费用|经费|资金|支出|开支|所需|油料|燃油|伙食|水电|弹药|工资|薪酬|报酬|社保|保险|公积金|款)等?$")
WORK = re.compile(
    "编制|采购|购置|建设|改造|更新|安装|评审|普查|修缮|迁建|扫描|维修|整治|治理|除治|改建|扩建|新建|硬化|施工|设计|调查|测绘|验收|清理|清运|拆除"
    "|更换|抢修|印制|制作|开发|升级|检修"
)
_MADE = re.compile(rf"(?:发放|兑付|拨付|{WORK.pattern})(?:\d[^，]*)?$")
_BESIDE_WORK = re.compile(rf"(?:{WORK.pattern})[、及和与]")
_PAYS = (
    "发放",
    "支付",
    "落实",
    "缴纳",
    "兑付",
    "兑现",
    "偿还",
    "偿付",
    "拨付",
    "承担",
    "给予",
    "免除",
    "减免",
    "解决",
    "发",
    "补发",
    "代缴",
)
_COMPOUND = re.compile(
    r"^储备[粮油肉棉]|^安置[点区房]|^[\u4e00-\u9fff]{2}(?:人员|员(?!工))"
)  # a noun that begins like a verb: 普查员劳动报酬
_TOGETHER = re.compile(r"(?:也|均|都)?(?:在(?:本|该)?项目中?)?一并(?:列支|解决|安排|支付|纳入|保障)")
_RATED = re.compile(r"率(?:控制|保持|稳定|达|不|低|高)")
_WHOM = re.compile(r"\d[\d.]*万?余?[人名户位]$")
_PEOPLE_PAID, _STAFF = ("K03", "K04", "K05"), ("K01", "K02")
# What is done to things that a goal only counts: 应急广播平台1个, 乡村道430公里.
_BY_KIND = {"K06": "储备", "K11": "管护", "K12": "购置", "K14": "维护", "K17": "编制"}
_COUNTED = re.compile(r"(?P<thing>[\u4e00-\u9fff]{2,})\d[\d.]*[万千百]?[\u4e00-\u9fff]{1,3}$")
_CARRIED_OUT = re.compile(r"(?:清淤|清掏|疏浚|检修|防治|除治|训练|培训|检查|体检|检测|监测|巡查|清扫|清运|演练|宣传|演出|调查)$")
_NEEDS = re.compile(r"^([\u4e00-\u9fff、]{4,}?)(?:急需|亟需|亟待|急待)([\u4e00-\u9fff、]{2,})$")
_AT_PRESENT = re.compile(r"[\u4e00-\u9fff、]{0,20}(?:现有|共有)(?P<whom>[\u4e00-\u9fff]{2,10}\d+[人名])")
_TO_DO = re.compile(
    r"(?:其中|有)?(?P<what>\d+[\u4e00-\u9fff]{1,6})需要?(?P<deed>(?:改造|小修|大修|维修|修缮|重建|新建|改建|扩建|更换|整治|清淤|加固)+)"
)
_NO_OBJECT = re.compile(rf"一批|部分|^进行|^作(?!物|业)|^(?:{WORK.pattern})\d[\d.]*[\u4e00-\u9fff]$")
_PROMISES = re.compile(
    r"确保|保证|达到|提[高升振]|改善|促进|增强|推动|[带拉撬]动|巩固|满足|方便|减轻|降低|减少|缓解|防止|防范|避免|[消解]除|恢复|助力|激发|不发生|零事故|不低于\d"
    r"|维护[\u4e00-\u9fff]{0,6}(?:稳定|安全|信用|秩序|环境|权益)|保障[^，。；]{0,14}(?:安全|权利|运转|生活|畅通|权益|需要|需求|供应|就学|质量|正常|收入)"
    r"|化解|调动|率(?:达|不|控|为|保持|在|以?[上下]|\d)|满意度|效[果益率]|解决|稳定|实现|力争|增收|做到"
)


def finished(told: str, effects: list[str], reading: Reading) -> str:
    """The drafted words ``told`` as a goal; ``effects`` are what the project's topic is for, the last the plainest."""
    words = _AFTER.sub("", _LISTED.sub("", _LEAD.sub("", told.strip("，。；、： "))))
    words = _TOGETHER.sub("", _SPENT_ON.sub("", _BOUNDS.sub("", _without_terms(words))))
    one_word = len(key(words)) < _A_WORD
    begun: list[str] = []
    for item in words.split("；"):
        divides = bool(begun) and "其中" in begun[-1].rpartition("。")[2]  # 其中二级古树36株；|三级古树58株
        begun.append(item if divides else _begun(item, reading))
    words = "；".join(begun)
    words = _PAID_TO.sub(r"\1，惠及\2", words)
    first = _STOP.split(words, maxsplit=1)[0]
    bare = is_deed(words) and len(key(words)) <= _A_GOAL and not re.search(r"\d", words)  # 请心理咨询师: for what, the name says
    if (
        bare
        or one_word
        or (len(key(words)) < _A_GOAL and (len(head_verb(words) or "") < 2 or words.endswith("费")))
        or _NO_OBJECT.search(first)
    ):
        work = named_work(reading)
        alone = (one_word or len(key(first)) < _A_GOAL) and first == words and not re.search(r"\d", words)
        words = work if alone else f"{work}，{words.removeprefix('做好')}"
    effects = [effect for effect in effects if _is_in_place(effect, reading)]
    if effects and reading.is_sure and not _PROMISES.search(words) and containment(effects[-1], words) < _SAID:
        words += f"，{effects[-1]}"
    return words + "。"


def _is_in_place(effect: str, reading: Reading) -> bool:
    """Whether what a topic is for may be said of the project: whose share has to be reached (大学毕业生比例达标) only where the project
    speaks of them."""
    rated = _A_RATE.match(effect)
    return rated is None or containment(rated["what"], f"{reading.project.name}{reading.project.purpose or ''}") >= _SPOKEN


_A_RATE, _SPOKEN = re.compile(r"(?P<what>[\u4e00-\u9fff]{2,}?)(?:比例|人数|覆盖面)[^，]*(?:达标|提高|提升|下降|降低)$"), 0.5


def named_work(reading: Reading) -> str:
    """What is done, by the project's name and kind alone: 完成锅炉更换, 付清食堂改造尾款, 做好防火宣传工作."""
    code = reading.kinds[0].kind.code if reading.kinds else ""
    core = core_of(reading.project.name)
    if owes(reading):
        due = _PLAIN_TAIL.sub("", work_of(reading.project.name))
        return f"{'支付' if due.endswith('进度款') else '付清'}{due}"  # an instalment leaves something to pay
    if _PAID.search(core) and code in _PEOPLE_PAID:
        return f"发放{core}"
    if _MADE.search(core):
        return f"完成{core}"
    return f"做好{core}工作"


def owes(reading: Reading) -> bool:
    """Whether the project pays what is owed for a work (食堂改造尾款) or to a lender (贷款利息): the name says so."""
    code = reading.kinds[0].kind.code if reading.kinds else ""
    return is_balance(reading.project.name) or (_OWED.search(reading.project.name) is not None and code == "K34")


_OWED = re.compile(r"尾款|欠款|欠费|质保金|款|利息|本息|本金")
_PLAIN_TAIL = re.compile(r"(?:支付|清偿|偿还|专项|项目|资金|经费)+$")


def _begun(item: str, reading: Reading) -> str:
    """An item of a list with what is done in its first clause."""
    item = _NUMBERED.sub("", item)
    first = _STOP.split(item, maxsplit=1)[0]
    done = _done(first, reading)
    if done == f"保障{first}" and item[len(first) :].startswith("，") and _GIVES_IT.search(item[len(first) :]):
        done = f"对{first}"  # 受损农作物1860亩，涉及742户，给予补偿
    if done.startswith("发放") and done != first and "发放" in item[len(first) :]:
        done = f"落实{first}"
    return done + item[len(first) :]


_GIVES_IT = re.compile(r"，给予(?:补偿|补助|补贴|奖励|救助)")


def _without_terms(words: str) -> str:
    """Without where the money comes from and how it is paid, where something else is said."""
    out = ""
    for clause, mark in re.findall(r"([^，,；;。]+)([，,；;。]?)", words):
        if tells_of_terms(clause):
            out = out.rstrip("，,") + (mark if mark in ("；", "。") and out else "")
        else:
            out += ("，" if out and out[-1] not in "，,；;。" else "") + clause + mark
    return out.strip("，,；;。") or words


def _done(clause: str, reading: Reading) -> str:
    """The first clause of a goal with what is done; as it is, where it says so."""
    if needs := _NEEDS.match(clause):
        return f"对{needs[1]}进行{needs[2]}"
    if needs := _TO_DO.fullmatch(clause):
        return f"对{needs['what']}进行{needs['deed']}"
    if (counted := _PAID_PEOPLE.match(clause)) is not None and head_verb(clause) is None:
        return f"发放{counted[1]}，惠及{counted[2]}"  # 防疫员劳务补助|120人
    named = _PAID.search(clause) or _DEBT.search(clause) or _MONEY.search(clause)
    if (staff := _AT_PRESENT.fullmatch(clause)) is not None:
        return f"保障{staff['whom']}"  # 留守处现有留守人员7人
    if is_deed(clause):
        return spelled_out(clause)
    if clause.startswith(_PAYS):
        return clause
    verb = None if _COMPOUND.match(clause) else head_verb(clause)
    if _TO_WHOM.match(clause) and not has_predicate(clause) and not _GIVEN.search(clause) and not _HANDS.search(clause):
        given = _GIVEN.search(reading.project.purpose or "") or _GIVEN.search(reading.project.name)
        return f"{clause}给予{given[0]}" if given else clause
    if verb is not None or _RATED.search(clause) or _BEARS.search(clause) or _PREPOSED.search(clause) or len(clause) > _LONG:
        return clause
    if "、" in clause and _MADE.search(clause):
        return f"完成{clause}"
    if not named and (_DOES_SO_MANY.search(clause) or _STATES.search(clause) or has_predicate(clause)):
        return clause
    return _given(clause, reading) or f"做好{clause}"


def _given(clause: str, reading: Reading) -> str | None:
    """A noun phrase that names money, people or a work, with what is done to it."""
    code = reading.kinds[0].kind.code if reading.kinds else ""
    if _WHOM.search(clause) and code in _PEOPLE_PAID:
        several = re.search(r"[及和与、]", work_of(reading.project.name)) is not None  # 记账户及辅助调查员补贴: each has its own
        named = _GIVEN.findall(reading.project.name) if several else _A_PAYMENT.findall(reading.project.name)
        paid = (None if several else reading.paid) or next(iter(named[::-1]), "补助")
        return f"为{clause}发放{paid}"
    if _DEBT.search(clause):
        return f"支付{clause.removesuffix('支出')}"
    clause = clause.removeprefix("安排")
    if _PAID.search(clause):
        gives = code in _PEOPLE_PAID and "保费" not in clause and "配套" not in clause
        return None if _BESIDE_WORK.search(clause) else f"{'发放' if gives else '落实'}{clause}"
    work = _FEE_OF_WORK.sub("", clause)
    if work != clause and "费" not in work:
        return f"完成{work}"
    if _MONEY.search(clause) or code in _STAFF:
        bare = _EXPENSE.sub("", clause.removeprefix("安排"))
        return f"保障{bare if len(bare) >= _A_GOAL else clause}"
    if _MADE.search(clause):
        return f"完成{clause}"
    if ("、" in clause and _GIVEN.search(clause)) or (
        (whom := _WHOM.search(clause)) and (is_group(clause[: whom.start()]) or clause[: whom.start()].endswith("员"))
    ):
        return f"保障{clause}"  # 巡逻人员误工补贴、宣传车租用
    if (counted := _COUNTED.search(clause)) is not None and _CARRIED_OUT.search(counted["thing"]):
        return f"完成{clause}"
    if counted is not None and code not in _BY_KIND:
        return f"保障{clause}"  # 冬季取暖燃煤150吨
    return f"{_BY_KIND[code]}{clause}" if code in _BY_KIND and re.search(r"\d", clause) else None
