"""R 相关性: rows that ask the wrong people, measure what is not paid for, or measure payment instead of work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zhibiao.audit.findings import Proposal, Severity
from zhibiao.audit.rule import Hit, RowRule, TableRule, TableView, register
from zhibiao.audit.rules.structure import is_works
from zhibiao.audit.satisfaction import asks_public, for_office, is_satisfaction, payees_of, stranger, wrong_people
from zhibiao.audit.words import finder, squeeze, words_of
from zhibiao.domain.tables import Indicator
from zhibiao.messages import say


@register
class SatisfactionObject(RowRule):
    """查什么：满意度问的人不是项目服务的人：与项目毫无关系的专门对象（防汛问棚改居民、巡河问科研人员）；退休人员的项目问企业；机关自用的钱问群众；
    发给村干部、社区工作者的工资问群众。
    为什么：满意度要问受益人，问错了人，结果说明不了这笔钱用得好不好。
    反例：机关锅炉维修“群众满意度”；退休人员社会化管理“企业满意度”。
    正例：“机关干部职工满意度 ≥90%”“退休人员满意度 ≥85%”。
    依据：财预〔2021〕101号，服务对象满意度。毫无关系的、问错受益人的、机关自用问群众的为warning；村干部、社区工作者报酬问群众为info，不少财政局正是这样要求。
    陷阱：“服务对象满意度”“受益对象满意度”不报；描述里写明正确对象的不报；专门对象只要项目文字有相关的词就不报。
    准确率：五份真实文件中warning 8条全对，info 7条全对。

    What: a satisfaction row that asks others than those served: special people to whom nothing in the project relates, enterprises for
    retired people, the public for the office's own boiler, the public for cadres' pay.
    Why: satisfaction asks the beneficiary.
    Bad: 群众满意度 for a boiler of the office. Good: 机关干部职工满意度 ≥90%.
    Source: 财预〔2021〕101号. A warning, but for the public on village and community cadres' pay, which many bureaus prefer: a note.
    服务对象满意度 is never meant, nor a row whose description names the right people. Precision: warnings 8 right of 8, info 7 right of 7.
    """

    code, title, name, severity = "R05", "满意度对象错位", "wrong-satisfaction-object", "warning"
    primary_over = ("W02",)

    def check(self, row: Indicator, view: TableView) -> Iterable[Hit]:
        if not is_satisfaction(row):
            return
        if (served := wrong_people(row, view)) is not None:
            yield self._hit(row, served.ask, say("不是本项目的服务对象", "is not whom this project serves"), "warning", 0.9)
        elif (word := stranger(row, view)) is not None:
            word = word.removesuffix("满意")
            why = say(f"问的是“{word}”，与本项目无关", f"asks “{word}”, to whom this project does not relate")
            yield self._hit(row, "服务对象满意度", why, "warning", 0.9)
        elif not asks_public(row):
            return
        elif for_office(view):
            staff = words_of("satisfaction", "staff")[0] + "满意度"
            yield self._hit(
                row, staff, say("问的是公众，这笔钱是机关自用", "asks the public, yet the money serves the office"), "warning", 0.85
            )
        elif (payee := payees_of(view)) is not None:
            why = say(
                f"问的是公众，钱是发给{payee}的（本地要求问群众的可保留）",
                f"asks the public, the money goes to {payee} (keep it where required)",
            )
            yield self._hit(row, f"{payee}满意度", why, "info", 0.7)

    def _hit(self, row: Indicator, instead: str, why: str, severity: Severity, confidence: float) -> Hit:
        message = say(f"“{row.name}”{why}，请改为“{instead} ≥90%”。", f"“{row.name}” {why}; ask “{instead} ≥90%” instead.")
        return Hit("name", message, severity=severity, row=row, quote=row.name, fix=instead, confidence=confidence)


@register
class ScopeOfPay(TableRule):
    """查什么：指标考核的是本项目没有发的钱：只发奖金的项目考核工资，只发工资的项目考核奖金。
    为什么：口径不同，人数、金额、时间都对不上，多是从姊妹表复制时忘了改。
    反例：社区年终考核奖，“社区人员工资发放覆盖率”；村干部工资，“按时发放工资及奖金”。
    正例：社区年终考核奖，“考核奖发放覆盖率”。
    依据：财预〔2015〕88号，指标科学性。
    陷阱：名称、用途、目标里两样都写了，或名称、用途写“待遇”“绩效”“人员经费”等笼统说法的不判断；“工资卡”一类不算。
    准确率：五份真实文件中warning 3条全对。

    What: a row that measures pay of a kind the project does not give: salary in a project of bonuses, bonuses in one of salaries.
    Why: people, amounts and dates are then others'; the row was copied from the sister table.
    Bad: 社区人员工资发放覆盖率 under a year-end bonus. Good: 考核奖发放覆盖率.
    Source: 财预〔2015〕88号. Nothing is judged where the project names both, or pay in general. Precision: 3 right of 3 read.
    """

    code, title, name, severity = "R06", "指标口径偏离项目", "scope-differs", "warning"

    def check(self, view: TableView) -> Iterator[Hit]:
        said = squeeze(view.project.text)
        if finder("pay", "any_pay")(squeeze(f"{view.project.name}。{view.project.purpose or ''}")):
            return
        salary, bonus = finder("pay", "salary")(said), finder("pay", "bonus")(said)
        if (salary is None) == (bonus is None):
            return
        own, other = salary or bonus or "", finder("pay", "bonus" if salary is not None else "salary")
        for row in view.rows:
            wrong = other(squeeze(row.name))
            if wrong is None or "工资卡" in row.name:
                continue
            fix = _swapped(row.name, wrong, own)
            message = say(
                f"“{row.name}”考核“{wrong}”，本项目发的只有“{own}”，请改为“{fix}”。",
                f"“{row.name}” measures “{wrong}”, yet the project pays “{own}” alone; change it to “{fix}”.",
            )
            yield Hit("name", message, row=row, quote=row.name, fix=fix, confidence=0.85)


def _swapped(name: str, wrong: str, own: str) -> str:
    if own in name:  # 工资及奖金
        for joint in (f"及{wrong}", f"和{wrong}", f"、{wrong}", f"与{wrong}", f"{wrong}及", f"{wrong}和", f"{wrong}、", f"{wrong}与"):
            if joint in name:
                return name.replace(joint, "")
    return name.replace(wrong, own)


@register
class PaymentAsOutput(TableRule):
    """查什么：质量、时效指标考核的是花钱、拨款（经费使用完成时限、资金到位率、支出时限），项目的产出却不是发钱；以及放在哪里都行的“综合业务管理工作完成率”。
    为什么：钱花完了不等于事办成了；预算执行率另计10分，不是绩效目标。
    反例：修建文化站，质量“保证经费使用完成率”，时效“经费使用完成时限”。
    正例：质量“工程验收合格率 =100%”，时效“工程完工时间 2021年10月底前”。
    依据：财预〔2021〕101号，产出指标是产品或服务。质量和时效全是花钱的为error，否则为warning。
    陷阱：工资、补贴、救助、补偿、偿债等以发放为产出的项目不报；拨给村和社区使用的，发放率、到位率不报，使用完成率照报；资金使用合规率、专款专用率不算。
    准确率：五份真实文件中error 12条全对，warning 9条全对。

    What: quality and timeliness rows that measure spending or paying out (经费使用完成时限, 资金到位率) in projects whose output is no
    payment; and 综合业务管理工作完成率, which fits anything.
    Why: money spent is not work done, and execution is scored by itself.
    Bad: 经费使用完成率 for building a cultural station. Good: 工程验收合格率, 工程完工时间.
    Source: 财预〔2021〕101号. An error where quality and timeliness consist of such rows alone, else a warning. Pay, subsidies, relief,
    compensation and debt are paid out by nature; for money passed on to villages paying out is output, using it up is not.
    Precision: errors 12 right of 12, warnings 9 right of 9.
    """

    code, title, name, severity = "R07", "以资金使用代替产出", "payment-as-output", "warning"
    primary_over = ("L02", "L03", "W02", "W04", "S09", "D03")

    def check(self, view: TableView) -> Iterator[Hit]:
        found = {level: [row for row in view.rows if row.level2 == level] for level in ("质量指标", "时效指标")}
        heads = {id(row): head for rows in found.values() for row in rows if (head := _head(row, view)) is not None}
        spent = [row for rows in found.values() for row in rows if id(row) in heads]
        whole = all(rows and all(id(row) in heads and heads[id(row)][1] for row in rows) for rows in found.values())
        severity: Severity = "error" if whole else "warning"
        for row in spent:
            word, is_money = heads[id(row)]
            instead = (
                say("完成时间或完成及时率", "a completion date")
                if row.level2 == "时效指标"
                else say("合格率、达标率等工作本身的质量", "the quality of the work itself")
            )
            proposals = _timely(row) if row.level2 == "时效指标" else _accepted(row) if is_works(view) else ()
            what = say("说的是花钱，不是产出", "is about spending, not output") if is_money else say("放在哪个项目都行", "fits any project")
            both = say("（质量、时效都是如此）", " (all quality and timeliness rows are)") if whole else ""
            message = say(
                f"“{row.name}”{what}{both}，请改为{instead}。",
                f"“{row.name}” {what}{both}; give {instead} instead.",
            )
            yield Hit(
                "name",
                message,
                severity=severity,
                row=row,
                quote=row.name,
                evidence=(word,),
                suggestion=proposals,
                summarised=True,
                confidence=0.9,
            )


def _timely(row: Indicator) -> tuple[Proposal, ...]:
    return (Proposal(level2=row.level2 or "时效指标", name="项目按时完成率", value="=100%"),)


def _accepted(row: Indicator) -> tuple[Proposal, ...]:
    return (Proposal(level2=row.level2 or "质量指标", name="验收合格率", value="=100%"),)


def _head(row: Indicator, view: TableView) -> tuple[str, bool] | None:
    """The words by which a row is about spending (and whether they are), unless spending is this project's output."""
    text = squeeze(row.name)
    if (word := finder("pay", "routine")(text)) is not None:
        return word, False
    if finder("pay", "use_fine")(text):
        return None
    name, said = squeeze(view.project.name), squeeze(f"{view.project.name}。{view.project.purpose or ''}")
    if finder("pay", "pay")(name) or finder("pay", "paid_out")(name):
        return None
    if (word := finder("pay", "use_head")(text)) is not None:
        return word, True
    if any(finder("pay", one)(said) for one in ("pay", "paid_out", "passed_on")):
        return None
    word = finder("pay", "payment_head")(text)
    return (word, True) if word is not None else None


__all__ = ["PaymentAsOutput", "SatisfactionObject", "ScopeOfPay"]
