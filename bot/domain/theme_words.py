"""Reads texts as the words that can name what they are about: nouns and short phrases as people wrote them, without
what only grammar asks for. English words are compared by stem, Korean ones without particles, Japanese ones as the
runs of characters and katakana that compounds are made of."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.markup import MARKUP
from bot.domain.phrases import stem

_KO_ROLES = "(?:고객|손|회원|사장|기사|선생|상담사|직원|점장|매니저|팀장|어르|부모|환자|의사)"
# Markup, and what may be a person: 'Mr Kim', '김민준님', '田中さん'.
_NOT_WORDS = re.compile(
    MARKUP + r"|@\w+"
    r"|\b(?:Mr|Mrs|Ms|Dr|Mx)\.? [A-Z][\w'-]*(?: [A-Z][\w'-]*)?"
    rf"|(?<![가-힣])(?!{_KO_ROLES}님)[가-힣]{{1,4}} ?(?:님|씨)(?=[은는이가을를도께의과와]|\b)"
    r"|[\u4e00-\u9fff\u30a1-\u30fc]{1,6}(?:さん|さま|くん|ちゃん)"
    r"|(?![皆奥神仕模多同異客]様)[\u4e00-\u9fff]{1,4}(?<!客)様"
)
_TOKEN = re.compile(
    r"(?P<latin>[A-Za-z\u00c0-\u024f]+(?:'[A-Za-z]+)*)"
    r"|(?P<hangul>[\uac00-\ud7a3]+)"
    r"|(?P<katakana>[\u30a1-\u30fa\u30fc]+)"
    r"|(?P<han>[\u3005\u4e00-\u9fff]+)(?P<okurigana>[\u3041-\u3096]*)"
    r"|(?P<gap>[ \t\u3000-]+)"
    r"|(?P<end>.)",
    re.DOTALL,
)

STOP = frozenset(
    """a about above after again against all already also always am an and another any anyone anything are aren't
    around as asked ask asks at away back be became because been before being between both but by came can can't
    cannot come comes could couldn't customer customers client clients day days did didn't do does doesn't doing don't
    done down during each either else even ever every everyone everything few find first for found from further gave
    get gets getting give given gives go goes going gone good got had hadn't half has hasn't have haven't having he
    he's hello help her here hers hi him himself his how however i i'd i'll i'm i've if in instead into is isn't it
    it's its itself just keep keeps kept know known knows last late least less let let's like likely long look looks
    lot made make makes many may maybe me mean means might mine more most much must my myself need needed needs never
    new next no nobody none nor not nothing now of off often ok okay on once one ones only onto or other our ours out
    over own people person please put quite rather really right said same saw say saying says second see seem seems
    seen several shall she she's should shouldn't show shows since so some somebody someone something still such sure
    take taken takes tell than thank thanks that that's the their theirs them themselves then there there's these they
    they're they've thing things think third this those though three through till time times to told too took tried
    tries try trying twice two under until up upon us use used user users uses using very via want wanted wants was
    wasn't way we we're we've week weeks well went were weren't what what's when where whether which while who who's
    whole whom whose why will with within without won't work worked working works would wouldn't yes yet you you'd
    you'll you're you've your yours yourself able actually anymore anyway asap cant couldnt didnt doesnt dont hasnt
    havent havn't im isnt ive wasnt wont thats four five six seven eight nine ten eleven twelve twenty hundred morning
    afternoon evening night noon monday tuesday wednesday thursday friday saturday sunday january february march april
    june july august september october november december although unless whereas besides turn turns stand stands
    starts start today yesterday tomorrow guest guests minute minutes month months hour hours year years later ago
    soon finally per click clicks clicked clicking""".split()
)
# Small words without which 'top up', 'sign in' and 'log out' are not themselves.
TAILS = frozenset("up in out off on down over back".split())

# Particles that follow nouns alone, and those that look like the end of a verb too ('되는', '없는', '하고').
_KO_SURE = re.compile(
    "(?:에서는|에서도|에서의|에게서|에게는|으로는|으로도|으로|에서|에게|에는|에도|에만|한테|께서|까지|부터|마다|처럼|보다|밖에|"
    "이라고|이라는|이라서|이라도|이라|이에요|예요|이었어요|였어요|입니다|인가요|인데|들이|들은|들을|들도|이랑|과|와|을|를|이|가|의|"
    "에|로)$"
)
_KO_UNSURE = re.compile("(?:라고|라는|라서|라도|이고|하고|조차|마저|대로|만큼|랑|들|은|는|도|만|나|인|요|쯤|뿐)$")
_KO_DONE = re.compile(
    "^(?P<noun>[가-힣]{2,}?)(?:하|해|했|한|할|합|함|되|된|될|됐|돼|됩|됨|받|시키|시켜|당했|당하)[가-힣]{0,6}$"
)
_KO_VERB = re.compile(
    "(?:[요다까죠냐며줘던되]|(?:아|어|해|려|져|와|가|라|워|여|혀|나)서|(?:되|하|이)어|지만|[는은운한]데|던데|려고|도록|거나|니까|"
    "길래|더니|느라|(?:아|어|해)도|네요|[하되오보가나지리]지|[하되있없럽렵쉽르]게|[하해으]라|[하으]니|(?<![화반측라장표전정도대냉당국양단])면|"
    "[았었겠했됐왔갔]|[하되지리]고|않[는은]?|못[한하]?|[있없][는던]?|[되하오가보뜨]는|나오|나온|뜬|늦|늦은|안)$"
)
# Nouns whose last syllable looks like a particle.
_KO_WHOLE = frozenset(
    """아이 나이 차이 높이 길이 종이 어린이 놀이 페이 사이 깊이 넓이 회의 주의 동의 문의 편의 강의 합의 협의 정의 이의
    추가 평가 불가 휴가 허가 증가 참가 단가 물가 정가 국가 상가 대가 경로 도로 통로 진로 회로 속도 온도 지도 의도 제도
    태도 용도 한도 빈도 각도 강도 농도 밀도 난이도 만족도 완성도 정확도 해상도 선호도 불만 비만 로그인 본인 확인 할인
    승인 개인 법인 온라인 오프라인 디자인 라인 메인 코인 도메인 원인 노인 주인 사인 핸드폰 중요 수요 개요 결과 효과
    성과 초과 통과 경과 사과 기와 사랑 제한 권한 기한 유통기한 무한 서은 조은 카나 하나 카메라 기간 공간 약은 의료
    메뉴 쿠폰 휴대폰 스마트폰 창문 파이 와이파이 블루레이 디스플레이 플레이 딜레이 에러 고가 저가 최저가 할인가 판매가
    품절 주소 안내문 다이소""".split()
)
# Starts of verbs that stand in each second sentence.
_KO_PLAIN = frozenset(
    """있 없 않 못 같 싶 많 받 할 한 합 했 됩 된 됐 될 하ㄱ 하ㄷ 해ㅇ 해ㅅ 되ㅇ 돼ㅇ 안 주ㅅ 드ㄹ 나ㅇ 가ㅇ 오ㄴ 왔 갔
    이ㄹ 그ㄹ 어ㄸ 모ㄹ""".split()
)
_KO_CASES = "이가을를에서로"  # those that a noun of one syllable has too: 앱이, 돈을, 차에서
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_KO_STOP = frozenset(
    """고객 고객님 손님 회원님 분 것 거 게 수 때 중 후 전 뒤 앞 안 못 더 또 좀 잘 다 꼭 왜 너무 정말 진짜 계속 자꾸
    다시 아직 이미 항상 매번 가끔 모두 전혀 아예 그냥 바로 먼저 나중 지금 오늘 어제 내일 이번 지난 매일 매주 이것 그것
    저것 여기 거기 저기 어디 무엇 뭐 누구 언제 어떻게 얼마 얼마나 몇 번 개 명 분들 사람 사람들 경우 정도 때문 동안
    이후 이상 이하 사이 하나 둘 우리 저희 저 제 나 내 그 이 저희가 당신 자기 모든 각 여러 다른 같은 어떤 무슨 그런
    이런 저런 처음 마지막 하루 한번 한 두 세 네 시간 분간 할 될 볼 쓸 갈 올 둔 든 난 온 간 본 준 쓴 된 다섯 여섯 일곱
    여덟 아홉 열 네번 세번 두번 오전 오후 저녁 아침 새벽 점심 밤 낮 그날 며칠 이틀 사흘 나흘 첫 두번째 첫번째 일 주 달
    년 말 문제 부분 관련 대해 대한 위해 통해 따라 있 없 하 되 아니 네요 대요 그리고 그런데 하지만 그래서 근데 혹시
    아무 아무도 뭔가 가장 매우 많이 조금 거의 약간 서로 따로 같이 함께 직접 스스로 완전 완전히 제대로 말씀 문의 요청
    이야기 얘기 생각 사용 이용 필요 가능 확인 안내 바람 이럴 그럴 보통 특히 걸 건 께 줄 채 듯 만큼 총 걸까 이라고 라고
    """.split()
)
_JA_STOP = frozenset(
    """様 客様 客 方 人 時 事 物 者 中 後 前 上 下 今 何 誰 私 我々 皆 毎 度 回 件 点 分 秒 日 月 年 週 間 際 為 場合
    以上 以下 以外 以前 以降 今回 今日 昨日 明日 毎回 毎日 毎週 毎朝 何度 何回 何度も 一度 二度 三度 一回 二回 三回
    一つ 二つ 自分 自身 本人 全部 全て 全体 必要 可能 無理 問題 状態 状況 内容 関係 理由 結果 最近 最初 最後 途中 現在
    直後 直前 毎月 時間 以内 程度 一部 同様 同じ 他 別 次 私達 皆様 方法 確認 使用 利用 質問 言 思 見 出 入 来 行 使
    持 知 聞 書 読 始 終 出来 大変 非常 本当 全然 結局 コト モノ トキ ヒト ダメ 一人 二人 三人 人々 男性 女性 午前
    午後 朝 昼 夜 夕方 今朝 昨夜 二日 三日 一日 半日 数日 先日 当日 翌日 平日 数回 数人 欄""".split()
)
_JA_PARTICLES = ("が", "を", "は", "の", "も", "に", "で", "と", "へ", "や")


@dataclass(frozen=True, slots=True)
class Word:
    """`key` is compared, `shown` is how the writer put it."""

    key: str
    shown: str
    tells: bool
    """Says what a text is about; the others are grammar."""
    named: bool
    """A name can be made of it."""
    joined: bool
    """No gap between it and the word before it."""
    first: bool
    """No phrase reaches from the word before it to this one."""


@dataclass(frozen=True, slots=True)
class _Part:
    key: str
    shown: str
    tells: bool
    named: bool


def read(text: str) -> list[Word]:
    """The words of `text` in order. Links, numbers, marks of masking and what looks like a person's name are none."""
    composed = unicodedata.normalize("NFKC", text)
    plain = _NOT_WORDS.sub(" . ", composed).replace("’", "'")
    return list(_words(plain))


