"""The word lists that the reading of a statement rests on. English, lower case.

Separate from the grammar in `sentence` because lists grow and rules should not: a word is added here, not an
`if` there. Plurals in -s are found by their singular and stand here only where that fails.
"""

from __future__ import annotations


def among(word: str, words: frozenset[str]) -> bool:
    """Whether a lower-case word, or its singular, stands in a list."""
    return word in words or (word.endswith("s") and (word[:-1] in words or word[:-3] + "y" in words))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Verbs and nouns of a state that can be reached, or not: someone could say on a day whether it came true.
OUTCOMES = _words(
    "get hire hired join become work sell win raise close sign land secure recruit pitch publish launch fund "
    "obtain move switch transfer promote promoted promotion start open present partner license buy acquire "
    "introduced introduction job role position post internship apprenticeship fellowship residency placement "
    "offer contract client customer investor investment funding grant round sponsor cofounder co-founder mentor "
    "opportunities opportunity commission deal supplier buyer hiring found tenure appointment gig book rent lease "
    "exhibit testify invest supply distributor referral collaboration collaborator membership seat change "
    "appointed elected nominated"
)

# Of these, what is had of someone: who names whom has said what kind of person to meet.
TRADES = _words(
    "series seed listed sell win client customer investment funding grant round sponsor contract commission "
    "deal supplier supply buyer "
    "distributor collaboration partner pitch license licence lease rent pilot referral fellowship residency sign"
)

# Outcomes only where it is said of what: 'speaking opportunities', not 'new opportunities'.
CHANCES = _words("opportunity opportunities")

# What turns a wish to know or to be known into something that is never done.
HOLLOW_OBJECTS = _words(
    "network networking connection contacts relationships career visibility visible presence skills knowledge "
    "horizons brand profile inspired noticed discovered people minds trends knowledge"
)

HOLLOW_VERBS = _words(
    "network connect learn grow advance expand improve build explore discover understand socialize mingle be "
    "help support serve assist"
)

FEELINGS = _words(
    "good better best great nice interesting cool new exciting big bigger top leading right dream decent amazing "
    "relevant other more many some any innovative famous well-known reputable paid like-minded inspiring "
    "influential different similar local international global important key senior-level stable fulfilling remote "
    "decision small large early fast-growing growing early-stage next first second last real fresh full-time "
    "part-time summer "
    "well-paid better-paid meaningful several few lots hot fun successful high-quality quality useful"
)

# Heads of role names that the endings below do not catch.
ROLE_HEADS = _words(
    "nurse counsel chef cto ceo cfo coo cmo cio ciso cpo vp svp evp lead head chair chief attorney assistant "
    "intern fellow associate clerk principal dean provost professor curator artist analyst scientist technician "
    "architect accountant consultant cpa sre dba cofounder co-founder investor angel vc vcs lp lps "
    "midwife pilot coach model judge surgeon vet paralegal barista sommelier steward apprentice trainee "
    "postdoc researcher lecturer teacher librarian journalist economist partner agent sales procurement "
    "maintainer comptroller ombudsman agronomist naturalist translator notary actor actress sculptor composer "
    "conductor trustee astronaut registrar bursar scholar student phd doctor physician medic tutor guide captain crew "
    "advocate devrel staff cook priest pastor deputy secretary secretaries aide critic host buyer organiser organizer "
    "volunteer alumni alumnus landlord owner therapist guard detective mechanic soprano tenor baritone dramaturg "
    "cinematographer choreographer roommate delegate councillor senator mayor diplomat attache pm swe"
)

# Whom one is kin to: no role of theirs, though most end like one, and no work of one's own.
KIN = _words(
    "daughter son child children kid kids sister brother mother father wife husband spouse niece nephew cousin "
    "grandson granddaughter grandmother grandfather stepdaughter stepson teenager toddler boyfriend girlfriend friend"
)

# Grades of any work: alone they say nothing of it, nor does what raises or lowers them.
RANKS = _words(
    "manager director head lead chief executive officer supervisor coordinator assistant associate intern trainee "
    "specialist consultant president vp boss deputy clerk secretary"
)
GRADES = _words("senior junior vice deputy associate assistant general executive chief middle upper top")

# What may be anything.
INDEFINITE = _words("something anything someone somebody anyone anybody whatever whoever somewhere anywhere nothing")
ANY_THING = _words("something anything whatever nothing everything stuff thing")

