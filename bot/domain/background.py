"""What people also say: sentences that are no team's business. A learner takes every other one for 'none of the teams';
on the rest it sees whether it knows when it does not know. All were written for this purpose.
"""

from collections.abc import Sequence


def taught() -> Sequence[str]:
    """Half of the sentences, of all three languages: examples of 'none of the teams'."""
    return _ALL[::2]


def withheld() -> Sequence[str]:
    """The other half, from which nothing is learned."""
    return _ALL[1::2]


_ENGLISH = """
what will the weather be like on saturday
does anyone know a good place for lunch near the office
happy birthday to the best colleague in the world
who won the match last night
I left my umbrella in the meeting room
can someone water the plants while I am away
what time does the museum open on sundays
thanks everyone for a wonderful evening
how do I cook rice without burning it
remind me to call my mother at six
the coffee machine on the third floor is empty again
let's move our meeting to half past two
what is the capital of australia
my flight leaves at seven in the morning
is there a vegetarian option at the christmas party
I think the new series is better than the book
how many litres are in a gallon
could you translate this poem into french
please set an alarm for tomorrow at six thirty
he plays the guitar in a small band
where can I park my bicycle during the concert
my dog ate my shoes again
tell me a joke about penguins
I am on holiday until the end of august
what is a healthy breakfast for children
traffic on the motorway was terrible today
does the printer need more paper
how tall is the highest mountain in europe
welcome our two new interns who start today
we should plant more trees in this street
what should I wear to a wedding in winter
the lift in our building smells of paint
how do you spell rhythm
I have a headache and will work from home
which bus goes to the railway station
did you see the sunset yesterday
my neighbour's cat sleeps on our roof
what is the fastest way to learn swimming
the election results come out tonight
turn off the lights in the kitchen please
I forgot the name of that actor
how old is the universe
the annual picnic is on the first friday of june
can you recommend a novel for the train
my tyres need air before the trip
who wrote this symphony
the gym closes early on public holidays
I would like to become a volunteer firefighter
how often should I repot an orchid
it rained so hard that the cellar flooded
play something calm by a string quartet
our team lost the quiz by one point
what does this proverb mean
how far is it from lisbon to porto
I need a haircut before the interview
the bakery next door has wonderful bread
is it safe to eat mushrooms from the forest
let me check my calendar and come back to you
my grandfather tells the same story every year
which planet has the most moons
there is a fire drill on thursday at ten
you made my day, thank you so much
how do I remove red wine from a carpet
we are looking for a fourth player for tennis
what is the tax rate for freelancers this year
my laptop bag has a broken zip
does honey ever go bad
that film made me cry
the heating in our flat makes strange noises
when is the next full moon
I hurt my knee while skiing
how do I tie a bow tie
the children are learning to count to a hundred
who is taking notes in the meeting today
I dreamed of the sea again
what ingredients do I need for pancakes
""".strip().splitlines()

_KOREAN = """
이번 주말 날씨가 어떨까요
회사 근처에 점심 먹을 만한 곳 있나요
생일 축하해요 좋은 하루 보내세요
어제 야구 경기 누가 이겼어요
회의실에 우산을 두고 왔어요
휴가 동안 화분에 물 좀 주실 수 있나요
박물관은 일요일에 몇 시에 열어요
어제저녁 정말 즐거웠어요
밥을 태우지 않고 짓는 방법 알려 주세요
여섯 시에 엄마한테 전화하라고 알려 줘
삼 층 커피가 또 떨어졌어요
회의를 두 시 반으로 옮길까요
호주의 수도는 어디예요
내일 아침 일곱 시 비행기를 타요
송년회에 채식 메뉴도 있을까요
드라마가 원작 소설보다 재미있네
이 시를 프랑스어로 옮겨 줄래
내일 여섯 시 반에 깨워 줘
친구가 작은 밴드에서 기타를 쳐
공연 때 자전거는 어디에 세워요
강아지가 또 신발을 물어뜯었어
펭귄에 대한 농담 하나 해 줘
팔월 말까지 쉽니다
아이들 아침으로 뭐가 좋을까
오늘 고속도로가 정말 막혔어요
프린터에 종이가 없어요
세계에서 가장 높은 산은 뭐야
오늘부터 새로운 인턴 두 분이 오셨습니다
겨울 결혼식에는 뭘 입어야 할까
머리가 아파서 집에서 일할게요
기차역에 가는 버스는 몇 번이에요
어제 노을 봤어요
옆집 고양이가 우리 지붕에서 자요
수영을 빨리 배우는 방법이 있을까
선거 결과는 오늘 밤에 나와요
부엌 불 좀 꺼 주세요
그 배우 이름이 뭐였더라
우주는 나이가 몇 살일까
소풍은 유월 첫째 금요일입니다
기차에서 읽을 소설 추천해 줘
여행 전에 타이어에 바람을 넣어야 해
공휴일에는 헬스장이 일찍 닫아요
난초는 얼마나 자주 분갈이를 하나요
비가 많이 와서 지하실이 잠겼어
조용한 음악 틀어 줘
퀴즈 대회에서 한 문제 차이로 졌어요
이 속담은 무슨 뜻이야
서울에서 부산까지 얼마나 걸려
면접 전에 머리를 잘라야겠다
옆 빵집 식빵이 정말 맛있어
숲에서 딴 버섯을 먹어도 될까
일정 보고 다시 말씀드릴게요
할아버지는 해마다 같은 이야기를 하셔
달이 가장 많은 행성은 뭐야
목요일 열 시에 소방 훈련이 있습니다
덕분에 오늘 기분이 좋아요 고마워요
카펫에 쏟은 포도주는 어떻게 지워
테니스 같이 칠 사람 한 명 구해요
가방 지퍼가 고장 났어
꿀은 상하지 않아요
그 영화 보고 울었어
집 보일러에서 이상한 소리가 나
다음 보름달은 언제야
스키 타다가 무릎을 다쳤어
넥타이 매는 법 좀 알려 줘
아이가 백까지 세는 걸 배우고 있어
오늘 회의록은 누가 써요
또 바다 꿈을 꿨어
팬케이크 재료는 뭐가 필요해
심심한데 뭐 하고 놀까
짝사랑하는 사람에게 어떻게 말하지
요즘 잠이 안 와서 걱정이야
운동을 시작하고 싶은데 뭐부터 할까
주말에 뭐 했어요
""".strip().splitlines()