def _words(text: str) -> Iterator[Word]:
    first, joined = True, False
    for found in _TOKEN.finditer(text):
        if found["gap"] or found["end"]:
            first, joined = first or bool(found["end"]), False
            continue
        parts, cuts = _parts(found)
        for at, part in enumerate(parts):
            begins = first and at == 0
            shown = part.shown.lower() if begins and part.shown.istitle() else part.shown  # 'Card' of 'Card declined'
            yield Word(part.key, shown, part.tells, part.named, at > 0 or joined, begins)
        first, joined = cuts, not found["latin"]


def _parts(found: re.Match[str]) -> tuple[list[_Part], bool]:
    """The words in one run of letters, and whether a phrase ends with it: behind a Korean particle or Japanese kana."""
    if latin := found["latin"]:
        return [_latin(latin)], False
    if hangul := found["hangul"]:
        part = _korean(hangul)
        return [part], part.shown != hangul or not part.named
    if katakana := found["katakana"]:
        tells = len(katakana) > 1 and katakana not in _JA_STOP
        return [_Part(katakana, katakana, tells, tells)], False
    if han := found["han"]:
        return _han(han, found["okurigana"]), bool(found["okurigana"])
    return [], True


def _latin(word: str) -> _Part:
    folded = word.casefold()
    tells = folded not in STOP and len(folded) > 1
    return _Part(stem(folded), word, tells, tells)


