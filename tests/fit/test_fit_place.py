"""Place: from an address to a city, and from a city to what it means for the goal."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from netriage.fit.address import read_spot, region_of
from netriage.fit.complete import complete
from netriage.fit.fields import Texts
from netriage.fit.gazetteer import distance_km, gazetteer
from netriage.fit.place import find_where, home_of, judge_place, places_in, read_reach, unmapped
from netriage.fit.ranking import rank
from netriage.goal import Goal
from netriage.ical.presence import presence_of
from netriage.model import Geo, Listing, Presence, Source

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("The Opera House,735 Queen St E, Toronto, ON M4M 1H1, Canada", "Toronto"),
        ("Stripe Seattle, Seattle, WA", "Seattle"),
        ("Frankfurt am Main, DE", "Frankfurt am Main"),
        ("New York, NY", "New York City"),
        ("Convene 30 Hudson Yards New York, New York United States", "New York City"),
        ("Seattle, Washington", "Seattle"),
        ("Washington, DC", "Washington"),
        ("1600 Pennsylvania Ave, Washington, D.C. 20500", "Washington"),
        ("Pittsburgh, Pa.", "Pittsburgh"),
        ("BT Hall, Spartanburg, S.C. 29302", "Spartanburg"),
        ("Charleston, W.Va.", "Charleston"),
        ("Victoria, B.C.", "Victoria"),
        ("Saskatoon, SK", "Saskatoon"),
        ("St. John's, NL", "St. John's"),
        ("Charlottetown, PE", "Charlottetown"),
        ("Lima, PE", "Lima"),
        ("Bratislava, SK", "Bratislava"),
        ("Nashville (TN) :us:", "Nashville"),
        ("Apex, NC", "Apex"),
        ("München", "Munich"),
        ("Köln, Raum 5", "Köln"),
        ("Genève, Suisse", "Geneva"),
        ("東京", "Tokyo"),
        ("Goethe University Frankfurt, House of Finance, Frankfurt am Main, DE", "Frankfurt am Main"),
        ("Kulturhaus Berlin", "Berlin"),
        ("Somewhere 5, Paris, TX 75460", "Paris"),
        ("Plaza Mayor, Madrid, España", "Madrid"),
        ("Praça do Comércio, Lisboa, Portugal", "Lisbon"),
        ("Stephansplatz, 1010 Wien, Österreich", "Vienna"),
        ("Karlsplatz 1, 1040 Vienna, Austria", "Vienna"),
        ("Piazza del Duomo, Milano, Italia", "Milan"),
        ("Via Roma, Firenze", "Florence"),
        ("Warszawa, Polska", "Warsaw"),
        ("Praha 1, Česko", "Prague"),
        ("Санкт-Петербург, Россия", "Saint Petersburg"),
        ("Москва", "Moscow"),
        ("北京", "Beijing"),
        ("上海", "Shanghai"),
        ("大阪", "Osaka"),
        ("서울", "Seoul"),
        ("Αθήνα", "Athens"),
        ("İstanbul, Türkiye", "Istanbul"),
        ("Cologne, Germany", "Köln"),
        ("Munich :de:", "Munich"),
        ("Den Haag, Nederland", "The Hague"),
        ("Bruxelles, Belgique", "Brussels"),
        ("København K, Danmark", "Copenhagen"),
        ("Göteborg, Sverige", "Gothenburg"),
        ("Helsinki, Suomi", "Helsinki"),
        ("São Paulo, SP, Brasil", "São Paulo"),
        ("Ciudad de México, CDMX", "Mexico City"),
        ("Bogotá, Colombia", "Bogotá"),
        ("Bengaluru, Karnataka, India", "Bengaluru"),
        ("Level 3, Sydney NSW 2000, Australia", "Sydney"),
        ("Auckland, New Zealand", "Auckland"),
        ("Cape Town, South Africa", "Cape Town"),
        ("Nairobi, Kenya", "Nairobi"),
        ("Singapore", "Singapore"),
        ("Hong Kong", "Hong Kong"),
        ("Dubai, UAE", "Dubai"),
        ("Tel Aviv, Israel", "Tel Aviv"),
        ("San Jose, CA", "San Jose"),
        ("San José, Costa Rica", "San José"),
        ("Springfield, IL", "Springfield"),
        ("Springfield, MA", "Springfield"),
        ("Reading, UK", "Reading"),
        ("Nice, France", "Nice"),
        ("Bath, UK", "Bath"),
        ("Mobile, AL", "Mobile"),
        ("Montréal, QC, Canada", "Montréal"),
        ("Washington, DC 20002", "Washington"),
        ("10 Downing St, London SW1A 2AA", "London"),
        ("Zürich HB, Zürich", "Zürich"),
        ("Genf, Schweiz", "Geneva"),
        ("Nürnberg", "Nuremberg"),
        ("Lyon 3e, France", "Lyon"),
        ("Sevilla, España", "Sevilla"),
        ("Kraków, Poland", "Kraków"),
        ("Київ, Україна", "Kyiv"),
        ("Toronto, Ontario", "Toronto"),
        ("Ontario, CA", "Ontario"),
        ("Victoria, BC", "Victoria"),
        ("Perth WA, Australia", "Perth"),
        ("Rome, Georgia", "Rome"),
        ("Tbilisi, Georgia", "Tbilisi"),
        ("Panama", "Panama City"),
        ("Luxembourg", "Luxembourg"),
    ],
)
def test_an_address_becomes_a_city(text: str, city: str) -> None:
    spot = read_spot(text)
    assert spot is not None
    assert spot.label == city
    assert text[spot.begin : spot.stop].strip() == text[spot.begin : spot.stop] != ""


@pytest.mark.parametrize(
    "text",
    [
        "Room 5",
        "Online",
        "TBA",
        "",
        "Reading group, room 2",
        "Berlin, WY",
        "Mobile lab",
        "Nice people",
        "Split decision",
        "Harbourfront Centre - 235 Queens Quay W",
    ],
)
def test_other_words_become_no_city(text: str) -> None:
    assert read_spot(text) is None


@pytest.mark.parametrize(
    ("text", "town", "country", "quote"),
    [
        ("Landisville, PA", "Landisville", "US", "Landisville"),
        ("421 Glenn Ave, Mount Joy, PA, 17552", "Mount Joy", "US", "Mount Joy"),
        ("Kennett Square, Chester County, PA, USA", "Kennett Square", "US", "Kennett Square"),
        ("Address: 382 W. Street Rd, Location: Kennett Square, PA", "Kennett Square", "US", "Kennett Square"),
        ("96 S Van Buren St, Nashville, IN 47448", "Nashville", "US", "Nashville"),
        ("Berlin, NH", "Berlin", "US", "Berlin"),
        ("Boston Hall, Rathausplatz 1, 85737 Ismaning, Deutschland", "Ismaning", "DE", "85737 Ismaning"),
        ("Mehrzweckhalle, Gerzensee, Schweiz", None, "CH", ""),
        ("219 Connie Crescent, Concord, ON L4K 1L3, Canada", "Concord", "CA", "Concord"),
        ("Newcastle, UK", "Newcastle upon Tyne", "GB", "Newcastle"),
        ("IWH, Konferenzraum, Halle (Saale), DE", "Halle (Saale)", "DE", "Halle"),
        ("Marburg, DE", "Marburg an der Lahn", "DE", "Marburg"),
        ("Hall, Österreich", "Hall in Tirol", "AT", "Hall"),
    ],
)
def test_a_town_is_found_in_the_country_or_state_that_its_address_names(
    text: str, town: str | None, country: str, quote: str
) -> None:
    spot = read_spot(text)
    assert spot is not None
    assert spot.country == country
    if town is None:
        assert spot.position is None  # a village that no table has
    else:
        assert (spot.label, text[spot.begin : spot.stop]) == (town, quote)
        assert spot.position is not None


@pytest.mark.parametrize("text", ["Landisville", "Ismaning", "The Hall", "Kirchberg room 5", "Center", "Union hall"])
def test_a_town_is_none_where_nothing_says_in_which_country(text: str) -> None:
    assert read_spot(text) is None


def test_a_name_of_several_towns_of_one_state_is_no_place_rather_than_a_wrong_one() -> None:
    assert read_spot("Fairview Public Library, 1 Taylor Road, Fairview, NC") is None


def test_the_town_of_the_user_is_found_by_its_name_alone(judged) -> None:
    home = home_of(Goal(home="Landisville"))
    assert home is not None
    assert distance_km((home.latitude, home.longitude), read_spot("Lancaster, PA").position) < 15
    assert judged(Goal(places=("Ismaning",)), location="Marienplatz, München").value == 1.0
    assert judged(Goal(places=("Lancaster, PA",)), location="Mount Joy, PA 17552").value == 1.0
    assert judged(Goal(places=("Lancaster, PA",), max_travel_km=50), location="Sonoma, CA").value == -1.0


def test_places_of_a_goal_that_are_not_on_the_map_are_told() -> None:
    places = ("Oslo", "Nowhereville", "Durham, NC", "Switzerland", "52.5, 13.4", "Ismaning", "NYC")
    assert unmapped(Goal(places=places, home="Utopiaville")) == ("Nowhereville", "Utopiaville")
    assert unmapped(Goal()) == ()


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Amsterdam, Utrecht", ("Amsterdam", "Utrecht")),
        ("Durham, NC, Bonn", ("Durham, NC", "Bonn")),
        ("Paris, France,Toronto, ON", ("Paris, France", "Toronto, ON")),
        ("Amsterdam, Luxembourg, Washington, New York", ("Amsterdam", "Luxembourg", "Washington", "New York")),
        ("Germany, Austria", ("Germany, Austria",)),
        (" , ", ()),
    ],
)
def test_a_list_of_places_keeps_a_state_or_country_with_its_town(text: str, places: tuple[str, ...]) -> None:
    assert places_in(text) == places


def test_a_state_or_a_time_zone_chooses_between_towns_of_one_name() -> None:
    near = {"NC": (35.99, -78.9), "": (35.99, -78.9), "zone": (54.78, -1.58)}
    assert read_spot("Durham, NC").position == near["NC"]
    assert read_spot("Durham", "Europe/London").position == near["zone"]
    assert read_spot("Portland, ME, USA").country == "US"
    assert distance_km(read_spot("Portland, ME").position, read_spot("Portland, OR").position) > 3000


@pytest.mark.parametrize(
    "text",
    ["Noordwijk, Netherlands", "Noordwijk, NL", "Noordwijk :netherlands:", "Newcastle, NL", "Birmingham, France"],
)
def test_a_town_that_is_not_in_the_named_country_is_not_looked_for_in_another(text: str) -> None:
    spot = read_spot(text)
    assert spot is None or spot.position is None


@pytest.mark.parametrize(
    ("text", "city"), [("Berlin, IT", "Berlin"), ("Hamburg, TV", "Hamburg"), ("Milano, IT", "Milan")]
)
def test_letters_that_are_also_words_name_a_country_only_with_a_city_of_it(text: str, city: str) -> None:
    spot = read_spot(text)
    assert spot is not None
    assert spot.label == city


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Paris, TX", "US"),
        ("San Jose, CA", "US"),
        ("San José, Costa Rica", "CR"),
        ("Cambridge, MA", "US"),
        ("Cambridge, UK", "GB"),
        ("Birmingham, AL", "US"),
        ("London, ON, Canada", "CA"),
        ("Victoria, BC", "CA"),
        ("Rome, Georgia", "US"),
        ("Tbilisi, Georgia", "GE"),
        ("Bogotá, Colombia", "CO"),
        ("Den Haag, Nederland", "NL"),
        ("Perth, Scotland", "GB"),
        ("Perth WA, Australia", "AU"),
        ("Toledo, Spain", "ES"),
        ("Córdoba, Argentina", "AR"),
        ("Moscow, ID", "US"),
        ("Boston, UK", "GB"),
        ("Boston, Great Britain", "GB"),
        ("Valencia, Spanien", "ES"),
        ("Valencia, ES", "ES"),
        ("Seoul, Korea", "KR"),
        ("Delft, Netherlands", "NL"),
        ("London \U0001f1e8\U0001f1e6", "CA"),
        ("Lille :fr:", "FR"),
        ("St. Gallen, CH", "CH"),
    ],
)
def test_what_follows_a_name_says_which_of_its_towns_is_meant(text: str, country: str) -> None:
    spot = read_spot(text)
    assert spot is not None
    assert spot.position is not None
    assert spot.country == country


def test_a_village_in_another_state_is_not_in_the_city_of_the_feeds_name(judged) -> None:
    new_york = Goal(places=("New York",))
    assert judged(new_york, location="Cox Rd 4101, Glen Allen, VA 23060, USA", feed="NYC events").value <= 0
    assert judged(new_york, location="Main St 1, Smalltown, NY 10001, USA", feed="NYC events").value == 1.0
    assert judged(new_york, location="Dorf, Deutschland", feed="NYC events").value == -1.0


@pytest.mark.parametrize(
    "location",
    [
        "Online",
        "オンライン(Zoom)",
        "en ligne",
        "En línea",
        "Zoom",
        "Virtuell",
        "线上",
        "온라인",
        "em linha",
        "à distance",
    ],
)
def test_online_is_told_in_many_languages(location: str) -> None:
    assert presence_of("Evening", location, "", room_is_place=False) is Presence.ONLINE


@pytest.mark.parametrize(
    "location",
    [
        "Vor Ort und online",
        "En présentiel et en ligne",
        "Presencial y en línea",
        "In person and online",
        "会場とオンライン",
        "Hybride",
        "Ibrido",
        "ハイブリッド",
    ],
)
def test_hybrid_is_told_in_many_languages(location: str) -> None:
    assert presence_of("Evening", location, "", room_is_place=False) is Presence.HYBRID


def test_places_of_one_goal_are_read_together() -> None:
    alone = read_reach(Goal(places=("Cambridge",))).spots[0]
    with_boston = read_reach(Goal(places=("Boston", "Cambridge"))).spots[1]
    assert alone.country == "GB"
    assert with_boston.country == "US"


@pytest.fixture
def judged(make_listing):
    """What a goal makes of a listing's place."""

    def judge(goal: Goal, title: str = "Evening", feed: str = "A feed", **fields):
        texts = Texts(make_listing(title, **fields), {"f1": feed})
        return judge_place(find_where(texts, {}), read_reach(goal))

    return judge


