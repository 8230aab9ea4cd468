"""Words that show frustration or anger in English, Korean and Japanese, and what takes them back: the tables behind
`sensing`.

All patterns meet text as `sensing` folds it. A mere complaint ('slow', '불편', '困る') and sadness are not in them: a
team should be able to trust the mark, and a missed one costs a reporter one tap. What follows a word here is often a
list of what it must not be part of: '화나' stands in '전화나', '기만' in '보기만', 'くそ' in '早くそちらに'.
"""

import re


def _any(*patterns: str) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)


def _one_of(text: str) -> str:
    return f"(?:{'|'.join(text.split())})"


# Marks and faces need no language. Mixed marks ('?!') are surprise or haste; one kind three times over is not.
MARKS = re.compile(r"!{3,}|\?{3,}")
FACES = re.compile(
    _any(
        "[😡🤬😤😠💢👿😾🖕🙄😒]",
        "ㅡ[_.]?ㅡ",
        r"(?<!\w)>:[(\[]",
        ":(?:rage|angry|triumph|anger|pout|pouting_face|face_with_symbols_on_mouth|cursing_face|middle_finger|"
        "unamused|rolling_eyes|face_with_rolling_eyes|pouting_cat|imp):",
    )
)
# '!!!' of a cheerful or a pleading person.
NOT_CROSS = re.compile(
    r"\b(?:thanks?|thx|thank you|great|love[ds]?|awesome|amazing|perfect|congrat\w*|yay|welcome|happy|wow|excellent|"
    r"cheers|hurra[hy]|hooray|hello|hi|brilliant|fantastic)\b|감사|고마|최고|좋아요|좋네|축하|대박|반가|ありがと|感謝|"
    "最高|嬉し|うれし|おめでと|助かり|素晴ら|すばらし|大好き"
)

