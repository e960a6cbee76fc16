"""Common given names of English-language news, the surest sign that a capitalised word is a person.

The list only helps: a name that is not in it is still found by its title, age, role or verb.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MALE = _words(
    """
    aaron abdul abdullah adam adrian ahmed aidan alan albert alejandro alexander alfred ali
    alistair allan allen alvin amir anders andre andreas andrew andy angus anthony anton
    antonio archie arnold arthur arturo aziz barack barry bashir ben benjamin bernard bernie
    bert bill billy björn bob bobby boris brad bradley brendan brent brett brian bruce bruno
    bryan bryce byron caleb calvin carl carlos cecil cedric chad charles charlie chris
    christian christopher chuck clarence clark claude clayton clifford clint clive colin
    connor conor craig curtis cyril damian damien dan daniel danny darius darren darryl dave
    david dean declan denis dennis derek derrick desmond devon dexter diego dietrich dmitri
    dominic don donald dong donovan doug douglas duncan dustin dwayne dwight dylan eamon earl
    ed eddie edgar edmund eduardo edward edwin eli elias elijah elliot elliott elton elvis
    emil emilio emmanuel enrique eric erik ernest ernesto ethan eugene evan evgeny faisal
    felipe felix fernando finn floyd francesco francis francisco frank franklin fred frederick
    fredrik gabriel garth gary gavin gene geoff geoffrey george gerald gerard gilbert giles
    giovanni giuseppe glen glenn gordon graham grant greg gregory guillermo gus guy hamid
    hamish hans harold harrison harry harvey hassan hector heinrich henrik henry herbert
    hiroshi howard hugh hugo hussein ian ibrahim ignacio igor isaac ismail ivan jack jackson
    jacob jacques jake jamal james jan jared jason javier jay jeff jeffrey jeremiah jeremy
    jermaine jerome jerry jesse jesus jim jimmy joachim joao joe joel johan johannes john
    johnny jon jonah jonas jonathan jorge jose josef joseph josh joshua josé juan juergen
    julian julio justin kareem karl keith ken kenji kenneth kent kevin khalid kirk klaus kobe
    kofi kurt kwame kyle lachlan lamar lance larry lars laurence lawrence lebron lee leif len
    leo leon leonard leonardo leroy leslie lester levi lewis liam lionel lloyd lorenzo louis
    luca lucas luigi luis lukas luke luther magnus malcolm manuel marc marcel marco marcus
    mario mark marlon marshall martin marvin mason mathew mats matt matteo matthew matthias
    maurice max maxim maxwell mehmet mel melvin michael miguel mike mikhail miles milo mitch
    mitchell mohamed mohammad mohammed moritz moses muhammad murray mustafa nasser nathan
    nathaniel ned neil nelson niall nicholas nick nicolas nigel niklas nikolai noah noel
    norman oleg oliver omar orlando osama oscar otis otto owen pablo paddy patrick paul paulo
    pedro percy perry pete peter phil philip philippe phillip pierre quentin quincy rafael raj
    rajesh ralph ramon randall randy raphael rashid raul ravi ray raymond reginald reuben rex
    ricardo richard rick ricky rob robert roberto robin rocco roderick rodney rodrigo roger
    roland roman ron ronald ronan ronnie rory ross roy ruben rudolf rudy rufus rupert russell
    ryan salman salvador sam samir samuel sanjay santiago scott sean sebastian sergei sergio
    seth shane shaun shawn sheldon sidney silas simon spencer stan stanley stefan stephen
    sterling steve steven stuart sven takashi tariq ted terence terrence terry theo theodore
    thomas tim timothy tobias toby todd tom tomas tommy tony travis trevor tristan troy tyler
    tyrone umar victor vikram vince vincent vladimir wade walter warren wayne wesley wilbur
    wilfred will willem william willie winston wolfgang xavier yannick yuri yusuf zac zachary
    zack
    """
)
FEMALE = _words(
    """
    abigail ada adele adriana agatha agnes aisha alana alberta alexandra alexis alice alicia
    alina alison allison alma amal amanda amber amelia amina amy ana anastasia andrea angela
    angelica angelina anita anja ann anna annabel anne annette annie antonia aoife april
    ariana arlene ashley astrid audrey aurora ava ayesha barbara beatrice beatrix becky
    belinda bella bernadette bernice beryl bessie beth bethany betsy betty beverley beverly
    beyoncé bianca bonnie brenda bridget britney brittany brooke camilla camille candice cara
    carla carly carmen carol carole carolina caroline carolyn carrie cassandra catherine cathy
    cecilia celia celine charlene charlotte chelsea cheryl chiara chloe chloé christina
    christine cindy claire clara clarissa claudia colleen connie constance cora cordelia
    corinne courtney cynthia daisy danielle daphne darlene dawn debbie deborah debra deirdre
    delia delilah denise diana diane dina dolly dolores donna dora doreen doris dorothea
    dorothy edith edna eileen elaine eleanor elena elisabeth elise eliza elizabeth ella ellen
    ellie eloise elsa elsie emilia emily emma erica erika erin esmeralda esther ethel eugenia
    eva eve evelyn faith farah fatima felicia felicity fern fiona flora florence frances
    francesca freda freya gabriela gabrielle gail gemma genevieve georgia georgina geraldine
    gertrude gillian gina ginny giulia gladys glenda gloria grace greta gretchen guadalupe
    gwen gwendolyn hailey hana hannah harriet hattie hayley hazel heather heidi helen helena
    helga henrietta hermione hilary hilda hillary holly hope ida imelda imogen ines ingrid
    irene iris irma isabel isabella isabelle isla isobel ivana ivy jackie jacqueline jade jana
    jane janet janice janine jasmine jean jeanette jeanne jemima jen jenna jennifer jenny
    jessica jill joan joanna joanne jocelyn jodie johanna josefina josephine joy joyce juanita
    judith judy julia juliana julie juliet june kaitlyn karen karin karina kate katharine
    katherine kathleen kathryn kathy katie katja katrina katy kayla keira kelly kendall kendra
    khadija khloe khloé kim kimberly kirsten kirsty kourtney kristen kristin kristina kylie
    lara latoya laura lauren laverne layla lea leah leanne leila lena leonie leticia lexi lila
    lilian lillian lily lina linda lindsay lindsey lisa liv liz liza lois lola lorena loretta
    lorna lorraine louisa louise lucia lucille lucinda lucy lydia lynn lynne mabel mackenzie
    maddie madeleine madeline madonna mae maeve magdalena maggie maia malala malia mandy mara
    marcia margaret margarita margot maria mariah mariam marian marianne marie mariko marilyn
    marina marion marisa marjorie marlene martha martina mary matilda maud maureen mavis
    maxine may maya megan meghan melania melanie melinda melissa mercedes meredith mia
    michaela michelle mila mildred millie mina minnie miranda miriam moira molly mona monica
    monique muriel myra myrtle nadia nadine nancy naomi natalia natalie natasha nell nellie
    nia niamh nicola nicole nina nora noreen norma octavia odette olga olive olivia ophelia
    oprah paige pam pamela patience patricia patsy patti paula pauline pearl peggy penelope
    penny petra philippa phoebe phyllis pippa polly pooja portia priscilla priya prudence
    queenie rachel ramona rebecca regina renata renee rhoda rhonda rihanna rita roberta
    rochelle rosa rosalie rosalind rosamund rose rosemary rosie rowena roxanne ruby ruth
    sabine sabrina sadie saffron sally salma samantha sana sandra sandy saoirse sara sarah
    sasha savannah scarlett selena selma serena shakira shania shannon sharon sheila shelby
    shelley sherry shirley sienna sierra sigrid silvia simone siobhan sofia sonia sonja sophia
    sophie stacey stacy stella stephanie sue susan susanna susannah suzanne sybil sylvia
    tabitha tamara tamsin tania tanya tara tatiana taylor teresa tess tessa thea thelma
    theresa tiffany tilda tina tracey tracy trudy una ursula valentina valerie vanessa vera
    verity veronica vicky victoria viola violet virginia vivian viviane wanda wendy whitney
    wilhelmina wilma winifred xenia yasmin yasmine yoko yolanda yvette yvonne zahra zainab
    zara zelda zoe zoë
    """
)
EITHER = _words(
    """
    addison alex alexei angel ariel aubrey avery bailey blair blake bobbie cameron campbell
    carey carmel casey cassidy charley corey cory dakota dale dana darcy dominique drew eden
    emery ezra finley frankie gale georgie harley harper hayden hunter jaden jaime jamie jesse
    jo jody jordan jules kai karim keegan kerry kit lane leigh lindsey logan loren lou marley
    mattie mel micah morgan nikita noa noor paris parker pat payton phoenix quinn reese remy
    riley river rowan sage sascha shea sidney skyler stevie sydney tatum teddy toni tracy val
    wei yael yuki
    """
)
ELSEWHERE = _words(
    """
    adebayo aditya agnieszka aiko aino akiko aleksander alexandre alexandru alfonso alfredo alonso
    aksel amadou amadi ananya anselm antoine antonín arjun armando arvid asha augustin ayumi
    baptiste barnabas bartholomew bartosz benedikt benoit bernardo beata bogdan božena callum carlo
    carlotta caspar casper catalina chidi chinedu chioma chukwu cillian clemens clement consuelo
    coralie cosimo cosmin cristina cristian cuthbert daisuke damir darragh dariusz deepak delphine
    dilip dimitri dimitris dolors donatella dorota dragan ebba edda edmond eduard eiji eino eirik
    elif elin elke ellinor eloisa elvira emeka emre enzo ephraim esteban etienne ettore eugen
    evangelos ewa fabian fabio farid farouk federica federico feng ferdinand fergus fernanda filip
    finnian folasade frida fritz fumiko gael gaspard georges georgios geraint gerd gergely gheorghe
    gideon gintaras giorgio giorgos giovanna gisela goran gottfried grażyna gunnar gustav gustavo
    gwilym hakan hamza hanna hanneke haruki haruto hendrik henri hiroko horst hiroto ida ifeoma ilse
    imran ingeborg inger inigo ioana ioannis isolde istván itzel jacek jaakko jarek javiera jens
    jerzy joana joaquin jochen joost jorg josip josefine juha jun jürgen kaito kamal kamila
    kaspar katarina katarzyna kavita kazimierz keiko kelechi kenta kerstin krisztina krzysztof
    lakshmi lamia lars leandro lech leila leopold lieke liesbeth ligia linnea lorcan lorenz luan
    lucía ludmila ludovic ludwig lyudmila maarten maciej magda mahmoud malik manuela marcin marek
    margarethe margaux mariana marietta mario marko marta massimo mathias mathieu mathilde mauricio
    maxime mehdi mei michał mihai milena minh mirela mireille miroslav mohan nadezhda naoko
    natalya nikhil nikita nikolaos nikos nils nobuko nuno obinna odile oksana olaf oleksandr olena
    olof oluwaseun onur orla ottilie ottoline padraig paolo pascal patricio pavel pavlos peadar
    pernille piet pieter pilar piotr radek rafał rahul rajiv ramesh ramiro raquel rasmus renate
    renato rocío rolf roza sabina sakura salvatore samira sanna sandro sanjay satoshi
    sebastián selim shinji shreya siddharth siegfried signe sigurd silas silvan silvio sina sinead
    sofie solveig soren søren stanisław stefania stefano stig sunita svetlana swati szymon tadeusz
    takeshi tamás tariq tarek temitope teodor teodora terje tetsuya thabo thandiwe thierry thijs
    thomasina thorsten tiago timo tiziana tobiah tomás tomasz tomoko torben tove tuomas ulrich
    ulrike uwe václav vaclav valentin valeria vasile vasilis veronika vibeke vidya viggo vikram
    viktor vilhelm vincenzo vitaly vittoria vladislav wiktor wojciech xavi xiao yara yasuko yiannis
    yusuke yvan zbigniew zdenek zeynep zofia zoltan zuzana
    """
)
GIVEN_NAMES = MALE | FEMALE | EITHER | ELSEWHERE

# Short forms that are no mere beginnings of the full name.
SHORT_FORMS = {
    "mike": "michael", "tom": "thomas", "bill": "william", "will": "william", "bob": "robert",
    "rob": "robert", "jim": "james", "jimmy": "james", "kate": "katherine", "liz": "elizabeth",
    "beth": "elizabeth", "jack": "john", "tony": "anthony", "nick": "nicholas", "peggy": "margaret",
    "maggie": "margaret", "ted": "theodore", "dick": "richard", "rick": "richard", "sue": "susan",
    "jenny": "jennifer", "andy": "andrew", "becky": "rebecca", "kathy": "katherine", "hal": "harold",
    "harry": "henry", "larry": "lawrence", "lenny": "leonard", "molly": "mary", "polly": "mary",
    "sandy": "alexandra", "steve": "stephen", "vicky": "victoria", "debbie": "deborah",
}  # fmt: skip


def gender_of(given_name: str) -> str | None:
    """Return "m" or "f" for a given name that is one or the other, else None."""
    name = given_name.casefold()
    if name in EITHER or (name in MALE) == (name in FEMALE):
        return None
    return "m" if name in MALE else "f"
