"""What rules on wording read outside the rows: narrative, headings, project names."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.audit.audit_tables import SOUND_ROWS, rows_of, sound_project, table_of

from zhibiao.audit import audit
from zhibiao.audit.rules.proofreading import slips
from zhibiao.audit.words import table
from zhibiao.domain import Document
from zhibiao.domain.tables import Heading, Project, SubGoal


def _document(titles: list[str], **fields: object) -> Document:
    return Document(file="云溪镇.docx", tables=(table_of(),), sub_goals=tuple(SubGoal(title=title) for title in titles), **fields)  # type: ignore[arg-type]


def test_section_numbers_given_twice_are_named() -> None:
    (finding,) = audit(_document(["（一）农村组织", "（二）社区建设", "（二）社区经费", "（三）重点项目"]), select=["W07"]).findings
    assert (finding.field, finding.table, finding.severity) == ("document", None, "info")
    assert "（二）社区建设" in finding.message
    assert "（二）社区经费" in finding.message


def test_section_numbers_in_order_or_of_two_ranks_are_left_alone() -> None:
    assert audit(_document(["（一）农村组织", "（二）社区建设", "一、总体", "二、分项", "3.其他"]), select=["W07"]).findings == ()


def test_headings_with_one_number_are_told_at_the_second_table() -> None:
    tables = [
        table_of({"name": name}, number=n).model_copy(update={"heading": Heading(text=f"{shown}.{name}绩效目标表")})
        for n, (shown, name) in enumerate([(1, "道路"), (2, "路灯"), (2, "绿化")], start=1)
    ]
    (finding,) = audit(tables, select=["W07"]).findings
    assert (finding.table, finding.field) == (3, "title")


def test_slips_in_the_narrative_are_quoted_with_their_surroundings() -> None:
    document = _document([], overall_goals=("负责征地协议的签定、地上附着物的清点补偿，" + "保障各项工作按计划推进，" * 20,))
    (finding,) = audit(document, select=["W01"]).findings
    assert finding.table is None
    assert finding.fix == "负责征地协议的签订、地上附着物的清点补偿，"
    assert finding.fix_safety == "unsafe"


def test_a_slip_in_a_project_name_stands_at_the_table() -> None:
    (finding,) = audit(table_of({"name": "防讯物资购置"}), select=["W01"]).findings
    assert (finding.field, finding.row, finding.fix) == ("table", None, "防汛物资购置")


def test_the_same_slip_keeps_its_fingerprint_when_tables_move() -> None:
    wrong = {"purpose": "主要用于用于硬化村内道路"}
    first = audit([table_of(wrong)], select=["W01"]).findings[0]
    second = audit([table_of({"name": "另一项目"}), table_of(wrong, number=2)], select=["W01"]).findings[0]
    assert first.fingerprint == second.fingerprint


def test_numbers_of_persons_are_never_printed_whole() -> None:
    (finding,) = audit(table_of({"purpose": "联系电话13812345678"}), select=["W08"]).findings
    assert "13812345678" not in finding.model_dump_json()


def test_the_plan_of_one_table_is_found_at_its_cells() -> None:
    steps = [{"label": "3月底"}, {"label": "6月底"}, {"label": "10月底"}, {"label": "12月底", "percent": 90}]
    (finding,) = audit(table_of({"spending_plan": steps}), select=["P01"]).findings
    assert (finding.field, finding.quote, finding.severity) == ("plan", "空/空/空/90%", "error")


def test_every_level_of_a_table_without_levels_is_read() -> None:
    table = table_of().model_copy(
        update={"indicators": tuple(row.model_copy(update={"level1": None, "level2": None}) for row in rows_of(SOUND_ROWS))}
    )
    assert [finding.code for finding in audit(table, select=["V", "W", "P"]).findings if finding.severity != "info"] == []


def test_an_empty_project_has_nothing_to_be_worded() -> None:
    table = table_of(rows=[]).model_copy(update={"project": Project()})
    assert audit(table, select=["V", "W", "P"]).findings == ()
    assert sound_project().name


@given(st.text(alphabet="可以试嫩够用于用于防止不发生的签定附件网络长村，。 ", max_size=60))
def test_slips_stand_in_order_and_never_overlap(text: str) -> None:
    found = slips(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(0 <= slip.start < slip.end <= len(text) for slip in found)


@pytest.mark.parametrize("pair", table("typos", "confusions")["pairs"], ids=lambda pair: pair["wrong"])
def test_a_confusion_is_put_right_once_and_its_exceptions_are_kept(pair: dict[str, Any]) -> None:
    before = pair.get("before", [""])[0]
    (slip,) = slips(before + pair["wrong"])
    assert slip.instead == pair["right"] != pair["wrong"]
    assert not [again for again in slips(before + pair["right"]) if again.wrong == pair["wrong"]]
    for word in pair.get("unless", ()):
        assert not [one for one in slips(before + word) if one.wrong == pair["wrong"]], word


@pytest.mark.parametrize("word", table("typos", "doubled"))
def test_a_doubled_word_is_written_once(word: str) -> None:
    (slip,) = slips(f"应{word}{word}甲")
    assert slip.instead == word
    for after in table("typos", "doubled")[word]:
        assert not slips(f"应{word}{after}"), after