_WHO = "(?:me|us|him|her|them|you|people|customers?|guests?|clients?|users?|everyone|everybody|anyone)"
_WHOSE = "(?:my|our|your|his|her|their|its)"
_SOME = "(?:\\w+ ){0,2}"
ENGLISH = re.compile(r"(?<![\w-])(?:" + _any(
    r"(?:annoy(?:s|ed|ing|ingly)?|(?:to|in|out of|with) (?:\w+ )?annoyance)",
    r"frustrat\w*",
    "ang(?:ry(?! birds)|rily|rier|riest|ered|er)",
    r"enrag(?:ed|es|ing)|rag(?:e|ed|ing|es)|outrag\w*|infuriat\w*|exasperat\w*|indignant\w*|incensed|livid|irate",
    r"seething|fum(?:ed|ing)|furious\w*|fury",
    "irritat(?:e|es|ed|ing|ingly)|(?<!skin )(?<!eye )irritation",
    r"aggravating|maddening\w*|vexed|vexing|galling|riled|miffed|peeved|irked?|irksome",
    "disgruntled|displeased|resentful|resentment|offended|insult(?:s|ed|ing)?",
    r"(?:ticked|pissed|hacked|cheesed|brassed|teed|browned) off|piss(?:ed|es|ing) \w+ off|pissed",
    "(?:worked|steamed|riled) up(?! (?:fine|well))|up in arms|hopping mad|hot under the collar|boiling with|"
    r"beside \w+sel\w+",
    "upset(?:s|ting)?(?! stomach)",
    r"(?<!\d )mad(?:der)?(?! (?:men|max|rush|scientist|hatter|dash))",
    r"fed[- ]up",
    "sick (?:and tired |to death |to the back teeth )?of|"
    "(?:so|very|really|just|getting|got|grown|are|is|am|i'm|was|were|be|bored and) tired of",
    "had it (?:up to here )?with|(?:so|just|really|totally) done with|losing it (?:over|with|at)",
    "(?:absolutely|totally|completely|utterly|just|is|are|was) insane|"
    "complain(?:ed|ing|s) (?:bitterly|loudly|angrily)",
    r"(?:have|has|had|\w+'(?:ve|s|d)) (?:just |really |quite |finally )?had enough(?! (?:money|funds|points|time|"
    "balance|credit|cash|space|storage|in|on|left|to))|had enough of|enough is enough|enough already",
    r"(?:lost|losing|loses|lose|out of|run out of|running out of|no more) (?:\w+ )?(?:patience|temper|cool|rag)",
    r"(?:patience|temper) (?:is|was|has|had|are)? ?(?:been )?(?:wear|worn|run|gone|go|short|thin|snap|end)\w*",
    f"(?:tr(?:y|ies|ied|ying)|test(?:s|ed|ing)?) {_WHOSE} patience",
    "wit'?s'? end|last straw|tipping point|end of (?:my|her|his|their|our) (?:tether|rope)|boiling point",
    "(?:can't|cannot|could not|couldn't|can not|cant) (?:stand|bear|tolerate|put up with) (?:it|this|that|the|these|"
    "those|him|her|them|any|another|you|how|one)|take (?:it|this) any ?(?:more|longer)",
    "unbearabl[ey]|intolerabl[ey]|insufferabl[ey]",
    "unacceptabl[ey]|not acceptable|inexcusabl[ey]|unforgivabl[ey]|beyond (?:belief|a joke|ridiculous)|unbelievable",
    r"ridiculous\w*|absurd\w*|ludicrous\w*|preposterous\w*|laughabl[ey]|farcical|farce",
    "(?:is|are|was|were|'s|be|feels like|become|became|what|such|like|call(?:ed|"
    r"s)? (?:\w+ ){0,5}) ?a (?:\w+ )?joke(?! about)",
    "(?:complete|total|absolute|utter|bad|sick|bloody|cruel|big|huge) joke",
    "(?:complete|total|absolute|utter|bloody|pure|such|is|are|was|what a load of|load of|pile of) (?:garbage|rubbish|"
    r"trash|nonsense|disaster|shambles|crap)(?! (?:bin|can|bag|collect\w*|chute|data))",
    r"disgrace\w*|shameful|shame on|shambles|scandal\w*|appall?(?:ed|ing|ingly)|atrocious\w*|abysmal\w*|deplorabl[ey]",
    r"(?<!made a )(?<!making a )(?<!make a )(?:terrible|awful|horrible)(?! (?:mistake of|typo))|horrendous\w*|horrid|"
    "dreadful|horrific",
    r"the worst(?! case)|worst (?:\w+ )?(?:ever|company|service|app|bank|experience|support|shop|store|thing|system|"
    "website|site)",
    r"(?<!would )(?<!'d )(?:hate[sd]?|hating)(?! (?:to|speech|mail|crime))|despis(?:e|es|ed)|detest\w*|"
    "loath(?:e|es|ed|ing)",
    "useless|worthless|pathetic|hopeless(?:ly)?|lousy|crappy|crap|sucks|sucky|god-?awful|"
    "rotten (?:service|app|support)",
    "disgust(?:ed|ing|ingly)?|sicken(?:ed|ing)|repuls(?:ed|ive)|revolting",
    "(?:stupid|dumb|idiotic|moronic)(?:ity|est|er|ly)?(?! (?:question|q|mistake|me))|idiots?|morons?|imbeciles?|"
    r"incompeten\w+|clowns",
    r"(?:day(?:light)?|highway) robbery|(?:being|getting|been|feels?|felt|was|am|are|is|were) (?:\w+ )?(?:ripped off|"
    "cheated)|rip-?offs?|ripp(?:ed|ing) (?:me|us|them|him|her|people|customers) off|crooks|(?:you|they|we) (?:lied|"
    "lie) to|liars?",
    "nightmare(?! mode)|hell on earth|hellish|torture",
    "wast(?:e|es|ed|ing|er) (?:of )?(?:any ?more of |so much of |so much |too much |more of |half )?(?:a |my |our |"
    "your |his |her |their |people's |everyone's |everybody's )?(?:precious |valuable |whole |entire |"
    r"\w+ hours? of )?(?:time|day|afternoon|morning|evening|lunch ?break|weekend|hours?)",
    f"(?:driv(?:e|es|ing|en)|drove|mak(?:e|es|ing)|made|send(?:s|ing)?) {_SOME}{_WHO} (?:up the wall|round the bend|"
    "crazy|mad|nuts|insane|bonkers|bananas|batty|want to scream|see red)",
    r"driv(?:e|es|ing|en) (?:\w+ ){1,3}(?:up the wall|round the bend|crazy|nuts|insane)|"
    "(?:go|goes|going|went) (?:crazy|nuts|mad|ballistic|berserk|insane|postal)|(?:saw|seeing|sees) red",
    f"(?:get|gets|got|getting|grat(?:e|es|ing)|grinds?) (?:on |under |up )?{_WHOSE} (?:nerves|skin|goat|gears|nose)",
    "(?:yell|shout|scream|bark|snarl|snap|holler|swear|curs|rant|grumbl|growl|lash)(?:s|es|ed|ing|e|e[sd]|ped|ping|"
    ") (?:out )?(?:at|about|down|into the phone)",
    "yell(?:s|ed|ing)|scream(?:ed|ing)|shout(?:ed|ing)(?! distance)|rant(?:s|ed|ing)?|cursing|cursed|"
    r"swore (?:at|loudly|out|about|and|when|\W|$)|raised (?:his|her|their) voices?",
    "slam(?:s|med|ming) (?:down )?(?:the |his |her |their )?(?:phone|door|receiver|counter|fist|laptop|desk|table)|"
    "storm(?:s|ed|ing) (?:out|off)|blew (?:up at|his top|her top|a fuse|their top)|flipp(?:ed|ing) out|"
    r"bang(?:ed|ing|s) (?:his|her|their|on the) (?:fist|counter|head)\w*|"
    "threw (?:his|her|their|the) (?:phone|card|receipt|hands)",
    "(?:what|who|why|how|where) (?:the|on earth the) (?:hell|heck|fuck|f|devil)|(?:what|why|how) on earth|"
    r"(?:bloody|freaking|friggin\w*|frickin\w*|effing) \w+|wt[fh]|ffs|smh|omfg|argh+|ugh+|grr+",
    "(?:for|oh) (?:god|goodness|christ|heaven|pete|pity|fuck|fucks|gods)(?:'?s)? ?sakes?|for crying out loud|"
    "jesus christ|good grief",
    r"(?:god ?)?damn(?:ed|it)?(?! good| fine)|dammit|bullshit|b\.s\.|horseshit|shit(?:s|ty|show|e)?|fuck\w*|"
    r"f[*#@]+\w*|sh[*!]t\w*|arse(?:hole)?s?|asshole\w*|bastards?|screw (?:you|this|them)|"
    "screwed (?:me|us|them|him|her) over|go to hell",
    "how (?:dare|can you be so|could you be so)|how many (?:more |damn |bloody )?times (?:must|do|does|has|have|is|"
    rf"are|will) (?:i|we|he|she|they|you|{_WHO}|the \w+|one|a \w+|this|that) (?:have to|has to|had to|need to|"
    "needs to|going to|to)",
    "how many (?:more )?times must|how much (?:longer|more) must|"
    "are you (?:kidding|joking|serious|having a laugh|taking the)|"
    r"(?:got to|gotta|have to|must) be (?:kidding|joking)|give me a break|seriously\?|you people",
    "(?:will|'ll|would|'d|i'm|he's|she's|they're|we're) (?:never|not ever) (?:be )?(?:us|buy|order|com|shop|book|"
    "visit|fly|recommend|trust|return|do(?:ing)? business|deal|go|"
    r"shop)\w* (?:\w+ ){0,6}again|never again|last time (?:i|we|he|she|they)(?:'ll| will| ever)",
    r"(?:treat(?:s|ed|ing)?|feel(?:s|ing)?|felt|made to feel) (?:\w+ ){0,2}(?:like (?:an? )?(?:idiot|fool|criminal|"
    "thief|liar|dirt|garbage|child)|ignored|cheated|insulted|humiliated|disrespected|fobbed off|ripped off)",
    r"what an? (?:\w+ )?(?:joke|mess|disgrace|waste|farce|nightmare|shame|shambles|cheek|pain|load|hassle)|"
    r"pain in the \w+|(?:the|bloody) (?:nerve|audacity) of|the cheek",
) + r")(?!\w)")
_FILLERS = _one_of(
    "a an the any at all in of or way too that so to it them him her us me you one really very particularly even "
    "overly especially terribly visibly exactly actually bit least much longer be been being is was were get got "
    "getting feel felt feeling seem seems seemed sound sounded look looked looking appear appeared become became say "
    "said saying customers? people users guests anyone called meant as sign signs trace cause causing find found "
    "frustrated angry upset annoyed mad"
)
# 'not at all annoyed', 'nobody was angry or upset', but 'not only annoying' and 'never been so angry'.
NEGATED_ENGLISH = re.compile(
    r"\b(?:not|\w+n't|(?:did|does|do|was|is|are|were|wo|ca|could|would)nt|cannot|"
    "never(?! (?:been |felt )?(?:so|this|more))|no|without|nobody|none|neither|nor|hardly|barely|rather than|"
    "instead of|less|anything but|free of|far from|avoid(?:s|ing|ed)?|prevent(?:s|ed|ing)?|"
    r"stop(?:s|ped)? (?:being|getting|feeling)|more \w+ than)(?! only| just| merely| simply|"
    f" more)(?: +{_FILLERS})* +$"
)