# Words with those endings that name no role, or anybody at all.
NOT_ROLES = KIN | _words(
    "career water paper order number power letter center member customer user employer leader worker other "
    "another better bigger later after under over never ever whether rather either neither together former offer "
    "computer server software minor major sector factor error mirror labor labour color honor favor indoor "
    "outdoor mentor sponsor per chapter quarter semester winter summer november december october september "
    "cluster cyber newsletter chamber theater master matter latter layer consumer player dinner frontier peer "
    "stranger beginner monitor motor corridor visitor competitor easter discover deliver "
    "gather consider remember enter answer cover wonder whatever wherever however forever important relevant "
    "grant plant restaurant brilliant significant constant instant distant elegant exist wrist assist resist "
    "consist persist twist checklist shortlist italian asian indian russian australian canadian brazilian persian "
    "vegetarian guardian christian ukrainian norwegian austrian belgian egyptian iranian syrian californian hungarian "
    "bulgarian romanian armenian georgian for nor or her prior superior interior exterior senior junior behavior "
    "harbor"
)

JOB_WORDS = _words("job role position post internship opening")

EMPLOYMENT = JOB_WORDS | _words("work hired employed join career")

ROLE_FIELDS = _words(
    "engineering design nursing marketing accounting teaching research product data finance sales policy legal "
    "backend frontend security writing editing consulting operations devops analytics photography software "
    "hardware qa hr ux ui pr programming development manufacturing procurement journalism biotech recruiting "
    "accountancy translation physics chemistry biology maths history law medicine midwifery carpentry plumbing welding "
    "growth strategy audit tax logistics animation illustration copywriting tutoring"
)

# What people work in: no place, though it stands after "in".
FIELDS = ROLE_FIELDS | _words(
    "tech technology it ai finance banking insurance healthcare health education media entertainment retail energy "
    "science sciences engineering music art arts fashion gaming games crypto web3 robotics biotech fintech climate "
    "government industry general particular person order future business sports film tv food hospitality tourism"
)

# Kinds of organisation or owner: generic ones need a qualifier and a place, the others only a place.
GENERIC_SEGMENTS = _words(
    "company companies firm organisation organization business businesses employer institution team group agency "
    "agencies"
)

SEGMENTS = _words(
    "fund startup start-up scaleup scale-up clinic hospital bank school university universities college museum gallery "
    "galleries studio lab laboratory laboratories fintech biotech nonprofit ngo charity charities restaurant "
    "hotel brewery breweries farm utility utilities insurer retailer manufacturer publisher newsroom broadcaster "
    "practice contractor landlord municipality municipalities council ministry ministries foundation accelerator "
    "incubator angel brokerage dealership shop store venue festival theatre orchestra parish parishes cooperative "
    "chamber hospice gymnasium bakery bakeries supplier owner consultancy consultancies investor vcs airline airport "
    "port shipyard winery wineries "
    "gym pharmacy pharmacies think-tank family-office distributor wholesaler importer exporter reseller"
)

# Heads of what is never a segment, however it is narrowed: anyone, or what is wanted rather than from whom.
NO_SEGMENT = (
    EMPLOYMENT
    | HOLLOW_OBJECTS
    | _words(
        "people person folk folks professional expert leader event friend thing place experience opportunities "
        "opportunity others someone somebody anyone decision-maker interest stakeholder talk area others life "
        "year month week day time success expertise background studies clients customers client customer mind goal"
    )
)

DETERMINERS = _words(
    "a an the any some my our your their his her its this that these those all each every no one two three four five "
    "six seven eight nine ten fifteen twenty"
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
    "turkey greece ukraine california texas ontario bay valley bavaria alabama alaska arizona arkansas colorado "
    "connecticut delaware florida hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland "
    "massachusetts michigan minnesota mississippi missouri montana nebraska nevada jersey ohio oklahoma oregon "
    "pennsylvania tennessee utah vermont virginia wisconsin wyoming carolina dakota hampshire quebec alberta"
)

ENGLISH = _words(
    "a an the of to in at for with and or by from my our i me on as about is be get find meet work this that "
    "among near become into who i'm i'd it its are was would want like have has before until after when where whom "
    "which how more so us we you your than through up out they them looking"
)

# Function words of other languages that are no English words: who writes more of them writes no English.
FOREIGN = _words(
    "ich und der das ein eine einen einem einer eines bei für mit von zu zur zum als werden möchte nicht im auf dem "
    "den "
    "des oder bis finden gewinnen je le les un une des du de et à au aux chez dans pour avec sur mon ma mes devenir "
    "être el los las una y en con para por del mi conseguir trabajo ser como quiero o os uma em da meu minha na no il "
    "lo gli di presso per mio diventare trovare lavoro ik het van bij met voor worden vinden och att på hos som ett "
    "för bli jako w z na się jag og"
)

