"""From ranked candidates to a complete table of 8 to 12 rows with the shares a good table has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from zhibiao.domain.levels import LEVEL2
from zhibiao.knowledge.forms import Profile
from zhibiao.language.quantities import dimension
from zhibiao.language.similarity import containment
from zhibiao.recommend.candidate import BENEFIT, COST, GROUPS, QUALITY, QUANTITY, SATISFACTION, TIMELINESS, Candidate
from zhibiao.recommend.from_library import LIVES
from zhibiao.recommend.merge import rivals, same_value
from zhibiao.recommend.reading import Reading


class Share(NamedTuple):
    """Fewest and most rows of a type."""

    low: int
    high: int


# A good table has 数量 1-3, 质量 1-2, 时效 1-2, 成本 1-2, 效益 1-2, 满意度 1; more only fills up to eight rows or follows the items.
SHARES = {
    QUANTITY: Share(1, 3),
    QUALITY: Share(1, 2),
    TIMELINESS: Share(1, 2),
    COST: Share(1, 2),
    BENEFIT: Share(1, 2),
    SATISFACTION: Share(1, 1),
}
_EXTRA = {QUANTITY: 6, BENEFIT: 3, QUALITY: 3}
_STEPS = 3  # of a price
_A_SHARE = 0.885  # score of a price from which it accounts for a twentieth of the budget
_USUAL = 3  # quantity rows of a table whose description counts less
_BESIDE = ("scope", "reach")  # where a work is done and whom it reaches are no outputs
# Beyond the fewest, a row must have at least this share of the score of the best row of its type.
_WORTH = 0.45
_ANY_BENEFIT = "lasting-mechanism"
_WHOM = ("people", "household")
_KIND = re.compile(r"K\d\d")
_MEASURE = re.compile(r"(?:总?[数量个座处户人场批件份次辆台套]数?|人次|场次|面积|长度|里程|数量|规模)$")
# shares of a main output's bigrams in the project's name, in all its text and in a row; its fewest characters
_NAMED, _SPOKEN, _COVERED, _STEM = 0.7, 0.3, 0.5, 4
_AGAIN = 0.75  # what a further alternative of one type is worth
# Pay, office running, internal systems, debt and reserves serve nobody outside who could be asked.
# Debt paid, land taken and rent build nothing, whatever works they name.
_NOTHING_BUILT = ("K34", "K29", "K08")
_ACCEPTED = re.compile(r"验收|合格率|达标率|通过率")
_NOBODY_ASKED = ("K01", "K32", "K34")


class Assembly(NamedTuple):
    """The rows of the table in form order, the rest best first, and the types nothing could fill."""

    table: list[Candidate]
    rest: list[Candidate]
    missing: list[str]


def assemble(candidates: list[Candidate], reading: Reading, profile: Profile) -> Assembly:
    """Choose the table: every type the project calls for, main outputs first."""
    by_group: dict[str, list[Candidate]] = {group: [] for group in GROUPS}
    for candidate in candidates:
        # how many another project counted is its own affair: a row of the corpus alone that nothing fills is an alternative
        if not candidate.near and (candidate.is_filled or candidate.sources != ("corpus",)):
            by_group[candidate.group].append(candidate)
    chosen: list[Candidate] = []
    missing: list[str] = []
    for group in GROUPS:
        if group == SATISFACTION and reading.of_kind(*_NOBODY_ASKED) and not reading.served:
            continue
        picked = _pick(by_group[group], SHARES[group], reading, chosen)
        chosen += picked
        if not picked:
            missing.append(group)
    _fill_up(chosen, by_group, profile)
    if len(chosen) < profile.rows.min:  # nothing of its own and little of its kind: the near topic is better than half a table
        for candidate in candidates:
            by_group[candidate.group] += [candidate] if candidate.near and candidate.group != COST else []
        _fill_up(chosen, by_group, profile)
    if not any(c.group == QUANTITY for c in chosen):  # a table counts something, be it what the near topic asks for
        chosen += _quantities(sorted((c for c in candidates if c.near and c.group == QUANTITY), key=_rank), reading)
    chosen = _within(chosen, profile.rows.max)
    missing = [group for group in missing if not any(c.group == group for c in chosen)]
    taken = {id(candidate) for candidate in chosen}
    rest = [candidate for candidate in candidates if id(candidate) not in taken]
    return Assembly(sorted(chosen, key=_form_order(profile)), _widening(rest, chosen), missing)


def _widening(rest: list[Candidate], chosen: list[Candidate]) -> list[Candidate]:
    """Alternatives best first, each further one of a level 2 (the table's own counted) worth less, so that the first dozen widen
    the choice where the table is thin."""
    out: list[Candidate] = []
    waiting = sorted(rest, key=_rank)
    seen = Counter(map(_sort, chosen))
    sorts, ranks = list(map(_sort, waiting)), list(map(_rank, waiting))
    keys = [(-_worth_of(c, seen[sort]), rank) for c, sort, rank in zip(waiting, sorts, ranks, strict=True)]
    while waiting:
        place = min(range(len(waiting)), key=keys.__getitem__)
        out.append(waiting.pop(place))
        taken, _, _ = sorts.pop(place), ranks.pop(place), keys.pop(place)
        seen[taken] += 1
        for place, sort in enumerate(sorts):
            if sort == taken:
                keys[place] = (-_worth_of(waiting[place], seen[sort]), ranks[place])
    return out


def _worth_of(candidate: Candidate, already: int) -> float:
    # what the drafter wrote down loses less by standing beside its like
    return candidate.score * float(_AGAIN ** (already * (0.5 if "description" in candidate.sources else 1.0)))


def _sort(candidate: Candidate) -> tuple[str, bool]:
    """Rows that widen one choice: those of a level 2, what is graded apart from what is counted."""
    return candidate.level2, candidate.value is not None and candidate.value.kind == "grade"


def _rank(candidate: Candidate) -> tuple[float, str]:
    # what the description counts is what the project does; then a row that can be filled is worth more than one that asks, a main
    # output more than a side one
    return (
        -(
            (1.0 if candidate.role == "output" else 0.0)
            + candidate.score
            + (0.12 if candidate.is_filled else 0.0)
            + (0.08 if candidate.core else 0.0)
        ),
        candidate.name,
    )


def _pick(candidates: list[Candidate], share: Share, reading: Reading, chosen: list[Candidate]) -> list[Candidate]:
    if not candidates:
        return []
    ranked = sorted(candidates, key=_rank)
    group = candidates[0].group
    if group == BENEFIT:  # that a mechanism stands may be said of any project: the last resort
        ranked.sort(key=lambda candidate: candidate.idea == _ANY_BENEFIT)
    if group == COST:
        return _costs(ranked)
    if group == QUANTITY:
        return _quantities(ranked, reading)
    high = share.high
    picked: list[Candidate] = []
    best = max(candidate.score for candidate in ranked)
    for candidate in ranked:
        if len(picked) >= high:
            break
        if any(rivals(candidate, other) for other in picked) or (group == BENEFIT and any(same_value(candidate, c) for c in chosen)):
            continue
        if len(picked) >= share.low and (candidate.score < best * _WORTH or _is_general(candidate)):
            continue
        picked.append(candidate)
    if group == QUALITY:
        return _done_well(picked, ranked, reading, share)
    if group == BENEFIT:
        picked = _with_service_life(picked, ranked, reading, share)
        if all(c.idea in LIVES for c in picked):  # how long it lasts is not what it is good for
            picked = [*picked, *[c for c in ranked if c.idea not in LIVES and c.idea != _ANY_BENEFIT][:1]]
    return picked


def _done_well(picked: list[Candidate], ranked: list[Candidate], reading: Reading, share: Share) -> list[Candidate]:
    """What is built, mended or bought is accepted: one row says so, whatever else the topic asks."""
    if reading.deed is None or any(_ACCEPTED.search(c.name) or c.is_stated for c in picked):
        return picked
    row = next((c for c in ranked if "验收" in c.name), None)
    return picked if row is None else [*picked[: share.high - 1], row]


def _quantities(ranked: list[Candidate], reading: Reading) -> list[Candidate]:
    """One row for each output that the description counts, then those it names without a number, its sizes and parts; what topic and
    kind ask for only where the description says too little."""
    outputs = [candidate for candidate in ranked if candidate.role == "output"]
    if len(outputs) > _EXTRA[QUANTITY]:
        outputs = _item_by_item(outputs, reading)
    named = [c for c in ranked if c.role is None and c.sources[0] == "description"]
    sizes, parts = ([c for c in ranked if c.role == role] for role in ("size", "part"))
    if len(outputs) + len(parts) > _EXTRA[QUANTITY] - 1:
        parts = []  # all parts of a whole or none: a few of many say nothing
    picked: list[Candidate] = []
    for candidates, most in (
        (outputs, _EXTRA[QUANTITY]),
        (named, _EXTRA[QUANTITY] - 1 - len(parts)),
        (parts, _EXTRA[QUANTITY]),
        (sizes, _USUAL),
        (ranked, _USUAL),
    ):
        for candidate in candidates:
            if len(picked) >= most:
                break
            if any(c is candidate or rivals(c, candidate) for c in picked) or not _may_count(candidate, picked):
                continue
            picked.append(candidate)
    if (work := _work_itself(ranked, picked, reading)) is not None and len(picked) < _EXTRA[QUANTITY]:
        picked.append(work)
    return picked or [c for c in ranked if c.role not in _BESIDE][:1]


def _work_itself(ranked: list[Candidate], picked: list[Candidate], reading: Reading) -> Candidate | None:
    """The main output of a sure topic that the project's name all but says (除险加固水库座数 of 水库除险加固工程), where what is counted is
    something else; where hardly anything is counted, the one of which the text has a word (放流苗种数量 of 鱼苗增殖放流)."""
    hardly = all(c.value is None or c.value.number is None or c.value.number <= 1 for c in picked)
    text, least = (reading.text, _SPOKEN) if hardly else (reading.project.name, _NAMED)
    if not reading.is_sure or not reading.topics[0].topic.function.isdigit():
        return None
    if reading.does_else(reading.topics[0].topic):
        return None
    for candidate in ranked:
        entry = candidate.entry
        if entry is None or not entry.core or _is_general(candidate) or not entry.id.startswith(reading.topics[0].topic.id + "."):
            continue
        stem = _MEASURE.sub("", entry.name)
        if candidate in picked or containment(stem, text) < least or len(stem) < _STEM:
            continue
        if not any(containment(stem, c.subject or c.name) >= _COVERED or rivals(c, candidate) or _both_whom(c, candidate) for c in picked):
            return candidate
    return None


def _both_whom(one: Candidate, other: Candidate) -> bool:
    """Whether two rows count people, households or firms: 贴息80户 says how many firms."""
    return all(c.value is not None and (dimension(c.value.unit) in _WHOM or c.value.unit == "家") for c in (one, other))


def _may_count(candidate: Candidate, picked: list[Candidate]) -> bool:
    """Whether a quantity row may stand beside those of the description: no place or group it only reaches, and no number that is asked
    for where the drafter has told what is done."""
    if candidate.role in _BESIDE or (candidate.role == "part" and len(picked) >= _USUAL and all(c.role == "output" for c in picked)):
        return False
    if "description" in candidate.sources:
        return True
    told = sum(c.sources[0] == "description" for c in picked)
    return told == 0 and not (picked and _is_general(candidate))


def _is_general(candidate: Candidate) -> bool:
    """What any project may be asked (按时完成率, 机制健全程度), and what its kind calls for: rows for where nothing of the project's
    own is known."""
    if candidate.sources != ("library",) or candidate.entry is None:
        return False
    owner, _, own = candidate.entry.id.partition(".")
    return not own or _KIND.fullmatch(owner) is not None


def _item_by_item(ranked: list[Candidate], reading: Reading) -> list[Candidate]:
    """Rows of outputs so ordered that each item of the purpose has its first row before any has its second."""
    purpose = reading.project.purpose or ""
    firsts: list[Candidate] = []
    seen: set[int] = set()
    for candidate in ranked:
        quotes = [e.quote for e in candidate.evidence if e.type == "description" and e.quote]
        place = purpose.find(quotes[0]) if quotes else -1
        item = next((n for n, item in enumerate(reading.items) if item.start <= place < item.end), -1)
        if item >= 0 and item not in seen:
            seen.add(item)
            firsts.append(candidate)
    return [*firsts, *(candidate for candidate in ranked if all(candidate is not first for first in firsts))]


def _costs(ranked: list[Candidate]) -> list[Candidate]:
    """Rows whose sum can be checked: all item caps where there are two, else the best unit cost, with the other prices that the
    description sets (简单纠纷50元/件、重大纠纷1000元/件), and the total."""
    caps = [c for c in ranked if (c.idea or "").startswith("cap:")]
    total = [c for c in ranked if c.idea == "total-cost"]
    units = [c for c in ranked if c not in caps and c not in total and c.is_filled and c.value and c.value.kind == "money"]
    if len(caps) == 2 and not units:
        return caps
    return [*_steps(units), *total[:1]] or ranked[:1]


def _steps(units: list[Candidate]) -> list[Candidate]:
    """The best unit cost and, where the description states it, the other prices that it states beside."""
    steps = units[:1]
    for one in units[1:]:
        if (
            steps[0].is_stated
            and one.is_stated
            and one.score >= _A_SHARE
            and len(steps) < _STEPS
            and all(_is_other_step(one, step) for step in steps)
        ):
            steps.append(one)
    return steps


def _is_other_step(one: Candidate, other: Candidate) -> bool:
    if one.value is None or other.value is None or one.name == other.name:
        return False
    return one.value.unit != other.value.unit or one.value.number != other.value.number


def _with_service_life(picked: list[Candidate], ranked: list[Candidate], reading: Reading, share: Share) -> list[Candidate]:
    """Works, large repair and purchase state a service life."""
    needs = any(match.kind.service_life for match in reading.kinds[:1]) and not reading.of_kind(*_NOTHING_BUILT)
    needs = needs and not _lasts_not(reading)
    if not needs or any(c.idea in LIVES or "使用年限" in c.name for c in picked):
        return picked
    life = next((c for c in ranked if c.idea in LIVES or "使用年限" in c.name), None)
    return picked if life is None else [*picked[: share.high], life] if len(picked) < _EXTRA[BENEFIT] else [*picked[:-1], life]


def _lasts_not(reading: Reading) -> bool:
    """Whether a sure topic of one class asks for no service life, as those of works, repair and purchase do: 档案数字化 builds nothing."""
    topic = reading.topics[0].topic if reading.topics and reading.is_sure else None
    if topic is None or not topic.function.isdigit():
        return False
    return not any(entry.shared in LIVES or "年限" in entry.name or "寿命" in entry.name for entry in topic.indicators)


def _fill_up(chosen: list[Candidate], by_group: dict[str, list[Candidate]], profile: Profile) -> None:
    """A table below the fewest rows takes more of what says most, never more of a type than a reviewer would bear."""
    for group in (QUALITY, BENEFIT, TIMELINESS, QUANTITY):
        limit = _EXTRA.get(group, SHARES[group].high)
        for candidate in sorted(by_group[group], key=lambda c: (c.idea == _ANY_BENEFIT, _rank(c))):
            if len(chosen) >= profile.rows.min:
                return
            same = [c for c in chosen if c.group == group]
            if group == QUANTITY and not _may_count(candidate, same):
                continue
            if len(same) < limit and not any(c is candidate or rivals(c, candidate) for c in same):
                chosen.append(candidate)


def _within(chosen: list[Candidate], most: int) -> list[Candidate]:
    """The table without its weakest rows; what the drafter counts goes last."""
    while len(chosen) > most:
        may_go = [c for c in chosen if c.group != COST]
        spare = [c for c in may_go if sum(o.group == c.group for o in chosen) > SHARES[c.group].low]
        others = [c for c in spare if c.role != "output"]
        lasting = [c for c in others if sum(_one_sort(o, c) for o in chosen) > SHARES[c.group].low]
        steps = [c for c in chosen if c.group == COST and c.idea != "total-cost"][1:]
        chosen = [c for c in chosen if c is not max(lasting or others or steps or spare, key=_rank)]
    return chosen


def _one_sort(one: Candidate, other: Candidate) -> bool:
    """Whether one of two rows may go for the other: how long a work lasts does not say what it is good for."""
    return one.group == other.group and (one.group != BENEFIT or (one.idea in LIVES) == (other.idea in LIVES))


def _form_order(profile: Profile) -> Callable[[Candidate], tuple[int, int, float, str]]:
    levels = [profile.place(level).level1 for level in profile.level2]

    def place_of(candidate: Candidate) -> tuple[int, int, float, str]:
        place = profile.place(candidate.level2)
        first = levels.index(place.level1) if place.level1 in levels else len(levels)
        second = profile.level2.index(place.level2) if place.level2 in profile.level2 else LEVEL2.index(candidate.level2)
        if candidate.place is not None and candidate.group == QUANTITY:
            return (first, second, candidate.place - 100.0, candidate.name)  # outputs as the drafter wrote them
        total_last = 1.0 if candidate.idea == "total-cost" else 0.0
        return (first, second, total_last - candidate.score, candidate.name)

    return place_of
