"""What a description tells of before it says what is done: how things stand, what was done in former years, why money is asked for.

Numbers there (已建成点位2860个, 去年为98万元) are nobody's target. A clerk who writes so much lists the work behind it (一是…二是…), so
before such a list a sentence with one plain sign of telling is background; elsewhere only a clause that can be nothing else.
"""

from __future__ import annotations

import re

Span = tuple[int, int]

# The first of a list with the second that must follow it.
_LISTS = tuple(
    (re.compile(first), re.compile(second))
    for first, second in (
        (r"(?<![\u4e00-\u9fff])一是|[，。；：:]\s*一是", r"二是"),
        (r"(?<![\d.])1[.、．](?!\d)", r"(?<![\d.])2[.、．](?!\d)"),
        (r"[（(][一1][)）]", r"[（(][二2][)）]"),
        (r"①", r"②"),
    )
)
_TELLS = re.compile(
    r"^(?:全长|总长|宽\d|高\d)|(?:19|20)\d\d年(?:建成|建的|投用|投入使用|修建|购置)|始建于|建于|位于|公布为|评定为|列为|启动|已建成|已完成|已于|已支付|已到位|现有|原有|目前|现状|近年|多年来|长期以来|辖|存在|破损|老化|老旧|陈旧|渗漏|不足|薄弱|滞后|差距|超期|停运|亟[需待]"
    r"|通报|批复|核定|应具备|现仅|工单|前期|上年|去年|往年|抬头|截至|户籍人口|编制\d|实有|缺口|由原来|老龄化|尚欠|欠款|交办|形势|示范期|受[\u4e00-\u9fff]{2,6}(?:冲击|影响)"
)
_ONLY_TELLS = re.compile(
    r"始建于|^(?:该|本)?[\u4e00-\u9fff]{2,10}(?:位于|建于)|公布为|现状评定为|现仅|应具备|已列入|未安排资金|曾支付|已支付|已到位|近年来|多年来|[去上往]年(?!度)|抬头|总体平稳"
    r"|(?:同类|此项|该项)(?:项目|经费|支出)[\u4e00-\u9fff]{0,6}\d|另行申报|自筹解决|调整原因|收到\d+工单|通报|每[\u4e00-\u9fff]年开展一次|于\d{4}年开展"
    r"|体制期|合同期[为自]|^合同总额|^针对|(?:仅|只)有?\d|^(?:以上|上述)(?:资金|经费)|^[\u4e00-\u9fff]{0,4}因增加|^(?:经|以上经)[\u4e00-\u9fff]{0,6}评审|^审定金额"
)
_ON_GROUNDS_OF = re.compile(r"针对[^。；;]{2,80}?的(?:实际|现状|情况|问题)")
# A sentence that begins like this tells to its end, wherever it stands.
_TELLS_TO_THE_END = re.compile(
    r"^\s*(?:[去上往]年(?!度[^同])|上年度|以上|前期已|涉事|不足部分)|已由[\u4e00-\u9fff]+垫付|不列入本项目|不在此数内"
)
# Where a tale turns to what the money is asked for.
_ASKS = re.compile(r"(?:现|本次|20\d\d年|本年度?|今年|拟)申请(?=资金|经费|\d)|现申请|(?:主要|建设|具体|支出)内容(?:为|是|包括|有|：|:)")
_DIGIT = re.compile(r"\d")
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]?")
_CLAUSE = re.compile(r"[^，,；;。！？!?\n]+")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)年(?!底|末|[1-9]\d?月底?前|前)")


_ANY_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)年")


def background(text: str) -> list[Span]:
    """The spans of a text that only tell how things stand or stood, in order. Never raises."""
    begins = _list_begins(text)
    latest = max((int(year) for year in _ANY_YEAR.findall(text)), default=0)
    spans = [match.span() for match in _ON_GROUNDS_OF.finditer(text)]
    for sentence in _SENTENCE.finditer(text):
        before = begins is not None and sentence.end() <= begins[0]
        former = any(int(year) < latest for year in _YEAR.findall(sentence[0]))
        if _TELLS_TO_THE_END.search(sentence[0]):
            spans.append(sentence.span())
            continue
        if before and (former or _TELLS.search(sentence[0])):
            # 原有网格61个，配备网格员74名，覆盖全部小区: of a sentence about now, what counts something and tells nothing stays
            clauses = list(_CLAUSE.finditer(text, *sentence.span()))
            spans += [clause.span() for clause in clauses if former or _TELLS.search(clause[0]) or not _DIGIT.search(clause[0])]
            continue
        opening = begins is not None and sentence.start() <= begins[1] < sentence.end()  # 我镇有编制31人，现申请如下：一是…
        for clause in _CLAUSE.finditer(text, *sentence.span()):
            tells = _ONLY_TELLS if not opening or begins is None or clause.end() > begins[1] else _TELLS
            if tells.search(clause[0].strip()):
                spans.append(clause.span())
    return sorted(spans)


def _list_begins(text: str) -> Span | None:
    """Where the sentence begins that opens the first list of works, and where the list does."""
    starts = [match.start() for match in _ASKS.finditer(text)][:1] + [
        match.start()
        for first, second in _LISTS
        if (match := first.search(text)) is not None and second.search(text, match.end()) is not None
    ]
    if not starts:
        return None
    opened = min(starts)
    return max(text.rfind(stop, 0, opened) for stop in "。！？!?\n") + 1, opened


_PASSAGE = re.compile(r"[^。；;！？!?\n]+")
_BESIDES = re.compile(r"\s*(?:另|此外|其余|其他|同时另)")
_ELSEWHERE = re.compile(
    r"不在(?:本项目|本次|此数|此列)|不列入本|不含在本|另行申[请报]|不纳入本|由[\u4e00-\u9fff]{2,14}(?:列支|解决)|不另[行]?(?:安排|列支)|自筹解决|不计入本"
)


def elsewhere(text: str) -> list[Span]:
    """What says of itself that it is no part of this project: a sentence about something else besides (另派医师进修，费用由科室列支),
    else the clause alone (住院费用另行申请)."""
    out: list[Span] = []
    for match in _PASSAGE.finditer(text):
        if _BESIDES.match(match[0]) and _ELSEWHERE.search(match[0]):
            out.append(match.span())
        else:
            out += [clause.span() for clause in _CLAUSE.finditer(text, *match.span()) if _ELSEWHERE.search(clause[0])]
    return out


def within(position: int, spans: list[Span]) -> bool:
    """Whether a place lies in one of the spans."""
    return any(start <= position < end for start, end in spans)
