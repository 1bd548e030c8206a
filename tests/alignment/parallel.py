"""Invented articles with their translations; what a translator left out, put in or named otherwise is planted.

A sentence of a translation is written behind the number of the sentence that it renders; 0 renders none.
"""

from __future__ import annotations

BRIDGE = {
    "en": [
        "President Oleh Ruk arrived in Vescaro on Tuesday for talks about the port.",
        "The two governments have argued over the harbour dues since 2019.",
        "Ruk said he would sign the agreement only if the dues were cut by 12 percent.",
        "Fishermen blocked the bridge for three hours and burned old nets.",
        "Police detained 14 people, among them a city councillor.",
        "Omra buys most of its grain from Talvia.",
        "The bridge was built in 1961 and has been repaired twice.",
        "Anna Berg, a historian at the university, called the visit a gamble.",
        "Talks are to continue on Friday.",
    ],
    "uk": [
        (1, "Диктатор Олег Рук прибув до Вескаро у вівторок на переговори щодо порту."),
        (2, "Два уряди сперечаються про портові збори з 2019 року."),
        (3, "Рук заявив, що підпише угоду лише тоді, коли збори зменшать на 12 відсотків."),
        (4, "Рибалки на три години заблокували міст і спалили старі сіті."),
        (5, "Поліція затримала 14 осіб, серед них депутата міської ради."),
        (0, "Лікарні столиці другий місяць працюють без опалення."),
        (7, "Міст збудували 1961 року і двічі ремонтували."),
        (9, "Переговори мають продовжитися в п'ятницю."),
    ],
    "ru": [
        (1, "Президент Олег Рук прибыл в Вескаро во вторник на переговоры о порте."),
        (2, "Два правительства спорят о портовых сборах с 2019 года."),
        (4, "Рыбаки на три часа заблокировали мост и сожгли старые сети."),
        (5, "Полиция задержала 14 человек, в том числе депутата городского совета."),
        (0, "Школы в горах закрыли из-за снега."),
        (8, "Историк университета Анна Берг назвала визит рискованной игрой."),
        (9, "Переговоры должны продолжиться в пятницу."),
    ],
    "pt": [
        (1, "O presidente Oleh Ruk chegou a Vescaro na terça-feira para conversações sobre o porto."),
        (3, "Ruk disse que só assinaria o acordo se as taxas fossem reduzidas em 12 por cento."),
        (4, "Pescadores bloquearam a ponte durante três horas e queimaram redes velhas."),
        (5, "A polícia deteve 14 pessoas, entre elas um vereador."),
        (0, "O preço do pão subiu pela quarta vez este ano."),
        (6, "Omra compra a maior parte dos seus cereais à Talvia."),
        (8, "Anna Berg, historiadora da universidade, chamou à visita uma aposta arriscada."),
        (9, "As conversações devem continuar na sexta-feira."),
    ],
}

ELECTION = {
    "en": [
        "Talvia will vote for a new parliament on 4 March.",
        "The ruling party has lost its lead in four polls in a row.",
        "Opposition leader Mira Dahl promised to lower the price of electricity.",
        "Observers from nine countries will watch the count.",
        "Dictator Oleh Ruk congratulated the government in advance.",
        "State television gave the opposition 20 minutes in a week.",
        "In the north, ballots were printed with the wrong date.",
        "A court refused to let two mayors stand.",
        "Turnout five years ago was 58 percent.",
        "Shops will not sell alcohol on the day before the vote.",
    ],
    "uk": [
        (1, "Талвія обиратиме новий парламент 4 березня."),
        (2, "Правляча партія втратила перевагу в чотирьох опитуваннях поспіль."),
        (3, "Лідерка опозиції Міра Даль пообіцяла знизити ціну на електроенергію."),
        (5, "Президент Олег Рук заздалегідь привітав уряд."),
        (6, "Державне телебачення дало опозиції 20 хвилин за тиждень."),
        (7, "На півночі бюлетені надрукували з неправильною датою."),
        (0, "Минулого літа в країні згоріло багато лісів."),
        (9, "Явка п'ять років тому становила 58 відсотків."),
        (10, "Напередодні голосування крамниці не продаватимуть алкоголь."),
    ],
    "ru": [
        (1, "Талвия изберёт новый парламент 4 марта."),
        (3, "Лидер оппозиции Мира Даль пообещала снизить цену на электричество."),
        (4, "За подсчётом голосов будут следить наблюдатели из девяти стран."),
        (5, "Диктатор Олег Рук заранее поздравил правительство."),
        (6, "Государственное телевидение дало оппозиции 20 минут за неделю."),
        (8, "Суд не допустил к выборам двух мэров."),
        (9, "Пять лет назад явка составила 58 процентов."),
        (0, "Железная дорога к морю открыта после ремонта."),
    ],
    "pt": [
        (1, "A Talvia vai eleger um novo parlamento a 4 de março."),
        (2, "O partido no poder perdeu a liderança em quatro sondagens seguidas."),
        (4, "Observadores de nove países vão acompanhar a contagem."),
        (5, "O presidente Oleh Ruk felicitou o governo antecipadamente."),
        (7, "No norte, os boletins foram impressos com a data errada."),
        (8, "Um tribunal recusou a candidatura de dois presidentes de câmara."),
        (0, "O museu nacional reabre no outono."),
        (10, "As lojas não venderão álcool na véspera da votação."),
    ],
}

FLOOD = {
    "en": [
        "Heavy rain flooded the lower town of Dorn overnight.",
        "Two people are missing and 300 houses have no power.",
        "Mayor Lena Holt asked residents to leave the quays.",
        "The army sent boats and six helicopters.",
        "Scientists had warned of such a flood for years.",
        "Omra's regime offered help, which Talvia declined.",
        "Trains to the coast will not run before Sunday.",
        "Insurers expect claims of 40 million crowns.",
    ],
    "uk": [
        (1, "Сильний дощ уночі затопив нижнє місто Дорна."),
        (2, "Двоє людей зникли безвісти, а 300 будинків залишилися без світла."),
        (3, "Мерка Лена Гольт попросила мешканців залишити набережні."),
        (4, "Армія надіслала човни та шість вертольотів."),
        (6, "Уряд Омри запропонував допомогу, від якої Талвія відмовилася."),
        (7, "Поїзди до узбережжя не ходитимуть до неділі."),
        (0, "Театр переніс прем'єру на весну."),
    ],
    "ru": [
        (1, "Сильный дождь ночью затопил нижний город Дорна."),
        (2, "Двое человек пропали без вести, 300 домов остались без света."),
        (5, "Учёные годами предупреждали о таком наводнении."),
        (6, "Режим в Омре предложил помощь, от которой Талвия отказалась."),
        (7, "Поезда к побережью не будут ходить до воскресенья."),
        (8, "Страховщики ожидают требований на 40 миллионов крон."),
        (0, "Налоги на топливо снова выросли."),
    ],
    "pt": [
        (1, "A chuva forte inundou durante a noite a parte baixa de Dorn."),
        (3, "A presidente da câmara Lena Holt pediu aos moradores que deixassem o cais."),
        (4, "O exército enviou barcos e seis helicópteros."),
        (5, "Os cientistas avisavam há anos para uma cheia assim."),
        (7, "Os comboios para a costa não circularão antes de domingo."),
        (8, "As seguradoras esperam pedidos de 40 milhões de coroas."),
        (0, "A seleção venceu o jogo por dois a um."),
    ],
}

STORIES = {"bridge": BRIDGE, "election": ELECTION, "flood": FLOOD}
