"""The reader of numbers learns from marked descriptions, and reads others by what it learned."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load, save

from zhibiao.knowledge.descriptions import Described, MarkedNumber
from zhibiao.language.segment import default_segmenter
from zhibiao.learn.number_reader import align, in_pieces, lesson, reader_parts
from zhibiao.messages import ModelError
from zhibiao.model.number_reader import NumberReader, likeliest
from zhibiao.model.snapshot import READER, Snapshot

THINGS = ["泵站", "公厕", "桥梁", "凉亭", "水塔", "廊道", "仓库", "球场", "展馆", "水窖", "围墙", "岗亭"]


def described(thing: str, former: int, now: int) -> Described:
    purpose = f"上年已建成{thing}{former}座，今年新建{thing}{now}座。"
    told = purpose.index("，") + 1
    first, second = purpose.index(f"{former}座"), purpose.rindex(f"{now}座")
    numbers = (
        MarkedNumber(first, first + len(f"{former}座"), "background", ""),
        MarkedNumber(second, second + len(f"{now}座"), "output", f"新建{thing}数量"),
    )
    return Described(f"{thing}建设", purpose, ((0, told),), numbers)


@pytest.fixture(scope="module")
def reader() -> NumberReader:
    lessons = [described(thing, 20 + n, 2 + n) for n, thing in enumerate(THINGS * 6)]
    found = Snapshot.of(reader_parts(lessons, default_segmenter(), seed=3)).reader(default_segmenter().words)
    assert found is not None
    return found


def test_what_was_and_what_is_to_be_are_told_apart(reader: NumberReader) -> None:
    text = "上年已建成码头31座，今年新建码头4座。"
    read = reader.read("码头建设", text)
    assert [(one.quote, one.part) for one in read.numbers] == [("31座", "background"), ("4座", "output")]
    assert read.numbers[1].words == "新建码头"
    assert read.set_aside(0, text.index("，")) > 0.5 > read.set_aside(text.index("今年"), len(text))


def test_places_are_those_of_the_text_as_written(reader: NumberReader) -> None:
    text = "上年　已建成 码头３１座，　今年新建　码头４座。"
    read = reader.read("码头建设", text)
    assert [text[one.start : one.end] for one in read.numbers] == ["３１座", "４座"]


@pytest.mark.parametrize("text", ["", "。", "保障运转", "一" * 3000, "12座" * 400])
def test_any_text_is_read(reader: NumberReader, text: str) -> None:
    read = reader.read("", text)
    assert all(0 <= one.sure <= 1.0001 for one in read.numbers)


def test_the_same_lessons_teach_the_same() -> None:
    lessons = [described(thing, 30, 3) for thing in THINGS]
    assert reader_parts(lessons, default_segmenter(), seed=3) == reader_parts(lessons, default_segmenter(), seed=3)
    assert reader_parts([], default_segmenter(), seed=3) == {}
    assert set(reader_parts(lessons, default_segmenter(), seed=3)) == set(READER)


def test_a_name_is_found_in_the_text_nearest_to_its_number() -> None:
    text = "泵站建设\n新建泵站3座，维修泵站5座"
    start = text.index("5座")
    places, share = align("维修泵站", text, text.index("新"), start, start + 2)
    assert "".join(text[place] for place in places) == "维修泵站"
    assert min(places) == text.index("维修")
    assert share == 1


def test_a_lesson_says_nothing_of_numbers_that_are_not_marked() -> None:
    one = described("泵站", 30, 3)
    lost = one._replace(numbers=one.numbers[1:])
    assert lesson(lost, lambda char: 0, default_segmenter().words).parts.tolist() == [-1, 0]


def test_a_reader_of_another_version_is_refused_in_a_sentence() -> None:
    parts = reader_parts([described(thing, 30, 3) for thing in THINGS], default_segmenter(), seed=3)
    arrays = load(parts[READER[1]])
    arrays["0.enter.w"] = arrays["0.enter.w"][:-1]
    snapshot = Snapshot.of(parts | {READER[1]: save(arrays)})
    with pytest.raises(ModelError, match="另一个版本"):
        snapshot.reader(default_segmenter().words)


def test_where_the_pieces_of_a_name_begin_and_end() -> None:
    named = np.array([False, True, True, False, True])
    on = np.array([False, True, True, True, True])  # each word follows right upon the one before
    told = in_pieces(named, on)
    assert told[:, 1].tolist() == [False, True, False, False, True]
    assert told[:, 2].tolist() == [False, False, True, False, True]
    apart = in_pieces(named, np.array([False, True, False, True, True]))  # a number between the second and the third
    assert apart[:, 1].tolist() == [False, True, True, False, True]


def test_a_word_in_which_no_piece_begins_is_left_out() -> None:
    """方式|配备保育员: the first word is as likely as not, but names begin with the second."""
    words = np.array([[0.56, 0.05, 0.05], [0.95, 0.9, 0.05], [0.97, 0.05, 0.97]])
    assert likeliest(words, np.array([False, True, True])) == [False, True, True]


def test_a_hole_is_filled_where_no_piece_ends_before_it() -> None:
    words = np.array([[0.9, 0.95, 0.02], [0.45, 0.02, 0.02], [0.9, 0.02, 0.95]])
    assert likeliest(words, np.array([False, True, True])) == [True, True, True]


@given(st.lists(st.tuples(*[st.floats(0, 1)] * 3), max_size=12), st.integers(0, 4095))
def test_no_choice_is_likelier_than_the_chosen_one(each: list[tuple[float, float, float]], joined: int) -> None:
    words = np.array(each, np.float64).reshape(-1, 3)
    on = np.array([bool(joined >> place & 1) for place in range(len(words))], bool)
    chosen = likeliest(words, on)
    assert len(chosen) == len(words)
    assert any(chosen) == bool(len(words))
