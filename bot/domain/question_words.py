"""What gives a question's wording away, in English, Korean and Japanese: the tables behind the question check.

All patterns meet text as `phrases.as_one` folds it. They know frequent turns of phrase, not grammar: what they say is
advice, so missing a clever wording costs less than a false alarm in each second question.
"""

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _one_of(text: str) -> str:
    return f"(?:{'|'.join(text.split())})"


_NEGATIVE = _one_of("do did would is was are were have has does will can could should")
_EXTREME = _one_of("great amazing awesome excellent wonderful fantastic brilliant perfect outstanding superb lovely "
                   "delightful terrible awful horrible bad annoying frustrating")
_PRAISED = _one_of("improved award-winning great amazing excellent world-class friendly popular")
_KO_EXTREME = _one_of("훌륭 멋[지졌진] 뛰어나 완벽 대단 끔찍 형편없 좋[으았은] 나[쁘빴빠]")
_JA_EXTREME = _one_of("素晴らし すばらし 良か よか 最高 完璧 ひど 悪か")

LEADING = _any(
    rf"(?:^|(?<=[.?!,;:] )|(?<=[.?!,;:] so )){_NEGATIVE}n't (?:you|we|it|this|that|they|there)\b",
    r"isn't it\?",
    r"(?:^|(?<=[.?!] ))(?:is|was|are|were|do|did|would) (?:it|you|this|that) not\b",
    r"\b(?:do|would|will) you (?:not )?agree\b",
    rf"\bhow {_EXTREME}\b(?! (?:or|and) )",
    r"\bhow much (?:do|did|have) you (?:love|enjoy|like)d?\b(?! or )",
    r"\b(?:do|did) you (?:love|enjoy)\b",
    r", (?:right|correct|okay)\?",
    rf"\bour (?:new and |newly )?{_PRAISED}\b",
    r"\bas you (?:surely |probably |may )?know\b",
    r"\b(?:surely|obviously|of course)\b",
    r"\b(?:most|many|all) (?:people|customers|users) (?:say|think|agree|love|like)\b",
    r"\beveryone (?:loves|knows|agrees)\b",
    # '좋지 않았나요?', '좋으셨죠?', '동의하시나요?', '얼마나 훌륭했나요?'
    r"[가-힣]+지 ?않(?:았|으셨|으십|으신|습|나|아|을까)[가-힣]{0,4}\s*(?:[?]|$)",
    r"[가-힣]+(?:죠|지요)\s*[?]",
    r"동의하(?:시나요|십니까|시죠|나요|시지)",
    rf"얼마나 ?{_KO_EXTREME}(?![^?]{{0,12}}(?:또는|혹은|거나|나쁘|나빴))[가-힣]*",
    r"(?:저희|우리)(?:의)? ?(?:훌륭한|친절한|뛰어난|최고의|개선된|향상된)",
    r"당연히|물론|아시다시피|분명히",
    # '良かったのではありませんか', '便利ですよね', 'そう思いませんか', 'どれほど素晴らしかったですか'
    r"(?:では|じゃ|く)(?:ありません|ないです|ないでしょう|なかったです|なかったでしょう)(?:でした)?か",
    r"(?:思|感じ)(?:い|われ)?ません(?:でした)?か",
    r"(?:です|ます|でした|ました|でしょう)よね",
    r"同意(?:し|され|いただけ)ますか",
    rf"(?:どれほど|どれくらい|どのくらい|どれだけ){_JA_EXTREME}(?![^?]{{0,12}}または)\w*",
    r"(?:当社|弊社|私たち)の(?:素晴らしい|優れた|親切な|最高の|改善された|好評の)",
    r"もちろん|言うまでもなく|ご存[じ知]の(?:とおり|通り)|誰もが",
)
NEGATIVE = _any("않", "ません", "ない", "なかった", "죠", "지요")
ASKS_WHICH = _any(_one_of("왜 무엇 무슨 어떤 어느 언제 어디 누구 어떠 어땠 어떻"),
                  _one_of("なぜ どうして 何 どの どれ どちら どこ いつ 誰 いかが"))
"""Asked so, a negative is no hint: 'why did you not use it?'"""

