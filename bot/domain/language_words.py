"""Small words that tell languages apart where the script does not: the tables behind `languages`.

Words that are English too ('die', 'son', 'come', 'hat') are left out or are mere hints: short Latin text is English,
and a wrong 'other' costs an English reporter more than a missed one.
"""

import re

ENGLISH = frozenset(
    """a about after all am an and any are aren't as at back be because been before but by can can't cannot could
    couldn't customer did didn't do does doesn't don't every for from get gets got had has hasn't have haven't he her
    here him his how i i'm i've if in into is isn't it it's its just me more my never no not of off on once one only or
    our out over please says she should so some still than that the their them then there these they this to too
    twice under until up us very was wasn't we were what when where which while who why will with without won't would
    you your""".split()
)

# Spanish, Portuguese, French, Italian, German, Dutch, then a few words each of others that meet on a company's desk.
FOREIGN = frozenset(
    """el unos unas porque pero cuando donde desde hasta muy también está están esta esto estoy eso hay puedo puede
    pueden quiero tengo tiene funciona funcionan siempre nunca aplicación tarjeta pago pagar dinero cuenta reembolso
    gracias llegó llega qué cómo nadie una ayuda
    não uma pelo pela quando onde muito você vocês consigo consegue posso tenho tem cartão conta aplicativo
    dinheiro pagamento pedido obrigado obrigada meu minha fazer sempre isso chegou demora nao voce
    sont une dans avec mais c'est n'est j'ai je tu nous vous ils ne pas mes peux peut toujours jamais très trop quand où
    bancaire paiement compte remboursement bonjour fonctionne marche l'application impossible d'accéder
    gli della delle dello nella che perché dove molto questa questo posso può funziona pagamento rimborso grazie soldi
    der dem ein eine einen einem einer und oder nicht kein keine ich wir ihr sie ist sind haben von zu auf für wenn aber
    auch nur noch immer geht mein meine funktioniert warum wie bitte zahlung konto karte geld rückerstattung stürzt
    het een niet geen ik wij zijn heeft hebben voor maar ook nog altijd mijn werkt waarom betaling rekening
    się nie mogę działa moje proszę dlaczego aplikacja aplikacji płatność
    inte och jag är det fungerar ikke jeg og virker
    değil için neden çalışmıyor ödeme lütfen uygulama açılmıyor
    tidak bisa saya untuk aplikasi kenapa sudah belum tolong
    không được tôi của""".split()
) - {"impossible"}

# They can stand in an English sentence too ('de facto', 'La Paz', 'per'), so one of them alone says nothing.
FOREIGN_HINTS = frozenset(
    """la le lo los las de da di del que se si sin con para mi su sus al os um com na nas dos das des du et ou au
    aux un sur sous ce ces qui pour il non den im zum zur bei nach van wat te w z ze av att som ve bu di ini itu yang
    dan die ab hola merci ciao danke gracias mit carte argent sono ho mai jest est sola cierra es por em geld mon colis
    """.split()
)

LOANED = frozenset(
    """café cafés café's naïve naïvely naïveté résumé résumés cliché clichés fiancé fiancée jalapeño piñata über façade
    déjà vu touché crème crêpe crêpes brûlée entrée entrées voilà à soufflé sauté sautéed purée pâté rosé frappé latté
    protégé exposé décor rôle risqué blasé passé señor señora doppelgänger matinée première soirée née animé pokémon
    maître açaí""".split()
)

# Pronouns and particles of Chinese, forms that Japan has not used since 1946, and words of the trade.
CHINESE = re.compile(
    "[你妳您她嗎呢啊嘛麼們這哪很沒說會來對從點單號國學實發應關變斷驗證數處圖價戶讓誰幾過還樣]"
    "|付款|退款|登入|客服|密碼|手機|軟體|網路|無法|不能[用付登打收退]|不了|打不|已經|我[的要是]|太[慢貴难難差久]|什[么麼]|怎"
)
# Each of them stands in Japanese words too (目的, 是非, 完了); two different ones make a sentence.
CHINESE_GRAMMAR = re.compile("[的是我就也太把被他]|(?<![完終修満未魅])了")