BERLIN = Goal(places=("Berlin",), max_travel_km=100)


def test_here_within_reach_and_beyond(judged) -> None:
    here = judged(BERLIN, location="Torstr. 1, Berlin")
    potsdam = judged(BERLIN, location="Potsdam")
    leipzig = judged(Goal(places=("Berlin",), max_travel_km=200), location="Leipzig")
    hamburg = judged(BERLIN, location="Hamburg")
    assert here.value == potsdam.value == 1.0
    assert 0 < leipzig.value < 1
    assert hamburg.value == -1.0
    assert hamburg.beyond_km == pytest.approx(255, abs=10)
    assert "further than 100 km" in hamburg.why


def test_just_beyond_the_radius_costs_less_than_far_beyond(judged) -> None:
    magdeburg = judged(BERLIN, location="Magdeburg")
    assert -1.0 < magdeburg.value < 0


def test_unknown_earns_and_costs_nothing(judged) -> None:
    assert judged(BERLIN, location="Room 5").value == 0
    assert judged(Goal(), location="Berlin").value == 0


def test_online_is_a_class_of_its_own(judged) -> None:
    assert judged(BERLIN, location="https://zoom.us/j/1", presence=Presence.ONLINE).value == 0.5
    unwanted = judged(Goal(places=("Berlin",), online=False), location="Zoom", presence=Presence.ONLINE)
    assert unwanted.value < 0
    assert judged(BERLIN, location="Hamburg", presence=Presence.HYBRID).value == 0.5
    assert judged(BERLIN, title="Webinar: pipelines").value == 0.5


