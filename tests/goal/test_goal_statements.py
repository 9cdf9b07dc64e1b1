"""The gate on statements of many trades and ways of writing, and who is read in them."""

from __future__ import annotations

import pytest

from netriage.goal import Goal, capitalised, check_goal, places_of


@pytest.mark.parametrize(
    "statement",
    [
        "people in tech",
        "Talk to startups",
        "network with decision makers",
        "Find decision makers in Ohio",
        "Find a landlord",
        "find a publisher for my novel",
        "get an internship in marketing",
        "Marketing intern somewhere in Paris",
        "Find freelance clients in Berlin",
        "Meet people who work in finance in London",
        "Join an early-stage startup",
        "hire three rust developers",
        "Find Sponsors For My Event",
        "SALES MANAGER POSITION WANTED",
        "Learn about machine learning from experts in San Francisco",
        "Become a Kubernetes expert by March",
        "Meet decision makers in Cook County",
        "Find a mentor in Cook County",
        "Get my foot in the door at Google",
        "get my resume into google",
        "Join the team at Stripe",
        "Join the conversation at Davos",
        "Meet entrepreneurs in Austin who think big",
        "work with google on ai",
        "Meet people in Berlin who do AI",
        "Manager in Wake County",
        "Senior executive in Marin County",
        "Place my daughter with Google",
        "Place my son at Amazon",
        "Something creative at Pixar",
        "Find new opportunities with startups in Berlin",
        "Support local businesses in Vermont",
        "partner with brands",
        "be a developer who works with rust",
        "I have been working in retail for eight years. Ideally I find a job that pays better, with nice colleagues.",
    ],
)
def test_a_vague_statement_is_refused_however_it_is_written(statement: str) -> None:
    assert not check_goal(Goal(statement)).specific


@pytest.mark.parametrize(
    "statement",
    [
        "get a band 7 nursing post with the NHS in Leeds",
        "Be elected to the school board in Hillsborough County",
        "Support engineer at Elastic or Grafana Labs",
        "Speaking opportunities at PyCon or EuroPython as a data engineer",
        "Place my daughter's robotics team with a sponsor such as Bosch or ABB",
        "Midwife at a birth centre in Utrecht",
        "Meet CISOs of credit unions in Texas and book five demos",
        "hospital CIOs in Ohio: sell them our scheduling software",
        "LPs for our second fund: family offices in Zurich and Geneva, commit 10m by June",
        "User interviews with dispatchers of ambulance services in Bavaria",
        "sell hive monitors to beekeepers' associations in Bavaria",
        "sommelier in a michelin-starred restaurant in san sebastian",
        "maintainers of the Django core team: get my patches mentored",
        "Second violin at the Concertgebouw Orchestra",
        "become a trustee of the National Trust or the RSPB",
        "Switch from teaching to UX research at Duolingo",
        "win a Wellcome Trust early-career grant",
        "Get a reference customer such as ZF or Continental",
        "get mentored by Julia Evans",
        "Find Brand Managers At Unilever And Nestlé Who Buy Influencer Campaigns",
        "WIND TURBINE TECHNICIAN AT ORSTED OR VATTENFALL",
        "data scientist at booking.com in amsterdam",
        "backend engineer, openai or anthropic",
        "SRE @ Hetzner",
        "AT&T network engineer in Dallas",
        "Goal: quant researcher. Where: Optiver, IMC, Flow Traders. When: before September.",
        "- role: sound designer - studios: Guerrilla, Larian",
        "Find a distributor in Japan",
        "Public defender in Cook County",
        "Teacher in Cook County",
        "sign with warp records",
        "work with bellingcat on open source investigations",
        "be hired by wikimedia as a site reliability engineer",
        "Publish my memoir with Graywolf or Tin House",
        "Get our documentary into Sundance or SXSW",
        "Join the cello section of the Utah Symphony",
        "Meet midwives in Nairobi who run birth centres",
        "publish with faber or canongate",
    ],
)
def test_a_specific_statement_passes_however_it_is_written(statement: str) -> None:
    assert check_goal(Goal(statement)).specific


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("Senior Backend-Entwicklerin bei Zalando oder N26 in Berlin", ["Zalando", "N26"]),
        ("Ich möchte als Pflegedienstleitung bei der Charité arbeiten", ["Charité"]),
        ("Devenir ingénieure sûreté chez EDF ou Framatome à Lyon", ["EDF", "Framatome"]),
        ("Ingeniera de pagos en Stripe o Adyen en Madrid", ["Stripe", "Adyen"]),
        ("Стать инженером в Яндексе", ["Яндексе"]),
        ("Stripeの決済チームのエンジニアになる", ["Stripe"]),
        ("メルカリで決済エンジニアになる", ["メルカリ"]),
    ],
)
def test_in_another_language_a_named_organisation_is_enough(statement: str, named: list[str]) -> None:
    assert check_goal(Goal(statement)).specific
    assert [name for name, names_someone in capitalised(statement) if names_someone] == named


@pytest.mark.parametrize(
    "statement",
    [
        "Ich will einen besseren Job",
        "Einen Job bei einem Startup in Berlin finden",
        "Trouver un emploi",
        "人脈を広げたい",
        "ITエンジニアになる",
    ],
)
def test_in_another_language_a_statement_that_names_no_one_is_refused(statement: str) -> None:
    assert not check_goal(Goal(statement)).specific


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("Raise a $2M Series A from funds such as Atomico", ["Atomico"]),
        ("Meet the CTO of Delivery Hero to sell our BIM plug-in", ["Delivery Hero"]),
        ("Teach piano at the Royal Academy of Music", ["Royal Academy of Music"]),
        ("Account executive at A&W or Procter & Gamble", ["A&W", "Procter & Gamble"]),
        ("Become a partner at McKinsey's Munich office", ["McKinsey"]),
        ("Postdoc at EPFL or ETH Zurich", ["EPFL", "ETH Zurich"]),
        ("Publish with Faber or Canongate. Meet an editor there by March.", ["Faber", "Canongate"]),
        ("Assistant curator of Asian art in Fei-Fei Li's lab", ["Fei-Fei Li"]),
        ("designer at figma or canva", ["figma", "canva"]),
        ("Engineer in New York, San Francisco or South London", []),
    ],
)
def test_who_is_named_is_told_from_titles_dates_amounts_and_places(statement: str, named: list[str]) -> None:
    assert [name for name, names_someone in capitalised(statement) if names_someone] == named


def test_places_are_what_stands_where_a_place_stands() -> None:
    assert places_of("Nurse at Stanford in Palo Alto or Menlo Park by May") == ("Palo Alto", "Menlo Park")


@pytest.mark.parametrize(
    "statement",
    [
        "Anything in marketing at Nike",
        "Something in data engineering at Spotify or Klarna",
        "Get hired for anything in design at Figma",
    ],
)
def test_anything_in_a_field_names_no_role(statement: str) -> None:
    assert [item.what for item in check_goal(Goal(statement)).missing] == ["role"]


@pytest.mark.parametrize(
    "statement", ["Marketing at Nike", "Internship in marketing at Nike", "Meet anyone in product at Figma"]
)
def test_a_field_or_people_of_it_at_someones_name_a_role(statement: str) -> None:
    assert check_goal(Goal(statement)).specific
