"""Words that customers of any company use for one thing, in three languages: what the settings call 'declined' people
call rejected, 거절 or 拒否. A learner starts with them; a workspace's own words stand in its glossary. All were
collected for this purpose.
"""

from collections.abc import Mapping, Sequence
from functools import cache


@cache
def concepts() -> Mapping[str, Sequence[str]]:
    """For each thing the words for it."""
    lines = (line.split(":") for line in _WORDS.strip().splitlines())
    return {f"everyday {name}": [word.strip() for word in words.split(",")] for name, words in lines}


_WORDS = """
fee: fee, charge, cost, price, expensive, surcharge, commission, free, 수수료, 요금, 비용, 가격, 手数料, 料金, 費用, \
値段
buy: buy, bought, purchase, shop, shopping, store, merchant, seller, checkout, 구매, 구입, 매장, 가게, 購入, 買, \
お店, 店舗
pay: pay, paid, payment, transaction, 결제, 지불, 거래, 支払, 決済, 取引
send: send, sent, transfer, wire, 송금, 이체, 보내, 送金, 振込, 送っ
receive: receive, received, arrive, arrived, get here, come, came, 받, 도착, 수령, 届, 受け取, 到着
refund: refund, reimburse, money back, give back, 환불, 돌려받, 返金, 払い戻
return: return, returned, reverted, revert, reversed, reverse, bounced, 반품, 반송, 되돌, 返品, 返送, 戻さ
cancel: cancel, canceled, cancelled, stop, undo, call off, 취소, 철회, キャンセル, 取り消, 中止
reject: declined, decline, rejected, reject, denied, deny, refused, refuse, turned down, not accepted, not allowed, \
unable, 거절, 거부, 불가, 拒否, 断ら, 却下
accept: accept, accepted, acceptance, support, supported, allow, allowed, 지원, 허용, 対応, 利用可
pending: pending, waiting, not complete, still processing, in progress, not gone through, on hold, 대기, 처리 중, \
보류, 保留, 処理中, 手続き中
fail: fail, failed, not working, doesn't work, does not work, didn't work, not work, broken, won't work, \
stopped working, 실패, 안 돼, 안 되, 고장, 작동, 失敗, 動かない, 使えない, できない, 壊れ, 故障
unknown: not recognised, don't recognise, not recognized, don't recognize, unknown, unfamiliar, strange, suspicious, \
did not make, didn't make, not mine, never made, unauthorised, unauthorized, 모르는, 수상, 낯선, 身に覚え, \
覚えのない, 不審, 知らない
wrong: wrong, incorrect, mistake, error, not right, not correct, 잘못, 틀린, 틀려, 오류, 間違, 誤, エラー
twice: twice, two times, double, duplicate, second time, 두 번, 중복, 이중, 二重, 二回, 2回, 重複
missing: missing, not showing, not received, disappeared, gone, not there, vanished, not arrived, 안 와, 안 보, 사라, \
누락, 없어졌, 届かない, 届いていない, 消え, 表示されない
lost: lost, lose, misplaced, left behind, can't find, 분실, 잃어, 紛失, なくし, 失くし
stolen: stolen, stole, theft, thief, robbed, fraud, fraudulent, hacked, compromised, scam, 도난, 훔쳐, 사기, 해킹, \
盗, 詐欺, 不正
late: late, delay, delayed, slow, how long, when will, overdue, 늦, 지연, 느려, 언제, 오래, 遅, いつ
limit: limit, maximum, minimum, how many, how much, 한도, 제한, 최대, 上限, 制限, 限度
country: country, countries, abroad, foreign, international, overseas, nation, travel, 국가, 나라, 해외, 외국, 国, \
海外
currency: currency, currencies, foreign money, dollar, euro, pound, 통화, 외화, 달러, 通貨, 外貨, ドル
rate: rate, exchange, conversion, convert, 환율, 환전, レート, 両替, 為替
cash: cash, notes, coins, banknotes, 현금, 현찰, 지폐, 現金, 紙幣
withdraw: withdraw, withdrawal, withdrew, take out, atm, cash machine, 출금, 인출, 引き出, 出金
deposit: deposit, add money, put money, load, top up, topup, 입금, 충전, 入金, チャージ
salary: salary, wages, paycheck, earnings, 급여, 월급, 給与, 給料
cheque: cheque, check, 수표, 小切手
card: card, debit card, credit card, 카드, カード
account: account, profile, membership, 계정, 계좌, 회원, アカウント, 口座, 会員
close: close, delete, terminate, shut down, deactivate, end, remove, 해지, 탈퇴, 삭제, 解約, 退会, 削除
change: change, edit, update, modify, correct, replace, new, 변경, 수정, 바꾸, 교체, 変更, 修正, 更新, 交換
identity: identity, identification, id, passport, licence, license, proof, document, papers, 신분, 여권, 면허, 서류, \
身分, 本人, 書類, 免許
verify: verify, verification, prove, confirm, check, authenticate, 인증, 확인, 認証, 確認
address: address, moved, move, home, live, 주소, 이사, 住所, 引っ越
person: name, married, personal details, details, 이름, 개인정보, 名前, 氏名, 個人情報
age: age, old, young, years, child, children, kid, adult, 나이, 연령, 미성년, 年齢, 未成年
password: password, passcode, pin, code, login, log in, 비밀번호, 로그인, 암호, パスワード, ログイン, 暗証
forgot: forgot, forgotten, forget, can't remember, 잊어, 까먹, 忘れ
blocked: blocked, locked, frozen, freeze, block, lock, suspended, 잠겼, 잠김, 차단, 정지, ロック, ブロック, 停止, \
凍結
phone: phone, mobile, smartphone, device, 전화, 휴대폰, 핸드폰, 기기, 電話, 携帯, スマホ, 端末
order: order, ordered, request, apply, ask for, 주문, 신청, 요청, 注文, 申し込, 依頼
delivery: delivery, deliver, delivered, shipping, ship, post, mail, courier, parcel, package, track, tracking, \
sent out, on the way, 배송, 배달, 택배, 우편, 소포, 配送, 配達, 荷物, 郵便, 追跡
expire: expire, expiry, expiring, run out, renew, out of date, 만료, 유효기간, 갱신, 期限, 満了, 切れ
activate: activate, activation, enable, turn on, set up, start using, 활성화, 개통, 등록, 有効化, 登録, 開通
link: link, connect, add, attach, pair, 연결, 연동, 추가, 連携, 接続, 追加
spare: spare, extra, another, second, additional, more, 여분, 하나 더, 추가로, 予備, もう一, 追加で
temporary: disposable, temporary, one-time, single use, virtual, 일회용, 임시, 가상, 使い捨て, 一時, 仮想
automatic: automatic, auto, recurring, scheduled, 자동, 정기, 自動, 定期
swallowed: swallowed, ate, kept, stuck, retained, trapped, 삼켰, 끼었, 걸렸, 飲み込, 詰まっ, 挟まっ
statement: statement, bill, invoice, receipt, history, 명세, 청구서, 영수증, 내역, 明細, 請求書, 領収書, 履歴
someone: recipient, beneficiary, receiver, friend, payee, someone else, 수취인, 받는 사람, 친구, 受取人, 相手, 友人
money: money, funds, amount, balance, 돈, 금액, 잔액, 자금, お金, 金額, 残高
help: contact, support team, customer service, agent, hotline, 문의, 고객센터, 상담, 問い合わせ, 窓口, サポート
crash: crash, freezes, hangs, closes by itself, black screen, blank, 멈춰, 멈춤, 꺼져, 튕겨, 固まる, 固まっ, 落ちる, \
フリーズ
app: app, application, website, site, web page, 앱, 어플, 사이트, 홈페이지, アプリ, サイト, ホームページ
photo: photo, picture, image, camera, 사진, 이미지, 카메라, 写真, 画像, カメラ
booking: booking, reservation, appointment, reserve, 예약, 予約
seat: seat, table, room, 좌석, 자리, 객실, 座席, 席, 客室
notify: notification, alert, reminder, message, 알림, 문자, 메시지, 通知, お知らせ, メッセージ
discount: discount, coupon, voucher, promo, offer, 할인, 쿠폰, 割引, クーポン
points: points, rewards, loyalty, miles, 포인트, 적립, 마일리지, ポイント, 特典
search: search, find, filter, look up, 검색, 찾기, 検索, 探
quality: quality, damaged, defective, torn, dirty, 품질, 불량, 파손, 더러, 品質, 不良, 破損, 汚
staff: staff, employee, clerk, rude, unfriendly, 직원, 점원, 불친절, 店員, 社員, スタッフ, 失礼
hours: opening hours, open, closed, 영업시간, 운영시간, 営業時間
"""