def _han(run: str, okurigana: str) -> list[_Part]:
    """'予防接種' is two words in one; a character before kana that are no particle is a verb's ('届' of '届かない')."""
    pieces = [run[at : at + 2] for at in range(0, len(run), 2)] if len(run) > 3 and len(run) % 2 == 0 else [run]
    is_verb = len(pieces[-1]) == 1 and not okurigana.startswith(_JA_PARTICLES)
    return [_Part(piece, piece, piece not in _JA_STOP, piece not in _JA_STOP and not is_verb) for piece in pieces]


def _korean(word: str) -> _Part:
    """Without particle or ending; whether it is a noun is told by its shape, as far as that goes."""
    if word in _KO_WHOLE:
        return _noun(word)
    if done := _KO_DONE.match(word):
        return _noun(done["noun"])
    bare = _KO_SURE.sub("", word)
    if bare != word and (len(bare) > 1 or (bare and word[-1] in _KO_CASES)):
        return _noun(bare)
    bare = _KO_UNSURE.sub("", word)
    if _KO_VERB.search(word) or _KO_VERB.search(bare) or not bare:
        return _verb(word)
    return _noun(bare if len(bare) > 1 or bare in _KO_STOP else word)


def _noun(word: str) -> _Part:
    tells = word not in _KO_STOP
    return _Part(word, word, tells, tells)


def _verb(word: str) -> _Part:
    """'느려요', '느립니다' and '느린데' meet in '느ㄹ', '늦어요' and '늦게' in '늦'."""
    start = word[:1]
    has_end = (ord(start) - 0xAC00) % 28 > 0
    key = start if has_end or len(word) == 1 else start + _INITIALS[(ord(word[1]) - 0xAC00) // 588]
    return _Part(key, word, key not in _KO_PLAIN and word not in _KO_STOP, named=False)