_JAPANESE = """
週末の天気はどうなりますか
会社の近くでおいしい昼ごはんの店を知りませんか
お誕生日おめでとうございます
昨日の野球はどちらが勝ちましたか
会議室に傘を忘れてきました
留守の間に植木に水をやってもらえますか
美術館は日曜日に何時から開きますか
昨夜はとても楽しかったです
ご飯を焦がさずに炊く方法を教えて
六時に母へ電話するように知らせて
三階のコーヒーがまたなくなりました
打ち合わせを二時半に変えましょう
オーストラリアの首都はどこですか
明日の朝七時の飛行機に乗ります
忘年会に野菜だけの料理はありますか
ドラマは原作の小説より面白い
この詩をフランス語に訳して
明日は六時半に起こして
友だちは小さなバンドでギターを弾いています
コンサートの間は自転車をどこに止めますか
犬がまた靴をかじった
ペンギンの冗談を言って
八月の終わりまで休みます
子どもの朝食には何がいいでしょう
今日は高速道路がひどく混んでいた
コピー機の紙がありません
世界でいちばん高い山は何ですか
今日から新しい実習生が二人来ました
冬の結婚式には何を着ていけばいい
頭が痛いので家で仕事をします
駅へ行くバスは何番ですか
昨日の夕焼けを見ましたか
隣の猫がうちの屋根で寝ている
早く泳げるようになる方法はありますか
選挙の結果は今夜わかります
台所の明かりを消してください
あの俳優の名前が思い出せない
宇宙は何歳ですか
遠足は六月の最初の金曜日です
電車で読む小説を薦めて
旅行の前にタイヤに空気を入れないと
祝日は体育館が早く閉まります
蘭の植え替えはどのくらいの間隔でしますか
大雨で地下室に水が入った
静かな曲をかけて
クイズ大会は一点差で負けました
このことわざの意味は何ですか
東京から京都までどのくらいかかりますか
面接の前に髪を切らないと
隣のパン屋の食パンは本当においしい
森で採ったきのこを食べても大丈夫ですか
予定を見てからまた連絡します
祖父は毎年同じ話をする
月がいちばん多い惑星はどれ
木曜日の十時に避難訓練があります
おかげでいい一日になりました
じゅうたんにこぼしたワインの落とし方は
テニスの相手を一人探しています
かばんのファスナーが壊れた
はちみつは腐りますか
あの映画で泣いてしまった
家の暖房から変な音がする
次の満月はいつですか
スキーで膝を痛めました
ネクタイの結び方を教えて
子どもが百まで数える練習をしている
今日の議事録は誰が書きますか
また海の夢を見た
ホットケーキの材料は何が要りますか
この人物が生まれたのは何年ですか
その城は誰が建てたのですか
日本でいちばん長い川は何ですか
最近よく眠れなくて困っています
週末は何をしていましたか
""".strip().splitlines()

_ALL = (*_ENGLISH, *_KOREAN, *_JAPANESE)
