"""The word lists that the reading of a statement rests on. English, lower case.

Separate from the grammar in `sentence` because lists grow and rules should not: a word is added here, not an
`if` there. Plurals in -s are found by their singular and stand here only where that fails.
"""

from __future__ import annotations


def among(word: str, words: frozenset[str]) -> bool:
    """Whether a lower-case word, or its singular in -s, stands in a list."""
    return word in words or (word.endswith("s") and word[:-1] in words)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Verbs and nouns of a state that can be reached, or not: someone could say on a day whether it came true.
OUTCOMES = _words(
    "get hire hired join become work sell win raise close sign land secure recruit pitch publish launch fund "
    "obtain move switch transfer promote promoted promotion start open present partner license buy acquire "
    "introduced introduction job role position post internship apprenticeship fellowship residency placement "
    "offer contract client customer investor investment funding grant round sponsor cofounder co-founder mentor "
    "opportunities opportunity commission deal supplier buyer hiring found tenure appointment gig book"
)

# What turns a wish to know or to be known into something that is never done.
HOLLOW_OBJECTS = _words(
    "network networking connection contacts relationships career visibility visible presence skills knowledge "
    "horizons brand profile"
)

HOLLOW_VERBS = _words(
    "network connect learn grow advance expand improve build explore discover understand socialize mingle"
)

FEELINGS = _words(
    "good better best great nice interesting cool new exciting big bigger top leading right dream decent amazing "
    "relevant other more many some any innovative famous well-known reputable paid like-minded inspiring "
    "influential different similar local international global important key senior-level stable fulfilling remote"
)

# Heads of role names that the endings below do not catch.
ROLE_HEADS = _words(
    "nurse counsel chef cto ceo cfo coo cmo cio ciso cpo vp svp evp lead head chair chief attorney assistant "
    "intern fellow associate clerk principal dean provost professor curator artist analyst scientist technician "
    "architect accountant consultant cpa sre dba cofounder co-founder investor angel vc vcs lp lps "
    " midwife pilot coach model judge surgeon vet paralegal barista sommelier steward apprentice trainee "
    "postdoc researcher lecturer teacher librarian journalist economist partner agent sales procurement "
    "maintainer comptroller ombudsman agronomist naturalist translator notary actor actress sculptor composer "
    "conductor"
)

# Words with those endings that name no role, or anybody at all.
NOT_ROLES = _words(
    "career water paper order number power letter center member customer user employer leader worker other "
    "another better bigger later after under over never ever whether rather either neither together former offer "
    "computer server software minor major sector factor error mirror labor labour color honor favor indoor "
    "outdoor mentor sponsor per chapter quarter semester winter summer november december october september "
    "cluster cyber newsletter chamber theater master matter latter layer consumer player dinner frontier peer "
    "stranger beginner monitor motor corridor visitor competitor easter discover deliver "
    "gather consider remember enter answer cover wonder whatever wherever however forever important relevant "
    "grant plant restaurant brilliant significant constant instant distant elegant exist wrist assist resist "
    "consist persist twist checklist shortlist italian asian indian russian australian canadian brazilian persian "
    "vegetarian christian ukrainian norwegian austrian belgian egyptian iranian syrian californian hungarian "
    "bulgarian romanian armenian georgian for nor or her prior superior interior exterior senior junior behavior "
    "harbor"
)

JOB_WORDS = _words("job role position post internship opening")

EMPLOYMENT = JOB_WORDS | _words("work hired employed join career")

ROLE_FIELDS = _words(
    "engineering design nursing marketing accounting teaching research product data finance sales policy legal "
    "backend frontend security writing editing consulting operations devops analytics photography software "
    "hardware qa hr ux ui pr programming development manufacturing procurement journalism biotech recruiting"
)

# Kinds of organisation or owner: generic ones need a qualifier and a place, the others only a place.
GENERIC_SEGMENTS = _words(
    "company companies firm organisation organization business businesses employer institution team group agency "
    "agencies"
)

SEGMENTS = _words(
    "fund startup start-up scaleup clinic hospital bank school university universities college museum gallery "
    "galleries studio lab laboratory laboratories fintech biotech nonprofit ngo charity charities restaurant "
    "hotel brewery breweries farm utility utilities insurer retailer manufacturer publisher newsroom broadcaster "
    "practice contractor landlord municipality municipalities council ministry ministries foundation accelerator "
    "incubator angel brokerage dealership shop store venue festival theatre orchestra parish parishes cooperative "
    "chamber supplier owner consultancy consultancies investor vcs airline airport port shipyard winery wineries "
    "gym pharmacy pharmacies think-tank family-office"
)

DETERMINERS = _words(
    "a an the any some my our your their his her this that these those all each every no one two three"
)

PLACE_PREPOSITIONS = _words("in near around across within throughout outside between")

NAME_PREPOSITIONS = _words(
    "at with from for of by to via join joining like as including e.g versus and or meet meeting"
)

INITIALISMS = _words(
    "ai ml ux ui it hr pr qa saas b2b b2c api vc vcs us usa uk eu uae ngo ceo cto cfo coo cmo cio vp svp sre phd "
    "mba msc bsc ba ma llm nlp ar vr xr iot erp crm seo gpu cpu usd eur gbp i'm i i'd i've i'll r&d stem p2p d2c "
    "dna rna esg cpa gdpr tv id ip devops cad cam ci cd sql java python rust go javascript typescript kotlin "
    "swift ruby php c scala haskell react angular kubernetes linux android ios english german french spanish"
)

TITLES = _words(
    "senior junior staff principal lead chief head director manager vice president chair professor dr mr mrs ms "
    "assistant associate executive series seed"
)

CALENDAR = _words(
    "january february march april may june july august september october november december monday tuesday "
    "wednesday thursday friday saturday sunday christmas easter q1 q2 q3 q4"
)

# Places that are written after a comma or with no preposition ("designer, London"): countries and large cities.
PLACES = _words(
    "london paris berlin munich hamburg frankfurt cologne vienna zurich geneva brussels amsterdam rotterdam "
    "dublin edinburgh manchester madrid barcelona lisbon rome milan athens stockholm copenhagen oslo helsinki "
    "warsaw prague budapest istanbul dubai singapore tokyo osaka seoul beijing shanghai delhi mumbai bangalore "
    "bengaluru hyderabad sydney melbourne auckland toronto montreal vancouver boston chicago seattle austin "
    "dallas houston denver atlanta miami philadelphia portland phoenix york angeles francisco diego washington dc "
    "nyc sf la oakland detroit nairobi lagos cairo johannesburg germany france spain italy portugal netherlands "
    "belgium switzerland austria poland sweden norway denmark finland ireland england scotland wales britain "
    "europe america africa asia canada mexico brazil argentina india china japan korea australia zealand israel "
    "turkey greece ukraine california texas ontario bay valley bavaria"
)

ENGLISH = _words(
    "a an the of to in at for with and or by from my our i me on as about is be get find meet work this that "
    "among near become into who"
)
