"""What the words of a phrase are by their form: people, holders and places, manner, the noun behind 等."""

from __future__ import annotations

import re

# A noun phrase that ends in these names people or households; 施工, 金属, 账户, 机器人 do not.
PEOPLE_END = re.compile(
    r"(?:(?<![账窗门开])户|民|(?<![公大])众|(?<![金附归])属|者|(?<!器)人|[^人动复]员|人员|家庭|儿童|妇女|[学新考师先招]生|[幼婴孤]儿|子女|教师|医[生师]|护士|护工|[果菜茶棉粮烟花]农|[职民社军义特员]工|临时工|农民工"
    r"|干部|代表|(?<![核收征])对象|群体|青年|少年|专家|骨干|母亲|父母|孕妇|书记|主任|村医|师傅|司机|保安|士兵|[辅民交法]警|民兵|产妇|教练|裁判|选手|劳动力|工匠|劳模|模范|顾问|会计|律师|企业家|村官|讲师|导师)$"
)
# Who holds, pays or houses what is counted, and where it stands.
_HOLDER = re.compile(
    r"[\u4e00-\u9fff]{0,14}(?:局|(?<!电子)政府|管委会|办事处|街道办|医院|卫生院|保健院|福利院|敬老院|养老院|法院|检察院|学院|文化馆|图书馆|体育馆|博物馆|展览馆|纪念馆"
    r"|[一二三四五六七八九十]中|中学|小学|学校|幼儿园|中心|派出所|司法所|大队|支队|中队|公司|水厂|粮库|水库|公园|陵园|工业园|园区|车站|水文站|气象站|服务站|文化站|大厅|[寺庙祠]|故居|遗址|流域|县城|镇区|集镇|地区|山区|库区|灌区|片区"
    r"|郊区|新区|老区|县域|区域|周边|沿[江河湖海线岸]|[两沿]岸|城郊|(?:(?<![道公马线铁管])路|大街|大道))"
)
_AND_SO_ON = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?<![高中初同平优特上下均对何头])等(?![级保离候于额待高腰压温值])(?:各类|各项|相关|有关|各种|其他|其它|\d*类)?"
)
# Behind 等 these say no more than that there is something: 监护仪等设备.
_EMPTY = re.compile(
    r"(?:设备|设施|装备|器材|物资|用品|材料|资料|工程|项目|内容|工作|活动|服务|人员|物品|方面|任务|场所|地方|区域|部位|单位|部门|仪器|工具|业务|重点群体|群体|附属设施|配套设施)?"
)
_HOW = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:日常|定期|不定期|免费|集中|统一|专项|常态化|全面|上门|随机|联合|巡回|入户|全部|例行|逐[户村一]|及时|严格|规范)+$"
)
_PAY = (
    r"(?:基本|岗位|绩效|基础|职务|生活|养老|医疗|考核|年终|高温|劳务|误工|务工|社会|人身|意外|工伤|津补|五险|取暖|健康|伙食|交通|通讯|培训|运行|办公|工作)*"
    r"(?:工资|薪酬|薪资|报酬|津贴|补贴|补助|社保|保险|劳务费?|生活费|经费|费用|待遇|奖金|福利|保险费|公积金|补偿|(?:运行|运营|维护|运维|管理|管护|养护|保洁|租赁|水电)费)"
)
_PAID = re.compile(rf"(?<=[\u4e00-\u9fff]{{2}}){_PAY}(?:[、和及与]?{_PAY}){{0,3}}$")
_OF_ORGANISATION = re.compile(
    r"[\u4e00-\u9fff]{0,6}[省市县区镇乡][\u4e00-\u9fff]{0,8}?(?:局|政府|管委会|办事处|街道办|医院|卫生院|法院|检察院|文化馆|派出所|大队|支队|中队|公司)(?=[\u4e00-\u9fff]{2,12}$)"
)


# 检测|仪器8台 is no testing: verbs that begin the name of a thing where one of these words follows.
_NAMING_VERBS = frozenset([
    "播放", "消毒", "检测", "监测", "监控", "运输", "宣传", "培训", "保洁", "清扫", "灌溉", "收集", "转运", "防控", "救援",
    "施工", "净化", "执法", "照明", "巡逻", "体检", "检验", "展览", "演出", "放映", "清洗", "处理", "生产", "加工", "养殖", "种植",
])  # fmt: skip
_DEVICE = re.compile(
    r"(?:设备|设施|记录仪|仪器?|器材|器械|机械|机具|工具|车辆?|船只?|飞机|机器人|系统|平台|终端|装置|软件|用具|材料|资料|教材|站点?|点位?|站房"
    r"|栏|牌|屏|板|间|室|池|井|箱|桶|柜|基地|车间|场所|队伍|人员)"
)
_MAKERS = frozenset(["加工", "种植", "养殖"])
_PRODUCT = re.compile(r"(?:业?产?品|食品|(?:肉|豆|奶|粮|水果|蔬菜)?制品|水产品?|农产品)")


_SUPPLIERS = frozenset(["消毒", "防控", "救援", "巡逻", "清洗", "防治", "培训", "宣传", "体检", "保洁"])
_SUPPLY = re.compile(r"(?:药[品剂]|用品|物资|装备|药液)")


def names_thing(verb: str, noun: str) -> bool:
    """Whether verb and noun are one word for a thing: 加工|食品, 消毒|设备."""
    if verb in _SUPPLIERS and _SUPPLY.fullmatch(noun):
        return True
    return (verb in _NAMING_VERBS and _DEVICE.fullmatch(noun) is not None) or (verb in _MAKERS and _PRODUCT.fullmatch(noun) is not None)


def is_holder(text: str) -> bool:
    """Whether the words name an organisation or a place that what is counted belongs to (县公安局|65名辅警, 沿线|4个村)."""
    return _HOLDER.fullmatch(text) is not None


def noun_of_list(text: str) -> str:
    """主体班 of 科级干部、村党组织书记等主体班: what a list is of stands behind 等; an empty word there keeps the list."""
    ends = [match.end() for match in _AND_SO_ON.finditer(text)]
    return text if not ends or _EMPTY.fullmatch(text, ends[-1]) or len(text) - ends[-1] < 2 else text[ends[-1] :]


def and_so_on(text: str) -> bool:
    """Whether 等 closes a list in the text (高等, 等级 do not)."""
    return _AND_SO_ON.search(text) is not None


def without_manner(text: str) -> str:
    """农村公厕日常|保洁: how something is done is no part of what it is done to."""
    return _HOW.sub("", text)


def without_pay(text: str) -> str:
    """辅警|工资: people, not what is paid to them."""
    return _PAID.sub("", text)


def without_organisation(text: str) -> str:
    """县应急管理局|专职消防队员."""
    match = _OF_ORGANISATION.match(text)
    return text[match.end() :] if match and PEOPLE_END.search(text) else text