_KO_START = "(?<![가-힣])"
_KO_VERY = _one_of(
    "많이 너무 너무나 엄청 굉장히 정말 진짜 몹시 단단히 잔뜩 상당히 크게 매우 꽤 무척 아주 완전 "
    "완전히 머리끝까지 점점 좀 더 대단히"
)
_KO_ANGRY = "(?:[나났난날낸냈]|내(?![지]|용)|치밀|솟|북받|폭발|많|잔뜩|단단히 나)"
KOREAN = re.compile(_any(
    "짜증|신경질|(?<![가-힣])역정|노발대발|분노|분통|(?<![가-힣])분개|격분|격노|격앙|진노|부아가|울화|열불|천불|열통",
    f"(?:{_KO_START}|(?<=너무)|(?<=진짜)|(?<=정말)|(?<=완전)|(?<=엄청))화(?:가|를|도|만|까지|"
    f"는)? ?(?:{_KO_VERY} ?){{0,2}}{_KO_ANGRY}",
    f"{_KO_START}화(?:를|가) ?(?:참|못 ?참|누르|삭|풀)|{_KO_START}(?:성|성질|골)(?:이|을|질)? ?(?:나셨|나서|났|나신|"
    "난|냈|내|내셨|부렸|부리)",
    "빡[치쳐침친쳤칠돌]|킹받|극대노|개빡|딥빡|깊은 ?빡",
    f"{_KO_START}(?:개)?열 ?(?:이 ?)?받(?:[가-힣]|$)",
    "답답|갑갑|억울|속 ?(?:이 ?)?(?:터[지져졌진질집]|뒤집|타들|끓|썩|부글)|속터|복장 ?(?:이 ?)?터|속상",
    "어이 ?(?:가 ?|도 ?)?(?:없|상실)|어처구니 ?(?:가 ?|도 ?)?없|황당|"
    "(?<![가-힣])기(?:가 ?)?(?:막[히혔혀힌힐](?!게)|차[서다네]|찬)|어이상실|할 ?말을 ?잃",
    "지긋지긋|진절머리|넌더리|신물[이가]? ?나|학을 ?떼|치가 ?떨|이를 ?갈|이가 ?갈|지겹|지겨[워운]|"
    f"{_KO_START}질(?:려|렸|린다)|(?<![가-힣])정(?:이|나미)? ?떨어",
    "최악|형편 ?없|(?<![가-힣])(?:개판(?!매)|막장)|엉망진창|거지 ?같|개 ?같은|[좆ㅈ] ?같|"
    "쓰레기 ?(?:같|네|수준|서비스|앱|회사|기업|다(?![가-힣])|야|예요|이에요|임|라고)",
    "(?<!영향을 )(?<!영향이 )미[치쳐] ?(?:겠|버리|버릴|버린|돌|고 ?팔짝)|돌아버리|돌아버릴|(?<![가-힣])환장|돌겠|"
    "팔짝 ?뛰|(?<![을를이에도] )미친 ?(?:거 ?아|것 ?아|놈|짓|회사|서비스 ?아)",
    "불쾌(?!지수)|언짢|괘씸|(?<![가-힣])한심|뻔뻔|무례|모욕|치욕|굴욕|"
    "기분(?:이|도|만)? ?(?:몹시 ?|너무 ?|정말 ?|많이 ?|아주 ?)?(?:나[쁘빠쁜빴쁩]|더[럽러]|상[하했해한]|잡[치쳤쳐]|"
    "잡칠|안 ?좋|불쾌|엉망|망)",
    "너무하|너무한|너무해|너무합|너무했|너무 ?(?:한|하는|하신) ?(?:거|것|거다|건)|해도 ?해도 ?너무",
    "장난 ?(?:하[냐는나자지십세니]|치[냐는나자십세니지]|합니까|칩니까|하시|치시)|도대체|"
    "대체 ?(?:왜|언제|뭐|무슨|어떻게|어디|누가|몇|뭘|어쩌)",
    "뭐 ?하자는|뭐 ?하는 ?(?:짓|거냐|겁니까|회사|곳)|뭐 ?이런|무슨 ?이런|"
    "이게 ?(?:뭐냐|뭡니까|뭐 ?하는|무슨 ?(?:경우|짓|서비스))|"
    r"말이? ?(?:되[냐나는니]|됩니까|돼[요냐]\?|도 ?안 ?[되돼된됩])|말도 ?안[되돼된 ]|이럴 ?수[가는]? ?(?:있|없)|"
    "어떻게 ?이럴|이런 ?경우가 ?어디",
    "(?<![가-힣])못 ?참(?![조고석여가])|참(?:을|기|지) ?(?:수|힘|못)(?:가|이|들)? ?(?:없|든|들|하)?|"
    "참다 ?(?:못|참|가)|참는 ?(?:데|것)도 ?한계|인내심|인내의 ?한계|견딜 ?수(?:가)? ?없|못 ?견디|"
    "폭발 ?(?:직전|하[셨시실])|(?:불만|감정|고객)(?:이|가|님이)? ?폭발",
    "시발(?!점|역|택시|자)|씨발|씨바|ㅅㅂ|ㅆㅂ|ㅂㅅ|ㅈㄴ|젠장|제기랄|빌어먹|염병|지랄|병신|존나|졸라(?!매|맨)|우라질|"
    "(?<![가-힣])망할|엿 ?같|엿 ?먹|좆|개새|새끼(?!손|고양|강아)",
    f"{_KO_START}(?:쌍)?욕(?:을|하[며면셨시고는]|설|했|까지|도|지거리|이 ?(?:나[오왔올]|절로))|(?<![가-힣])막말|폭언",
    "몇 ?(?:번|차례)(?:을|씩이나|이나) ?(?:더 )?(?:말|얘기|이야기|설명|해야|전화|문의|물어|눌러야|고쳐|똑같|같은|"
    "반복)|몇 ?번째(?:냐|야|라며|인 ?줄)|몇 ?번을(?! 사용| 쓸| 이용)",
    "불만이? ?(?:많|크|가득|쌓|심|대단|터|극에|폭주|하늘)|(?<![가-힣])(?:원성|성토)|항의가 ?(?:빗발|쏟아|거세)|"
    "(?:강력|강하게|거세게|격하게|심하게|크게|격렬|강경)(?:히|하게)? ?항의",
    "스트레스(?! ?(?:측정|지수|테스트|체크|검사))|혈압(?:이|만)? ?(?:오[르를]|올[라랐]|터)|뒷목(?:을)? ?잡|"
    "피가 ?거꾸로|(?<![가-힣])약(?:이)? ?(?:올[라랐렸]|오르)|눈이 ?뒤집|꼭지가? ?돌|화딱지|부글부글|씩씩[거대]|울컥|"
    "발끈|버럭|삿대질|언성|(?<![가-힣])고함|호통|소리(?:를)? ?(?:지[르른를]|질[러렀]|높)|소리를 ?(?:치|쳤)|"
    "혀를 ?[차찼]|목소리를 ?높|길길이|펄쩍 ?뛰|난리(?:가|를)? ?(?:났|치|쳤|피)|따지(?:셨|시|고(?! ?보)|듯|러)|따졌|"
    "따져 ?(?:물|묻)",
    "우롱|농락|사람(?:을)? ?(?:놀리|바보|호구|무시)|바보 ?취급|무시(?:당|를 ?당|하냐|하는 ?거)|(?<![가-힣])호구|"
    f"놀리(?:냐|는 ?거|나요)|{_KO_START}(?:기다리다 ?)?지(?:쳐서|쳤|친다|치네|칩니다|쳐요|쳐 )|속았|"
    "사기(?:당|꾼|치|친|다(?![가-힣])|네(?![가-힣])|라고|나 다름| 아니)|두 ?번 ?다시|"
    "다시는 ?[가-힣 ]{0,10}(?:안|않|싶지)|때려 ?[치쳐]|집어 ?[치쳐던]|정신 ?(?:나간|나갔)|(?<![가-힣])격한|"
    "양심(?:이|도)? ?(?:없|있)|성의(?:가|도)? ?없|싫증|이따위|이딴|그따위|이 ?따위",
))
NEGATED_KOREAN = re.compile(
    _any(
        # '화를 내지는 않', '답답하지 않': but '너무하지 않나요' asks for a yes.
        r"[가-힣]{0,4}지(?:는|도|를|가|만은)? ?(?:전혀 ?|특별히 ?|크게 ?|딱히 ?)?(?:않(?!나요|습니까|냐|니\?|을까|"
        r"아요\?|겠)|못|마[시세라]|말)",
        "[가-힣]{0,4} ?(?:건|것은|거는|것도|게|것이|정도는|상태는|일은|줄은|적은|적이) ?(?:전혀 ?)?(?:아니|아닌|아녔|"
        "없)",
        "(?:은|이|을|를|도|는|가|함은|함이|함도|함을|함)? ?(?:전혀 ?|하나도 ?|별로 ?|거의 ?|조금도 ?)?(?:없|"
        "안 ?[나났내느받]|느끼지|내지|나지|표하지|보이지|덜|줄[어었이일]|낮[추춰]|해소|풀[리렸려어])",
        "[가-힣]{0,3} ?(?:없이|않고|없도록|않게|않도록)",
    )
)
# '짜증이 안 날 수가 없다' says it twice over.
BOTH_WAYS_KOREAN = re.compile(r"[가-힣 ]{0,14}수(?:가|는|밖에)? ?없")

