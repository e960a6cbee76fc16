"""The closed word lists of English news style that the rules of attribution are written with."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Verbs that hand over speech. Objects and adverbs may follow ("told the Gazette on Monday").
SPEECH_VERBS = _words(
    """said says say saying told tells telling added adds adding explained explains explaining
    shared shares revealed reveals revealing admitted admits admitting insisted insists insisting
    recalled recalls recalling continued continues noted notes noting wrote writes writing tweeted
    tweets posted replied replies replying answered answers responded responds responding asked asks
    asking joked jokes joking quipped quips confessed confesses declared declares declaring
    announced announces announcing stated states stating argued argues arguing warned warns warning
    claimed claims claiming conceded concedes concluded concludes concluding remarked remarks
    observed observes observing mused muses gushed gushes exclaimed exclaims shouted shouts shouting
    cried whispered whispers murmured muttered mutters snapped sighed agreed agrees agreeing
    countered counters protested protests complained complains complaining promised promises
    promising vowed vows predicted predicts predicting suggested suggests suggesting commented
    comments commenting opined testified testifies confirmed confirms confirming denied denies
    disclosed discloses dished dishes elaborated elaborates wondered wonders urged urges urging
    pleaded pleads boasted boasts lamented laments reflected reflects reasoned reiterated reiterates
    repeated repeats acknowledged acknowledges advised advises teased teases reminisced reminisces
    stressed stresses emphasised emphasized emphasises emphasizes maintained maintains demanded
    demands screamed screams yelled yells assured assures informed informs reminded reminds
    clarified clarifies cautioned cautions divulged interjected bragged grumbled retorted
    volunteered ventured ruled blogged texted messaged emailed captioned summed hinted fumed beamed
    chuckled marvelled marveled recounted recounts enthused enthuses estimated estimates pledged
    pledges swore called calls described describes thought thinks remembered remembers marveling marvelling
    elaborating recalling gloated scoffed sneered bellowed barked growled hissed croaked whooped
    sobbed wept griped moaned groaned chided scolded rejoined parried bemoaned
    narrated stammered stuttered mumbled deadpanned deadpans tweeting commenting noting insists
    theorized theorised speculated speculates surmised inquired enquired queried implored begged
    professed proclaimed pronounced affirmed avowed attested contended contends asserted asserts
    alleged alleges charged submitted proposed proposes recommended recommends specified"""
)
# They take an object before the words, so what follows them is never their subject.
TELL_VERBS = _words(
    """told tells tell telling assured assures informed informs reminded reminds called calls
    described describes"""
)
# "began", "went on", "offered", "laughed": speech only when they touch the quote marks.
CLOSE_VERBS = _words(
    """began begins offered offers laughed laughs smiled went goes chimed read reads put puts
    spoke speaks started pointed broke"""
)
# In a sentence that leads into a quote they name its speaker too ("Lind opened up about …:").
LEAD_VERBS = _words(
    """spoke speaks talked talks discussed discusses opened opens addressed addresses spilled spills
    poured blasted praised defended defends apologised apologized thanked criticised criticized
    dismissed rejected reacted responded welcomed celebrated expressed expresses condemned gave sat
    chatted confided confides went issued remembered remembers summed referred quoted"""
)
AUXILIARIES = _words("has had have having did does would will could also then later once still be")
ADVERBS = _words(
    """also later then once again recently earlier today yesterday repeatedly simply simultaneously
    soon afterwards afterward just even further instead meanwhile only often always never first
    all both now though however too once"""
)
PRONOUNS = {"he": "m", "she": "f", "they": "", "i": "1", "we": "1", "who": "r"}
PREPOSITIONS = _words(
    """of for to from with by about against on in at into over under like near between behind
    beside towards toward without alongside via per among around despite including"""
)
CLAUSE_WORDS = _words(
    """and but that because while when though although if as so whether before after since where
    until once then yet or nor than what how why meanwhile however still"""
)
DETERMINERS = _words("the a an his her their its my our your one another this that these those")
OBJECT_AUDIENCES = _words("us me him her them it you reporters journalists")
# "told the magazine" means the outlet named last.
OUTLET_NOUNS = _words(
    """magazine paper newspaper outlet publication site website podcast broadcaster station show
    programme program channel blog mag tabloid weekly daily journal network"""
)
OUTLET_WORDS = _words(
    """times weekly magazine gazette herald tribune journal daily observer chronicle guardian
    telegraph mirror mail post globe press radio tv television today tonight review echo examiner
    courier standard independent sentinel dispatch bulletin monitor inquirer enquirer record
    register reporter argus advertiser mercury wire online fm podcast show news broadcasting
    newsletter newspaper leader messenger argus voice ledger digest clarion mag breakfast hour"""
)
KNOWN_OUTLETS = _words(
    """bbc cnn nbc abc cbs npr pbs itv cnbc msnbc bloomberg reuters variety vogue elle gq tmz billboard
    newsweek wired politico axios espn mtv people time forbes fortune esquire cosmopolitan glamour
    buzzfeed ap afp espn hello! ok! e! instagram twitter facebook youtube tiktok"""
)
# Where something is posted rather than whom it is said to.

# A capitalised sequence with one of these is not a person.
NOT_PERSON_WORDS = (
    _words(
        """university college school academy institute council committee commission department ministry
    government parliament congress senate court office agency bureau authority association society
    federation foundation trust charity union league club fc united city county state states
    republic kingdom party democrats republicans conservatives labour labor tories group company
    corporation corp inc ltd llc plc bank airlines airways railway hotel restaurant café theatre
    theater cinema hall palace castle tower bridge station airport harbour harbor port pier dock
    street road avenue lane square boulevard drive park garden gardens lake river bay beach coast
    island islands isle mountain mountains mount hills valley ocean sea north south east west
    northern southern eastern western central upper lower greater new saint fort cape museum gallery
    library hospital clinic church cathedral chapel mosque temple synagogue festival award awards
    prize medal cup championship championships tournament games olympics olympic series season
    episode album tour band orchestra choir records pictures studios productions entertainment media
    network channel studio act bill law treaty agreement plan project programme program initiative
    campaign movement report survey study day night week month year years eve christmas easter
    thanksgiving halloween ramadan monday tuesday wednesday thursday friday saturday sunday january
    february march april june july august september october november december spring summer autumn
    winter america american africa african europe european asia asian australia australian britain
    british england english scotland scottish wales welsh ireland irish france french germany german
    italy italian spain spanish china chinese japan japanese india indian russia russian canada
    canadian mexico mexican brazil ukraine ukrainian israel israeli california texas florida chicago
    boston hollywood manhattan brooklyn washington york angeles francisco vegas internet twitter
    facebook instagram youtube google apple amazon microsoft netflix god man woman men women world
    national international royal global police fire army navy guard force forces service services
    house home center centre building airport house market store shop team cats dogs force board
    trade energy water health education finance economy industries partners holdings systems
    technologies solutions union workers teachers association unit squad division house commons
    lords assembly mayor president minister secretary chief director officer sixth first second
    third player best actor actress picture artist song film movie book novel street wars star love
    black lives matter covid brexit ferry line lines express centre crown estate village town farm
    mill quay wharf rovers rangers wanderers athletic albion hornets lakers eagles tigers lions
    bears bulls giants wolves hawks sharks stars rockets warriors kings knights saints angels"""
    )
    | OUTLET_WORDS
)
# … unless it comes first, where these are given names or surnames as often as not.
PERSON_FIRST_ANYWAY = _words(
    """april june august summer autumn virginia georgia austin dallas jordan chelsea sydney paris
    florence savannah charlotte victoria madison lincoln jackson carter china india brooklyn
    america ireland france england israel royal star angel king saint earl duke prince major
    love hope faith grace joy rose ivy"""
)

# Titles written before a name. The value is the gender they show, if any.
TITLES = {
    "mr": "m", "mr.": "m", "mister": "m", "sir": "m", "lord": "m", "king": "m", "prince": "m",
    "mrs": "f", "mrs.": "f", "ms": "f", "ms.": "f", "miss": "f", "lady": "f", "dame": "f",
    "queen": "f", "princess": "f", "baroness": "f", "duchess": "f", "countess": "f",
    "dr": "", "dr.": "", "prof": "", "prof.": "", "professor": "", "doctor": "", "rev": "",
    "rev.": "", "reverend": "", "father": "m", "sister": "f", "brother": "m", "mother": "f",
    "bishop": "", "archbishop": "", "pope": "m", "cardinal": "", "rabbi": "", "imam": "",
    "pastor": "", "captain": "", "capt.": "", "sergeant": "", "sgt.": "", "sgt": "", "lieutenant": "",
    "lt.": "", "colonel": "", "col.": "", "major": "", "general": "", "gen.": "", "admiral": "",
    "commander": "", "inspector": "", "superintendent": "", "constable": "", "detective": "",
    "officer": "", "chief": "", "sheriff": "", "judge": "", "justice": "", "president": "",
    "vice": "", "minister": "", "premier": "", "chancellor": "", "secretary": "", "senator": "",
    "sen.": "", "representative": "", "rep.": "", "congressman": "m", "congresswoman": "f",
    "governor": "", "gov.": "", "mayor": "", "councillor": "", "councilor": "", "cllr": "",
    "cllr.": "", "councilman": "m", "councilwoman": "f", "alderman": "", "ambassador": "", "coach": "",
    "manager": "", "chairman": "m", "chairwoman": "f", "chair": "", "director": "", "nurse": "",
    "aunt": "f", "uncle": "m", "deputy": "", "harbourmaster": "", "former": "", "prime": "",
    "emir": "m", "sheikh": "m", "emperor": "m", "empress": "f", "count": "m", "baron": "m",
    "duke": "m", "earl": "m", "dj": "", "lecturer": "", "spokesman": "m", "spokeswoman": "f",
    "spokesperson": "", "actor": "", "actress": "f", "singer": "", "author": "", "editor": "",
}  # fmt: skip

# Nouns for what a person is. The value is the gender they show, if any.
ROLES = {
    **dict.fromkeys(
        ["husband", "ex-husband", "boyfriend", "ex-boyfriend", "father", "dad", "stepfather", "grandfather", "grandad", "son", "brother", "stepbrother", "uncle", "nephew", "widower", "fiancé", "spokesman", "chairman", "businessman", "fisherman", "policeman", "salesman", "cameraman", "anchorman", "congressman", "councilman", "barman", "waiter", "groom", "king", "prince", "duke", "lord"],
        "m",
    ),
    **dict.fromkeys(
        ["wife", "ex-wife", "girlfriend", "ex-girlfriend", "mother", "mum", "mom", "stepmother", "grandmother", "gran", "daughter", "sister", "stepsister", "aunt", "niece", "widow", "fiancée", "spokeswoman", "chairwoman", "businesswoman", "policewoman", "actress", "waitress", "bride", "heiress", "comedienne", "queen", "princess", "duchess", "lady", "hostess", "congresswoman", "councilwoman"],
        "f",
    ),
    **dict.fromkeys(
        ["rapper", "singer", "songwriter", "singer-songwriter", "musician", "artist", "painter", "actor", "comedian", "presenter", "host", "co-host", "author", "writer", "novelist", "poet", "journalist", "reporter", "correspondent", "editor", "columnist", "blogger", "critic", "director", "producer", "designer", "architect", "model", "dancer", "drummer", "guitarist", "pianist", "composer", "conductor", "star", "co-star", "striker", "midfielder", "defender", "goalkeeper", "captain", "coach", "manager", "trainer", "player", "footballer", "athlete", "runner", "swimmer", "sprinter", "boxer", "golfer", "cyclist", "politician", "candidate", "senator", "minister", "secretary", "mayor", "councillor", "councilor", "governor", "president", "chancellor", "leader", "deputy", "chair", "chairperson", "spokesperson", "lawyer", "solicitor", "barrister", "attorney", "judge", "prosecutor", "officer", "detective", "inspector", "constable", "sergeant", "commissioner", "chief", "doctor", "nurse", "surgeon", "paramedic", "midwife", "psychologist", "therapist", "scientist", "researcher", "professor", "lecturer", "historian", "economist", "analyst", "biologist", "engineer", "teacher", "headteacher", "principal", "student", "pupil", "farmer", "fisher", "skipper", "sailor", "pilot", "driver", "baker", "butcher", "chef", "cook", "waiter", "gardener", "carpenter", "builder", "plumber", "electrician", "shopkeeper", "owner", "co-owner", "founder", "co-founder", "executive", "ceo", "boss", "head", "worker", "volunteer", "campaigner", "activist", "organiser", "organizer", "resident", "neighbour", "neighbor", "friend", "pal", "colleague", "partner", "spouse", "cousin", "twin", "sibling", "parent", "child", "grandchild", "witness", "survivor", "victim", "suspect", "defendant", "vicar", "priest", "bishop", "rabbi", "imam", "pastor", "librarian", "curator", "archivist", "harbourmaster", "master", "keeper", "warden", "ranger", "guide", "photographer", "filmmaker", "screenwriter", "playwright", "insider", "source", "publicist", "agent", "assistant", "stylist", "nanny", "bodyguard", "entrepreneur", "developer", "programmer", "activist", "veteran", "soldier", "colonel", "general", "captain", "treasurer", "clerk", "mechanic", "tailor", "florist", "brewer", "conservationist", "ecologist", "oceanographer", "geologist", "meteorologist", "diver", "swimmer", "rower", "ferryman", "consultant", "adviser", "advisor", "director", "customer", "passenger", "tourist", "visitor", "fan", "viewer", "reader", "caller", "user", "commenter", "mp", "chaplain", "ballerina", "violinist", "cellist", "soprano", "tenor", "sculptor", "potter", "weaver", "goalscorer", "winger", "representative", "rep", "official", "aide", "strategist", "joiner", "stonemason", "mason", "bricklayer", "roofer", "painter-decorator", "blacksmith", "welder", "fitter", "cobbler", "shoemaker", "watchmaker", "jeweller", "glazier", "beekeeper", "shepherd", "vintner", "winemaker", "miller", "forester", "gamekeeper", "vet", "veterinarian", "pharmacist", "chemist", "physicist", "botanist", "zoologist", "astronomer", "mathematician", "statistician", "archaeologist", "anthropologist", "sociologist", "philosopher", "linguist", "translator", "interpreter", "bookseller", "publisher", "printer", "organist", "flautist", "bassist", "trumpeter", "choreographer", "acrobat", "magician", "puppeteer", "seamstress", "hairdresser", "barber", "bartender", "barista", "restaurateur", "hotelier", "landlord", "landlady", "tenant", "lodger", "cleaner", "caretaker", "janitor", "porter", "courier", "postman", "postwoman", "firefighter", "lifeguard", "fisherwoman", "boatbuilder", "shipwright", "helmsman", "navigator", "planner", "surveyor", "auditor", "accountant", "banker", "trader", "broker", "investor", "landowner", "developer", "ombudsman", "registrar", "magistrate", "coroner", "ambassador", "diplomat", "consul", "envoy", "legislator", "lawmaker", "alderman", "pensioner", "retiree", "apprentice", "intern", "trainee", "graduate", "undergraduate", "rider", "jockey", "skier", "climber", "mountaineer", "rower", "wrestler", "referee", "umpire", "selector", "groundsman", "busker", "juggler", "monk", "nun", "abbot", "deacon", "preacher", "missionary", "maker", "creator", "inventor", "sexton"],
        "",
    ),
}  # fmt: skip
ANSWERS = _words(
    "advice answer comment explanation message motto reply response summary verdict warning words"
)
ARTISTS = _words("rapper singer musician artist dj drummer band producer wrestler")

# Capitalised only because a sentence begins with them.
SENTENCE_WORDS = _words(
    """the a an and but or so yet nor if when while although though even because since as until
    unless whether after before once during despite instead then now here there this that these
    those he she they it we you i his her their its our my your who what where why how which whose
    in on at by for from with to of about into over under between among through without within
    against across along behind beyond near off out up down all both each every some any many most
    more much few several other another such no not only just also still soon later earlier today
    yesterday tomorrow tonight recently meanwhile however moreover further furthermore indeed
    perhaps maybe asked speaking talking writing according told said one two three four five six
    seven eight nine ten hundred thousands dozens nearly almost around like unlike having being
    had has have was were is are be been do does did can could will would should may might must
    let lets please thank thanks yes no well oh hey ok okay asked born based last next first
    second finally eventually never ever always often sometimes none nobody everybody everyone
    someone anyone nothing everything something people police officials residents critics
    supporters experts scientists researchers neighbours neighbors witnesses fans reporters
    sources friends family parents children students teachers workers breaking exclusive update
    watch read see look photo photos image video caption credit related share hello hi dear
    mr mrs ms dr it's that's there's what's who's he's she's i'm i've i'd i'll we're we've don't
    can't won't didn't isn't aren't wasn't doesn't couldn't wouldn't shouldn't haven't hasn't
    they're they've you're you've let's here's how's where's when's unlike per plus minus via
    asked except besides until rather quite very too anyway thus hence therefore otherwise
    including following regarding given ahead amid upon back away once again together apart
    my mine ours yours theirs himself herself themselves itself new old good great big little"""
)
DAYS = _words("monday tuesday wednesday thursday friday saturday sunday")
MONTHS = _words(
    """january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec"""
)
PARTICLES = _words(
    "de da di do dos das del della der den van von la le el al bin ibn ap y du ten ter"
)
SUFFIXES = _words("jr jr. sr sr. ii iii iv")
# Surnames that are also words for places and things: only proof makes them people.
SURNAMES_TOO = _words(
    """action august banks bay beach bear bell best bridge brook bull bush case castle china church
    court day england english farm field fields first ford forest fox france french friday
    german guard hall hawk hill hills holland house india ireland island israel june king
    knight lane last line london love march marsh may mercer mill north park post power
    price rivers second star stone street summers sunday town waters welsh west winter wolf
    woods"""
)
