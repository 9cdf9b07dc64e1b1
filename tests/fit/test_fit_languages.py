"""Other languages: cutting that breaks on nothing, and a sensible order in German, French, Spanish and Japanese."""

from __future__ import annotations

import subprocess
import sys
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
        (("energia renovável",), "Encontro sobre energia renovável", "Aula de dança para todos"),
        (("energie rinnovabili",), "Convegno sulle energie rinnovabili", "Corso di ceramica per bambini"),
        (("duurzame energie",), "Bijeenkomst over duurzame energie", "Avond met muziek en dans"),
        (("机器学习", "支付"), "机器学习与支付技术交流会", "周末烹饪课程"),
        (("aprendizaje automático",), "Taller de aprendizaje automático", "Noche de cine al aire libre"),
        (("l'économie sociale",), "Forum de l’économie sociale", "Concert à l’église"),
    ],
)
def test_the_listing_on_the_topic_comes_first(make_listing, topics, right: str, wrong: str) -> None:
    first, second = rank([make_listing(wrong), make_listing(right)], Goal("x", topics=topics), now=NOW, zone=UTC)
    assert first.listing.title == right
    assert (first.fit or 0) > (second.fit or 0) == 0
    assert first.evidence[0].quote


INFLECTED = {
    "german": (
        "Das ist eine Veranstaltung für alle und mit allen",
        "Bibliothek/Bibliotheken Wald/Wälder Förderung/Förderungen Gründer/Gründern Netz/Netze Stiftung/Stiftungen "
        "Krankenhaus/Krankenhäuser erneuerbar/erneuerbare digital/digitalen Versicherung/Versicherungen",
    ),
    "french": (
        "La soirée est pour vous avec les gens du quartier",
        "énergétique/énergétiques étudiant/étudiante musical/musicale national/nationaux européen/européenne "
        "industriel/industrielle renouvelable/renouvelables hôpital/hôpitaux journal/journaux",
    ),
    "spanish": (
        "La tarde es para los vecinos y las familias del barrio",
        "reunión/reuniones público/pública educación/educativa médico/médicas hospital/hospitales digital/digitales",
    ),
    "italian": (
        "La serata è per gli amici della città e il quartiere",
        "biblioteca/biblioteche impresa/imprese pubblico/pubblica museo/musei scuola/scuole digitale/digitali",
    ),
}


@pytest.mark.parametrize(
    ("prose", "asked", "written"),
    [
        (prose, *pair.split("/")[::step])
        for prose, pairs in INFLECTED.values()
        for pair in pairs.split()
        for step in (1, -1)
    ],
)
def test_an_inflected_word_is_found_in_a_listing_of_its_language(make_listing, prose, asked: str, written: str) -> None:
    listing = make_listing("Treff", description=f"{prose}. {written} …")
    other = make_listing("Treff 2", description=f"{prose}. Tango …")
    scored = rank([other, listing], Goal("x", topics=(asked,)), now=NOW, zone=UTC)
    assert scored[0].listing is listing
    assert (scored[0].fit or 0) > 0 == scored[1].fit


@pytest.mark.parametrize(
    ("prose", "asked", "written"),
    [
        ("Das ist eine Veranstaltung für alle und mit allen", "Wasserstoff", "Wasserstoffstrategie"),
        ("Das ist eine Veranstaltung für alle und mit allen", "Stromnetze", "Stromnetzausbau"),
        ("Het is een avond voor de mensen van de stad", "Woningbouw", "Woningbouwbeleid"),
    ],
)
def test_a_word_is_found_where_it_begins_a_longer_one(make_listing, prose, asked: str, written: str) -> None:
    listing = make_listing("Treff", description=f"{prose}. {written} …")
    (one,) = rank([listing], Goal("x", topics=(asked,)), now=NOW, zone=UTC)
    assert [item.quote for item in one.evidence] == [written]


def test_english_words_are_not_cut_that_way(make_listing) -> None:
    listing = make_listing("The evening of designers and the designation", description="for you and your friends")
    assert rank([listing], Goal("x", topics=("design",)), now=NOW, zone=UTC)[0].fit == 0


@pytest.mark.parametrize(
    ("goal", "title"),
    [
        (Goal("x", topics=("cyber security",)), "Cybersecurity evening"),
        (Goal("x", topics=("data base",)), "Databases and friends"),
        (Goal("x", topics=("start-up",), places=("Oslo",)), "Startups of the town"),
    ],
)
def test_two_words_are_found_written_as_one(make_listing, goal: Goal, title: str) -> None:
    listing, other = make_listing(title), make_listing("Knitting and friends of wool for all who like it, all evening")
    first, _ = rank([other, listing], goal, now=NOW, zone=UTC)
    assert first.listing is listing
    assert any(item.quote == title.split()[0] for item in first.evidence)
    assert all("of 2 words" not in item.why for item in first.evidence)


def test_what_is_found_inflected_is_quoted_as_written(make_listing) -> None:
    listing = make_listing("Die Bibliotheken und die Förderungen der Stadt", description="für alle")
    (one,) = rank([listing], Goal("x", topics=("Bibliothek", "Förderung")), now=NOW, zone=UTC)
    assert {item.quote for item in one.evidence if item.group == "words"} == {"Bibliotheken", "Förderungen"}


def test_a_title_without_small_words_is_in_the_language_of_its_feed(make_listing) -> None:
    neighbours = [make_listing(f"Der Abend und das Thema {number}", description="für alle") for number in range(3)]
    bare = make_listing("Wälder")
    goal = Goal("x", topics=("Wald",))
    assert rank([bare], goal, now=NOW, zone=UTC)[0].evidence == ()
    assert rank([*neighbours, bare], goal, now=NOW, zone=UTC)[0].listing is bare


def test_a_foreign_stemmer_leaves_english_listings_alone(make_listing) -> None:
    german = make_listing("Das ist der Rat und die Stadt für alle")
    english = make_listing("What a rat and the city for you", description="of our town")
    scored = rank([german, english], Goal("x", topics=("rates", "organs")), now=NOW, zone=UTC)
    assert {one.listing: one.fit for one in scored}[english] == 0


def test_a_word_that_is_english_first_is_no_inflection_of_another(make_listing) -> None:
    italian = make_listing("La serata della città con il sindaco", description="Date and Time: di sera, per tutti")
    english = [make_listing(f"Date night {number} of the town", description="the date is set") for number in range(3)]
    scored = rank([italian, *english], Goal("x", topics=("data",)), now=NOW, zone=UTC)
    assert {one.fit for one in scored} == {0}
    alone = rank([italian], Goal("x", topics=("data",)), now=NOW, zone=UTC)
    assert alone[0].fit != 0


def test_the_stemmer_is_imported_only_where_a_listing_is_not_in_english() -> None:
    code = """
import sys
import subprocess
import sys
from datetime import UTC, datetime
from netriage.fit import rank
from netriage.goal import Goal
from netriage.model import Listing, Source
at = datetime(2026, 9, 1, tzinfo=UTC)
for title, loaded in (("The evening of the city", False), ("Der Abend und die Wälder", True)):
    rank([Listing("k", title, at, at, (Source("f", "u"),))], Goal("x", topics=("Waldes",)), now=at, zone=UTC)
    assert ("snowballstemmer" in sys.modules) is loaded, title
"""
    subprocess.run([sys.executable, "-c", code], check=True)