GERMAN = _words("ich und der das ein eine einen einem einer bei für mit von zu zur zum als werden möchte im dem den")

# How other languages say "at": who stands after it is someone's name, even where all nouns have capitals.
FOREIGN_AT = _words("bei beim chez presso bij hos u en em na no con da von mit")

FOREIGN_PLACE_PREPOSITIONS = _words("in à a nach aus te i w en em nel nella")

FOREIGN_PLACES = _words(
    "berlín parís londres londen londra köln münchen wien zürich genf hamburg genève bruxelles brüssel bruselas lyon "
    "marseille madrid barcelona sevilla valencia roma milano torino lisboa porto deutschland österreich schweiz "
    "allemagne suisse españa france francia italia portugal brasil méxico argentina europa europe"
)

# Names so widely known that they are read without their capital: 'backend engineer, openai or anthropic'.
KNOWN_NAMES = _words(
    "google openai anthropic microsoft amazon nvidia netflix spotify stripe adyen shopify airbnb uber lyft tesla "
    "spacex facebook instagram tiktok youtube linkedin github gitlab ibm intel amd nasa esa cern nhs bbc cnn nbc "
    "unicef unhcr unesco mit eth epfl cnrs inria ikea siemens bosch bmw volkswagen toyota sony samsung nintendo "
    "pfizer novartis roche sanofi bayer deloitte kpmg pwc mckinsey bain accenture goldman blackrock barclays hsbc "
    "zalando klarna revolut n26 figma canva atlassian salesforce databricks snowflake cloudflare datadog twilio "
    "duolingo deepmind huggingface mistral palantir nestlé unilever disney pixar dreamworks ycombinator darpa nih "
    "nsf fda epa fbi"
)

# After these a single capitalised word is a name even where it looks like an occupation: "with Linklaters".
LEADS_TO_NAME = _words("with from join by like via")

# First words of places of several words: 'New York', where 'Apple Zurich' is a branch of a company.
OF_PLACES = _words("new san los greater north south east west central saint st northern southern eastern western hong")

# What goes on over "for": Transport for London, Code for America.
WORKS_FOR = _words("transport code teach centre center institute council society alliance partnership")

# Those that the endings -ese, -ish, -ian, -ean do not tell.
NATIONALITIES = _words("french german dutch greek swiss czech welsh thai scots arab nordic baltic asian")

# Last words of names that are organisations even after "in".
ORGANISATIONS = _words(
    "orchestra office commission parliament agency ministry department institute bank university museum lab labs "
    "school team desk group foundation association society council court"
)

# Who is chosen so has a seat: 'elected to the school board'.
CHOSEN = _words("appointed elected nominated")

# Whose members have an office: "board member".
BODIES = _words("board committee council faculty jury panel parliament orchestra crew")

FOREIGN_ARTICLES = _words("der die das dem den la le les l' el los las il lo gli a o de het")

FOREIGN_OR = _words("oder und ou et o y e of en eller lub i или и")

# Parts of a country that employ by themselves: 'public defender in Cook County'.
DISTRICTS = _words("county district borough township parish canton shire")

# What one does "with" someone: 'sign with warp', 'work with bellingcat'.
DONE_WITH = _words("work sign partner collaborate team up publish pilot train record exhibit")

# Who is hired "by" someone is so by an employer: 'be hired by wikimedia'.
DONE_BY = _words("hired employed recruited funded published represented accepted")

# What one does with a work of one's own, and what of one's own is no work.
TAKEN = _words("get publish show screen premiere exhibit perform stage release place record submit sell")
NOT_TAKEN = (
    HOLLOW_OBJECTS
    | EMPLOYMENT
    | KIN
    | _words("foot name cv resume application self voice way life dream first next own money degree word face")
)

# Whom one joins without saying as what: 'join the team at Stripe'.
COMPANY_AT_LARGE = _words(
    "team company staff people network community group family world ranks firm conversation discussion movement crowd"
)

# Kinds of people of whom every city has thousands: 'entrepreneurs in Austin who think big'.
ANYWHERE = _words("investor entrepreneur founder manager recruiter freelancer developer engineer")

# What follows "at" or "with" and is no name.
NO_NAME = _words(
    "home least scale once night all conference meetup fair exhibition hackathon lunch people children men women youth "
    "data care food money wood passion confidence"
)
