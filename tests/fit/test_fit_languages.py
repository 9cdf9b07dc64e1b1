"""Other languages: cutting that breaks on nothing, and a sensible order in German, French, Spanish and Japanese."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netriage.fit import rank
from netriage.fit.tokens import Stems, fold, stem, words
from netriage.goal import Goal

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_cutting_loses_no_letter_of_a_word(text: str) -> None:
    folded = fold(text)
    kept = set("".join(words(folded)))
    assert {char for char in folded if char.isascii() and char.isalnum()} <= kept


def test_case_accents_and_width_are_folded() -> None:
    assert fold("Café ZÜRICH Łódź SNØCAP ＡＩ") == "cafe zurich lodz snocap ai"
    assert fold("Straße") == "strase"


def test_unspaced_scripts_are_cut_into_pairs() -> None:
    assert words("決済の勉強会") == ["決済", "済の", "の勉", "勉強", "強会"]
    assert words(fold("AI研究会2026")) == ["ai", "研究", "究会", "2026"]
    assert words("개발자 모임") == ["개발", "발자", "모임"]


@pytest.mark.parametrize(
    ("word", "cut"),
    [
        ("events", "event"),
        ("cities", "city"),
        ("boxes", "box"),
        ("classes", "class"),
        ("business", "business"),
        ("status", "status"),
        ("analysis", "analysis"),
        ("bus", "bus"),
        ("gas", "gas"),
    ],
)
def test_plurals_are_cut(word: str, cut: str) -> None:
    assert stem(word) == cut


def test_small_words_tell_nothing() -> None:
    stems = Stems()
    assert [stems[word] for word in ("the", "und", "des", "für", "x", "data")] == ["", "", "", "", "", "data"]


@pytest.mark.parametrize(
    ("topics", "right", "wrong"),
    [
        (
            ("Zahlungsverkehr", "Bankenaufsicht"),
            "Fachtagung Zahlungsverkehr und Bankenaufsicht",
            "Lesung: Ein Tag am Meer",
        ),
        (("énergie renouvelable",), "Soirée sur l’énergie renouvelable", "Atelier de poterie pour tous"),
        (("inteligencia artificial",), "Encuentro de inteligencia artificial", "Clase de baile para principiantes"),
        (("決済", "機械学習"), "機械学習と決済の勉強会", "週末の料理教室"),
        (("데이터 분석",), "데이터 분석 모임", "주말 요리 교실"),
        (("машинное обучение",), "Машинное обучение: встреча", "Концерт в парке"),
    ],
)
def test_the_listing_on_the_topic_comes_first(make_listing, topics, right: str, wrong: str) -> None:
    first, second = rank([make_listing(wrong), make_listing(right)], Goal("x", topics=topics), now=NOW, zone=UTC)
    assert first.listing.title == right
    assert (first.fit or 0) > (second.fit or 0) == 0
    assert first.evidence[0].quote