_JA_END = "(?:っている|っていた|ってい|って|った|っと|して|した|する|しい|しく|い|る|り|た|て)?"
JAPANESE = re.compile(_any(
    f"(?<!喜)怒(?!りマーク|りスタンプ)(?:鳴|っ|り|る|ら|れ|気|声|号|濤の)?{_JA_END}|激怒|激高|激昂|激おこ|憤慨|"
    "憤[りっ]|憤怒|憤然|立腹|逆上",
    f"イライラ{_JA_END}|いらいら{_JA_END}|イラッ|イラつ|いらっと|いらつ[いか]|いらだ|イラだ|いら立|苛立|苛々|イライラ",
    f"腹が?立{_JA_END}|腹を立て|腹立たし|腹に据え|腹の虫|ムカ(?:つ[いくき]|ッ|っ|ムカ)|むかつ[いくき]|むかっと|"
    "むかむか|頭(?<![先冒街店口念]頭)に(?:きた|きて|来た|来て|来る|くる)|頭に血|血が(?:上|のぼ)|カチン|かちんと",
    f"(?:ブチ|ぶち)?(?:(?<![ァ-ヴー])キレ|(?<=ブチ)キレ|(?<=ぶち)キレ)(?=た|て|る|気|そう|ま|ん|ら|ち)(?:{_JA_END})|"
    "(?:ブチ|ぶち|逆|マジ)(?:ギレ|ぎれ|切れ|キレ)|(?:ブチ|ぶち)切",
    "ふざけ(?:るな|んな|て|た|す)|ふざけ|最悪(?!の場合|でも|の事態)|"
    "最低(?=だ|です|な(?:対応|会社|サービス|店|アプリ)|の(?:対応|会社|サービス|店|アプリ)|！|!|と言|すぎ)|うんざり|"
    "げんなり|辟易",
    "(?:もう|我慢(?:の|も)|忍耐の|堪忍袋の)(?:[、 ])?限界|限界(?=だと|です[！!]|だ[！!])|"
    "我慢(?:でき|なら|出来|がなら|しき|し切)[なまかずぬ]?|堪忍|[堪耐]え(?:られ(?:な|ま|ず)|かね|がた|難)|忍耐|"
    "やって(?:い)?られ(?:な|ま|ん|る)|付き合(?:って(?:い)?られ|いきれ)(?:な|ま)",
    "[あ有][りん](?:え|得)(?:な[いかく]|ん(?![かだで])|ません|ねえ|へん)|ありえ(?:な|ま)|許せ(?:な|ま|ん|ぬ)|"
    "許し(?:がた|難|ません|ておけ)|許されな",
    "ストレス(?!チェック|テスト|測定)|不愉快|不快|むっと|ムッと|ムスッ|呆れ|あきれ|アキレ|開いた口|"
    "いい加減(?:に|だ|な|、|もう|直|し|や)|いいかげんに|信じられ(?:な[いか]|ませ)|信じ(?:がた|難)",
    "何[度回]も?(?:言[っわえ]|同じ(?:こと|事|説明|話|質問)|言わせ|やらせ|やり直させ|書かせ|説明させ|入力させ)|"
    "何[度回](?:言|や|説明し|頼|聞い|電話し|試し|問い合わせ)[っんて]?(?:て|た|で)も|何[度回]目(?:だ|です|なの|ですか)",
    "(?<![ァ-ヴー])クソ(?!ース|フト)|(?<![ぁ-ん])くそ(?=[ーっ、。！!]|み|ったれ|野郎|アプリ|仕様|サービス|が$)|畜生|"
    "ちくしょう|ゴミ(?=アプリ|サービス|みたい|会社|対応|以下|だ)|ク[ソズ]アプリ|クズ|死ね|くたばれ|てめ[えー]|お前ら",
    "(?:ひど|酷)(?:い|すぎ|かった|く(?=扱|対|言|待)|いと|さ)|ひでえ|ひでー|むご[いす]|"
    "とんでもない(?=対応|会社|話|サービス)|けしからん|言語道断|論外|話にな(?:らな|りませ)|お粗末|目に余",
    "もう(?:嫌|いや|イヤ|ヤダ|やだ|無理|たくさん|結構だ|こりごり|懲り|ごめんだ)|"
    "(?:嫌|いや|イヤ)(?:になる|になっ|になり|気がさ|気が差|気がし)|嫌気|懲り懲り|こりごり|まっぴら|御免だ|ごめんだ|"
    "たまったもの(?:じゃ|では)",
    "時間の無駄|無駄な時間|時間を(?:無駄|返せ|返して)|(?:バカ|馬鹿|ばか|コケ)に(?:し|する|され)|"
    "(?:バカ|馬鹿)(?:みたい|げ|らし|野郎|か[！!？?]|なの|じゃ)|ばかばかし|バカバカし|馬鹿馬鹿し|アホ(?:か|らし|くさ)|"
    "あほらし",
    "二度と(?!.{0,6}ないよう)(?:使|買|来|利用|行|注文|頼|契約|お願い|乗|泊ま|予約|し)[ぁ-ん]{0,6}(?:な[いか]|ません|"
    "まい|ぬ|ん)|二度と(?:御免|ごめん)|もう(?:使い|買い|来|利用し|頼み|行き)たくな",
    "勘弁|理不尽|納得(?:が|も)?(?:い|行|でき|出来)(?:か|)?(?:な[いかく]|ませ|ず)|"
    "不満(?=が?爆発|が募|たらたら|だらけ|が溜|がたま|げ|そう|をぶつ|を爆発|を募|顔|をあらわ|を露わ)|"
    "文句(?=を言|をつけ|があ|の一つ|たらたら)|不機嫌|ご機嫌(?:斜|が悪)|機嫌(?:が|を)(?:悪|損)|"
    "気(?:分)?(?:が|を)(?:悪く|害)|気に障|癪に|癇に|癇癪|しゃくに|虫唾|反吐|胸[糞くグ]|憎(?:い|たらし|らし)|"
    "恨[みめむ]|逆なで|逆撫で",
    "どうなって(?:る|い?る)?ん(?:だ|や|です)|どういう(?:つもり|神経|了見|ことだ)|"
    "何(?:を)?考えて(?:る|い?る)?(?:ん|の)|何様|なめて(?:る|ん|い)(?=ん|の|だ|る)|ナメて|なめんな|なめられ|舐められ|"
    "馬鹿にすん|責任者を(?:出せ|出して|呼べ|呼んで)|金(?:を)?返せ|返せ[よ！!]|早くしろ|直せよ|"
    "詐欺(?=だ|じゃ|まが|みたい|同然|ですか|と言|かと|です[！!])|ぼったくり|ぼられ|"
    "誠意(?:が|も|を)(?:な|感じられ(?:な|ま|ず)|見せ)|失礼(?=だ|すぎ|極まり|千万|な(?:対応|話|態度|言|店員|電話))|"
    "無礼|不誠実|無責任",
    "怒鳴|声を(?:荒|張り上|あら)|荒らげ|語気|大声で(?:文句|抗議|クレーム|怒|叫)|舌打ち|地団[駄太]|青筋|目くじら|"
    "食って(?:かか|掛か)|詰め寄|机を叩|ガチャ切り|お冠|おかんむり|プンプン|ぷんぷん|カンカン|かんかんに|はらわた|"
    "腸が煮|血管が切|憤まん|憤懣|怒髪|堪りかね|業を煮や|しびれを切ら|痺れを切ら|匙を投げ|さじを投げ|"
    "愛想(?:が|を|も)?(?:尽|つか|つき)|キレ散らか|ぶち切|キーッ",
))
NEGATED_JAPANESE = re.compile(
    _any(
        # 怒っていませんでした, 怒ってはいらっしゃらず, イライラしない, ストレスなく, 怒る様子もなく, 怒りはなく
        "(?:ら|れ|し|せ|させ|たせ|たさ|た|くさせ|つか|か|たた|ち|られ|り)?(?:っ|い|し|れ|ち|って|て)?(?:て|た|"
        "で)?(?:は|も|など|なんか)?(?:い|お|おら|おられ|いら|いらっしゃら|いらっしゃい|おり|おりは|感じ|感じさせ|し|"
        "見せ|あり|立た|立て)?(?:な[いかく]|なさ[そげ]|ま?せん|ず|ぬ)",
        "[っいしてたるりつくすられ]{0,8}"
        "(?:という|と言う|って)?(?:わけ|訳|様子|感じ|ほど|こと|ふう|風|の|方|人|お客様|ところ|素振り|そぶり|気配|"
        "意味)?(?:では|でも|じゃ|は|も|が|の色も|の声は|の声も)(?:全く|まったく|特に|一切|なんら|"
        "少しも)?(?:な[いかく]|ありませ|見られ(?:な|ま|ず)|見せ(?:な|ま|ず)|しな|しませ|せず|感じ(?:な|ま|ず|られ)|"
        "いません|いな)",
        "(?:を|が)?(?:全く|まったく|特に|あまり|それほど)?(?:感じ(?:な|ま|ず|させ)|与え(?:な|ま|ず)|かけ(?:な|ま|ず)|"
        "減|軽減|解消|覚え(?:な|ま|ず))",
        "フリー|レス|(?:の)?(?:ない|なし)",
    )
)
BOTH_WAYS_JAPANESE = re.compile("(?:わけ|訳)(?:では|じゃ)")

# What belongs to the word that was found, so that it can be shown.
REST_KOREAN = re.compile("[가-힣]{0,6}")
REST_JAPANESE = re.compile(
    "(?:ら?[れげ])?(?:[っし]?て)?(?:いらっしゃ(?:いま(?:した|す)|る|った)|おられ(?:ま(?:した|す)|る|た)|おりま(?:した|す)|"
    "い(?:ま(?:した|す)|る|た|て))|"
    "(?:ら?[れげ])?ま(?:した|す)|ら?[れげ][たてる]|"
    "(?:って(?:いる|いた|い)?|った|して(?:いる|いた|い)?|した|する|しい|ない|なかった|ません|い|る|り|た|て)?"
)