def test_a_point_is_surer_than_words(judged) -> None:
    assert judged(BERLIN, location="Hamburg Room", geo=Geo(52.52, 13.4)).value == 1.0


def test_title_and_feed_tell_the_city_where_the_location_does_not(judged, make_listing) -> None:
    titled = Texts(make_listing("Data evening Berlin"), {})
    assert find_where(titled, {}).span(online=False) == ("title", 13, 19)
    from_feed = Texts(make_listing("Evening"), {"f1": "Meetups in Berlin"})
    assert find_where(from_feed, {}).span(online=False) == ("feed", 11, 17)
    assert judged(BERLIN, feed="Hacker events (toronto)").value == -1.0


def test_another_country_is_beyond_and_the_same_country_is_unknown(judged) -> None:
    assert judged(BERLIN, location="France").value == -1.0
    assert judged(BERLIN, location="Germany").value == 0


def test_the_time_zone_of_the_start_chooses_the_town(judged) -> None:
    goal = Goal(places=("London",), max_travel_km=600)
    start = datetime(2026, 9, 1, 18, tzinfo=ZoneInfo("Europe/London"))
    assert judged(goal, location="Durham", start=start).value > 0
    assert judged(goal, location="Durham").value == -1.0


def test_home_is_the_home_else_the_first_place() -> None:
    assert home_of(Goal(home="52.5, 13.4", places=("Paris",))) == Geo(52.5, 13.4)
    paris = home_of(Goal(places=("Paris",)))
    assert paris is not None
    assert paris.latitude == pytest.approx(48.85, abs=0.1)
    assert home_of(Goal(places=("Nowhereville",))) is None