ABSOLUTE = _any(
    r"(?<!as )\balways\b",
    r"\bnever\b(?! mind)",
    r"\bevery (?:single )?time\b",
    r"\b(?:all the time|at all times|without exception|each and every)\b",
    r"(?<!\d)100 ?(?:%|percent|퍼센트|パーセント)",
    r"(?:항상|언제나)(?! ?(?:이용해|감사|저희를|고맙))",
    r"매번|전혀|절대로?|결코|한 번도",
    r"(?<![가-힣])늘(?= )(?! ?(?:이용해|감사))",
    r"いつも(?!ご|あり|お|の)",
    r"必ず|絶対に?|毎回|決して|一度も",
    r"(?<![日非通正異])常に",
    r"(?:全く|まったく)(?!新し|別|同じ)",
)

JARGON = _any(
    # Latin words that stand alone, a Korean or a Japanese particle behind them or not.
    "(?<![a-z0-9])" + _one_of("nps csat ces kpis? touchpoints? ux ui cx crm slas? roi mvp saas b2b b2c fcr aht api sso "
                              "onboarding churn omnichannel stakeholders? deliverables? frictionless") + "(?![a-z0-9])",
    r"\b(?:pain points?|(?:customer|user) journeys?|value proposition|use cases?|conversion funnel)\b",
    r"터치 ?포인트|온보딩|옴니 ?채널|이탈률|고객 여정|접점|페인 ?포인트|전환율|리텐션|퍼널|이해관계자|사용자 경험",
    _one_of("タッチポイント オンボーディング オムニチャネル チャーン 解約率 カスタマージャーニー 顧客接点"),
    _one_of("ペインポイント コンバージョン リテンション エンゲージメント ステークホルダー ユーザー体験 シームレス"),
)

_MINE = r"(?:e-?mail(?: address)?|(?:full |last |first )?name|(?:phone|customer|order|account|member) number|address)"
_BOUGHT = r"(?:buy|bought|purchase|order|sign up|join|register|subscribe|contact us|call us|visit us)"
_KO_MINE = r"(?:이메일|메일 주소|성함|이름|전화번호|연락처|주소|(?:고객|주문|회원) ?번호)(?: ?주소)?"
_JA_MINE = r"(?:メールアドレス|お?名前|ご?氏名|電話番号|ご?連絡先|ご?住所|(?:会員|お客様|注文)番号)"
_JA_BOUGHT = r"(?:ご?購入|お?買|ご?注文|ご?利用|お?使|ご?来店|ご?契約|ご?登録|ご?入会|お問い合わせ)"
ANSWERED = _any(
    rf"\bwhat(?: is|'s) your {_MINE}\b",
    rf"\b(?:enter|give us|tell us|confirm|leave) your {_MINE}\b",
    r"\b(?:which|what) (?:product|item|plan|service|store|shop|branch) (?:did|do|have|are) you\b",
    rf"\b(?:when|where) (?:did|have) you (?:first |last )?{_BOUGHT}",
    r"\bhow long have you been (?:a customer|with us|using)\b",
    r"\bwho (?:did you (?:speak|talk)|helped you)\b",
    rf"{_KO_MINE}(?:을|를|이|가|은|는)? ?(?:무엇|뭔|뭐|어떻게 되|알려|적어|입력|남겨|말씀해)",
    r"(?:어떤|어느|무슨) ?(?:제품|상품|요금제|서비스|매장|지점)(?:을|를|에)? ?(?:구매|구입|주문|이용|사용|쓰|방문)",
    r"언제 ?(?:처음 ?)?(?:구매|구입|주문|가입|결제|문의|방문)",
    r"(?:이용|사용|가입)하신 ?지 ?(?:얼마|몇)",
    rf"{_JA_MINE}(?:は何|は[?]|を(?:お|ご)?(?:教え|入力|記入|書き|知らせ))",
    rf"(?:どの|どちらの|何の)(?:商品|製品|プラン|サービス|店舗)(?:を|に){_JA_BOUGHT}",
    rf"いつ{_JA_BOUGHT}",
    r"何年(?:くらい)?(?:ご?利用|お?使)",
)

DETAIL = _any(
    r"\b" + _one_of("buttons? icons? colou?rs? fonts? logos? banners? tooltips? checkbox(?:es)? drop-?downs? footers? "
                    "headlines? animations? sidebars? thumbnails? carousels?") + r"\b",
    r"버튼|아이콘|색상|색깔|글꼴|폰트|로고|배너|체크박스|글자 ?크기|애니메이션|썸네일",
    r"(?<=の)色(?!々)",
    _one_of("ボタン アイコン 配色 フォント ロゴ バナー チェックボックス 文字の大きさ アニメーション サムネイル"),
)
"""Details of a screen: asked about one of them, people answer about it, whatever else stood in their way."""

GOOD = frozenset("fast quick friendly polite helpful clear easy simple cheap clean accurate reliable professional "
                 "useful safe intuitive pleasant comfortable affordable knowledgeable convenient".split())
POOR = frozenset("slow rude unfriendly unhelpful confusing difficult hard expensive dirty unreliable useless unsafe "
                 "complicated".split())
PAIRS = frozenset(frozenset(pair.split("-")) for pair in (
    "terms-conditions research-development health-safety pros-cons ups-downs questions-answers drag-drop copy-paste "
    "click-collect track-trace friends-family bed-breakfast wear-tear profit-loss privacy-cookies again-again "
    "more-more black-white day-night back-forth start-finish food-drink likes-dislikes strengths-weaknesses now-then "
    "약관-정책 약관-방침 가족-친구 친구-동료 가족-지인 장점-단점 질문-답변 처음-끝 시작-끝 낮-밤 "
    "利用規約-プライバシーポリシー 家族-友人 友人-知人 家族-知人 友人-同僚 長所-短所 質問-回答 昼-夜 "
    "メリット-デメリット").split())
"""Words that belong together and are one thing."""

_KO = _one_of("빠르 느리 친절 불친절 편리 불편 편하 쉽 어렵 정확 깨끗 저렴 싸 비싸 좋 "
              "안전 명확 간단 복잡 유용 신속 만족스럽 재미있")
_JA_I = _one_of("速 早 遅 安 高 使いやす わかりやす 分かりやす 見やす 見つけやす 優し 良 正し 難し 美味し おいし")
_JA_NA = _one_of("丁寧 親切 簡単 便利 正確 清潔 安全 快適 明確 適切 迅速 不便 複雑 スムーズ")
_JA_NOUN = r"[\u30a0-\u30ff\u4e00-\u9fff]{1,10}"
QUALITIES = _any(
    rf"{_KO}하?(?:고|면서도?|며),? ?(?:얼마나 ?)?{_KO}[가-힣]*",
    rf"{_JA_I}(?:くて|く、|く、?かつ、?)(?:{_JA_I}|{_JA_NA})",
    rf"{_JA_NA}(?:で、?(?:かつ)?|かつ、?)(?:{_JA_I}|{_JA_NA})",
)
"""Two qualities in one breath."""
TWO_NOUNS = _any(
    r"(?P<ko1>[가-힣]{1,10}?)(?:와|과| 및|하고) (?:저희 )?"
    r"(?P<ko2>[가-힣]{1,10}?)(?:은|는|이|가|을|를|에 대해|모두|의 품질)(?= |$|[?])",
    rf"(?P<ja1>{_JA_NOUN})(?:と|や|および|及び|ならびに)(?:その)?"
    rf"(?P<ja2>{_JA_NOUN})(?:は|が|も|を|について|に関して|にご?満足)",
)
"""Two things in one question, by the particles that join them."""
NO_JOIN = _any("일치|비교|차이|사이|관계|다르|다른|비슷", "一致|比べ|比較|違い|同じ|間")
"""Asked so, it is about how the two go together."""
WITH_WHOM = frozenset("통화 대화 상담 연락 이야기 얘기 연결 함께 話 会話 相談 連絡 電話 通話 約束 契約 一緒".split())
ENDS_SO = frozenset("결 효 성 사 통 초 경 학 치 다 안 외 내".split())
"""Before 과 these are one word with it: 결과, 효과, 성과 ..."""