def test_the_table_is_whole_and_small() -> None:
    table = gazetteer()
    assert len(table.rows) > 30_000
    assert all(table.cities(name) for name in ("berlin", "nyc", "sao paulo", "new york", "köln".replace("ö", "o")))


@pytest.mark.parametrize(
    ("statement", "companies", "places"),
    [
        ("Designer at Figma, Google or Notion in Palo Alto", ["Figma", "Google", "Notion"], ("Palo Alto",)),
        ("Solar developer at Iberdrola in Spain", ["Iberdrola"], ("Spain",)),
        ("Recruit Go engineers from Berlin fintechs such as N26", ["N26"], ("Berlin",)),
    ],
)
def test_a_goal_of_one_sentence_gets_its_targets_and_places_from_it(
    statement: str, companies: list[str], places: tuple[str, ...]
) -> None:
    goal = complete(Goal(statement))
    assert [company.name for company in goal.companies] == companies
    assert goal.places == places


def test_a_listing_that_says_no_place_is_half_where_nearly_all_of_its_feed_is(make_listing) -> None:
    def of(feed: str, number: int, location: str) -> Listing:
        text = "An evening on blades, masts and wind, with time for questions afterwards."
        source = Source(feed, str(number))
        return make_listing(f"Turbine talk {feed} {number}", description=text, location=location, sources=(source,))

    oulu = [of("north", number, "Torikatu 1, Oulu, Finland") for number in range(5)]
    mixed = [of("any", number, city) for number, city in enumerate(("Oulu", "Oslo", "Rome", "Lyon", "Oulu", "Bonn"))]
    silent, strange = of("north", 9, "Room 4"), of("any", 9, "Room 4")
    goal = Goal("x", topics=("turbine",), places=("Oulu",))
    by_listing = {one.listing: one for one in rank([*oulu, *mixed, silent, strange], goal, now=NOW, zone=UTC)}

    def place(listing: Listing) -> list[tuple[str, str]]:
        return [(item.why, item.quote) for item in by_listing[listing].evidence if item.group == "place"]

    assert place(oulu[0]) == [("in Oulu", "Oulu")]
    assert place(silent) == [("in Oulu, as most of its feed", "")]
    assert place(strange) == []
    assert (by_listing[strange].fit or 0) < (by_listing[silent].fit or 0) < (by_listing[oulu[0]].fit or 0)
    away = rank([*oulu, silent], Goal("x", topics=("turbine",), places=("Rome",)), now=NOW, zone=UTC)
    assert [one.listing for one in away if not one.gates] == [silent]


@pytest.mark.parametrize(
    ("text", "state"), [("Tinyville, Pa. 17001", "PA"), ("Main Street, Wash", ""), ("Mass. at noon", "")]
)
def test_the_state_of_an_address_is_read_as_newspapers_write_it(text: str, state: str) -> None:
    assert region_of(text) == state
