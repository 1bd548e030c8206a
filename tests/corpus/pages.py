"""Pages of many layouts: invented articles in the markup of news sites, and what belongs to each article."""

from typing import NamedTuple


def paragraphs_of(block: str) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in block.strip().split("\n\n")]


ENGLISH = paragraphs_of("""
The ferry between Lunn and the eastern islands will not sail on Monday, the harbour office said, after a storm
tore two of its mooring lines and left the pier under half a metre of water.

“We have seen worse, but never so early in the year,” said Anna Berg, who has run the office since 2004. She
asked travellers to keep away from the quay until engineers have looked at the piles.

Some 400 islanders had booked a passage. The council opened the sports hall for the night and sent soup,
blankets and a doctor; by ten o’clock 60 people had arrived.

“No,” she said.

The company that owns the ship, Norfield Lines, called the closure “a precaution” and promised to pay back all
tickets within a week. A spokesman would not say what the repair of the pier might cost.

The opposition in the council has asked for a new breakwater for years. Its leader, Jon Tresk, called the
night a warning that nobody could now ignore.

Forecasters expect the wind to drop on Wednesday.""")
UKRAINIAN = paragraphs_of("""
Пором між Лунном і східними островами в понеділок не вийде в море, повідомила адміністрація порту, бо шторм
обірвав два швартові канати, а пірс на пів метра пішов під воду.

«Ми бачили й гірше, але ніколи так рано», — сказала Анна Берг, яка керує портом з 2004 року. Вона попросила
людей не підходити до набережної, доки інженери не оглянуть палі.

Близько 400 остров’ян уже мали квитки. Рада відкрила на ніч спортивну залу й надіслала туди суп, ковдри та
лікаря.

Синоптики чекають, що вітер стихне в середу.""")
PORTUGUESE = paragraphs_of("""
A balsa entre Lunn e as ilhas do leste não sairá na segunda-feira, informou o porto, depois que uma tempestade
arrancou duas amarras e deixou o cais sob meio metro de água.

“Já vimos coisa pior, mas nunca tão cedo”, disse Anna Berg, que dirige o porto desde 2004. Ela pediu aos
passageiros que fiquem longe do cais até que os engenheiros examinem as estacas.

Cerca de 400 moradores já tinham passagem. A câmara abriu o ginásio durante a noite e enviou sopa, cobertores
e um médico.

A previsão é de que o vento diminua na quarta-feira.""")
TITLE, DAY = "Storm closes the ferry to the eastern islands", "2024-05-02"
MENU = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("Home", "World", "Sport", "Opinion", "Weather"))
NAV = f"<header><nav><ul>{MENU}</ul></nav></header>"
FOOT = (
    "<footer><p>© 2019 Gull Media. All rights reserved.</p><p>Contact us | Privacy policy | Terms of use</p></footer>"
)
RELATED = "".join(
    f'<li><a href="/{n}">{words}</a></li>'
    for n, words in enumerate(
        ["Council votes on school meals", "Two held after museum theft", "Harbour to get new lamps"]
    )
)
PUBLISHED = f'<meta property="article:published_time" content="{DAY}T08:00:00Z">'
NOT_THE_ARTICLE = ("All rights reserved", "Privacy policy", "Council votes on school meals", "Weather")


class Page(NamedTuple):
    """A page, the paragraphs of its article, words that do not belong to it, its headline and its day (or neither)."""

    html: str
    paragraphs: list[str]
    alien: tuple[str, ...] = NOT_THE_ARTICLE
    title: str = TITLE
    day: str = DAY


def each(element: str, texts: list[str]) -> str:
    return "\n".join(f"<{element}>{text}</{element.split()[0]}>" for text in texts)


def p(paragraphs: list[str]) -> str:
    return each("p", paragraphs)


def page(body: str, *, head: str = PUBLISHED, title: str = f"{TITLE} | Gull", lang: str = "en") -> str:
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{NAV}{body}{FOOT}</body></html>"
    )


H1 = f"<h1>{TITLE}</h1>"
E = ENGLISH
SCHEMA = '<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle",{}}}</script>'
FACTS = ["Tickets are paid back within a week", "The sports hall is open all night", "Buses run to the northern port"]
QUESTIONS = ["Were you surprised by the storm?", "Who will pay for the pier?"]
COMMENTS = "<p>Typical of this council, they never learn anything.</p><p>First! And thanks for the soup, everybody.</p>"
COOKIES = "<p>We and our partners use cookies to store information on your device.</p><button>Accept all</button>"

PAGES = {
    "article": Page(page(f"<article>{H1}{p(E)}</article>"), E),
    "main": Page(page(f"<main>{H1}{p(E)}</main>"), E),
    "neither": Page(page(f"{H1}<div>{p(E)}</div>"), E),
    "bare paragraphs": Page(page(f"{H1}{p(E)}"), E),
    "divs for paragraphs": Page(
        page(f"<div class='story'>{H1}" + "".join(f"<div class='par'>{text}</div>" for text in E) + "</div>"), E
    ),
    "breaks for paragraphs": Page(page(f"<div id='content'>{H1}<div>" + "<br><br>".join(E) + "</div></div>"), E),
    "paywall": Page(
        page(
            f"<article>{H1}{p(E[:2])}<div class='paywall'><p>Subscribe to continue reading.</p>"
            "<p>Already a subscriber? Log in</p></div></article>"
        ),
        E[:2],
        (*NOT_THE_ARTICLE, "Already a subscriber"),
    ),
    "list": Page(
        page(f"<article>{H1}{p(E[:3])}<ul>{each('li', FACTS)}</ul>{p(E[4:])}</article>"),
        [*E[:3], *FACTS, *E[4:]],
    ),
    "numbered list": Page(
        page(f"<article>{H1}{p(E[:1])}<ol>" + "".join(f"<li>{text}</li>" for text in E[1:]) + "</ol></article>"), E
    ),
    "blockquote": Page(page(f"<article>{H1}{p(E[:1])}<blockquote>{p(E[1:2])}</blockquote>{p(E[2:])}</article>"), E),
    "bare blockquote": Page(page(f"<article>{H1}{p(E[:1])}<blockquote>{E[1]}</blockquote>{p(E[2:])}</article>"), E),
    "caption": Page(
        page(
            f"<article>{H1}<figure><img src='a.jpg' alt='Pier'><figcaption>Photo: Gull</figcaption></figure>{p(E)}"
            "</article>"
        ),
        E,
    ),
    "live blog": Page(
        page(
            f"<main>{H1}{p(E[:1])}"
            + "".join(
                f"<section class='update'><time datetime='{DAY}T0{n}:00:00Z'>0{n}:00</time>"
                f"<h3>Update {n}</h3><p>{text}</p></section>"
                for n, text in enumerate(E[1:], start=1)
            )
            + "</main>"
        ),
        E,
    ),
    "live blog of articles": Page(
        page(
            f"<main>{H1}"
            + "".join(f"<article><h2>Update {n}</h2><p>{x}</p></article>" for n, x in enumerate(E))
            + "</main>"
        ),
        E,
    ),
    "headline in og:title": Page(
        page(
            f"<article>{p(E)}</article>", head=f'<meta property="og:title" content="{TITLE}">{PUBLISHED}', title="Gull"
        ),
        E,
    ),
    "headline in title": Page(page(f"<article>{p(E)}</article>", title=TITLE), E),
    "cookies": Page(
        page(f"<div id='cookie-banner' class='consent'>{COOKIES}</div><article>{H1}{p(E)}</article>"),
        E,
        (*NOT_THE_ARTICLE, "our partners use cookies"),
    ),
    "cookies without article": Page(
        page(f"<div id='cookie-banner' class='consent'>{COOKIES}</div><div class='post'>{H1}{p(E)}</div>"),
        E,
        (*NOT_THE_ARTICLE, "our partners use cookies"),
    ),
    "related in article": Page(
        page(f"<article>{H1}{p(E)}<div class='related'><h3>Read also</h3><ul>{RELATED}</ul></div></article>"), E
    ),
    "related between paragraphs": Page(
        page(f"<article>{H1}{p(E[:3])}<aside class='related'><ul>{RELATED}</ul></aside>{p(E[3:])}</article>"), E
    ),
    "related cards": Page(
        page(
            f"<main><article>{H1}{p(E)}</article><section class='more'>"
            + "".join(
                f"<article class='card'><h3><a href='/{n}'>Council votes on school meals</a></h3></article>"
                for n in "ab"
            )
            + "</section></main>"
        ),
        E,
    ),
    "comments": Page(
        page(f"<article>{H1}{p(E)}</article><section id='comments' class='comments'>{COMMENTS}</section>"),
        E,
        (*NOT_THE_ARTICLE, "Typical of this council"),
    ),
    "comments without article": Page(
        page(f"<div class='entry-content'>{H1}{p(E)}</div><div id='comments' class='comment-list'>{COMMENTS}</div>"),
        E,
        (*NOT_THE_ARTICLE, "Typical of this council"),
    ),
    "brief": Page(page(f"<article>{H1}{p([E[0], E[6]])}</article>"), [E[0], E[6]]),
    "brief without article": Page(page(f"<div>{H1}{p([E[0], E[6]])}</div>"), [E[0], E[6]]),
    "one sentence": Page(page(f"<article>{H1}{p(E[6:])}</article>"), E[6:]),
    "Ukrainian": Page(page(f"<article>{H1}{p(UKRAINIAN)}</article>", lang="uk"), UKRAINIAN),
    "Ukrainian brief": Page(page(f"<div class='text'>{H1}{p(UKRAINIAN[2:])}</div>", lang="uk"), UKRAINIAN[2:]),
    "Portuguese": Page(page(f"<main><div>{H1}{p(PORTUGUESE)}</div></main>", lang="pt"), PORTUGUESE),
    "Portuguese divs": Page(
        page(f"<div class='materia'>{H1}" + "".join(f"<div>{x}</div>" for x in PORTUGUESE) + "</div>", lang="pt"),
        PORTUGUESE,
    ),
    "table of the nineties": Page(
        page(f"<table><tr><td width=150><a href='/'>Weather</a></td><td>{H1}{p(E)}</td></tr></table>"), E
    ),
    "wordpress": Page(
        page(
            f"<div id='primary'><article class='post'><header class='entry-header'><h1 class='entry-title'>{TITLE}</h1>"
            f"<span class='byline'>By Ada Holm</span></header><div class='entry-content'>{p(E)}</div>"
            "<footer class='entry-footer'>Posted in World</footer></article></div>"
        ),
        E,
        (*NOT_THE_ARTICLE, "Posted in World"),
    ),
    "articleBody": Page(page(f"<section itemprop='articleBody'>{H1}{p(E)}</section>"), E),
    "text in JSON only": Page(
        page("<div id='root'></div>", head=PUBLISHED + SCHEMA.format(f'"articleBody":"{" ".join(E)}"')), [" ".join(E)]
    ),
    "date in JSON": Page(
        page(f"<article>{H1}{p(E)}</article>", head=SCHEMA.format(f'"datePublished":"{DAY}T08:00:00+02:00"')), E
    ),
    "date in time": Page(page(f"<article>{H1}<time datetime='{DAY}'>yesterday</time>{p(E)}</article>", head=""), E),
    "changed later": Page(
        page(
            f"<article>{H1}{p(E)}</article>",
            head=f'<meta property="article:modified_time" content="2024-06-09T08:00:00Z">{PUBLISHED}',
        ),
        E,
    ),
    "no date": Page(page(f"<article>{H1}{p(E)}</article>", head=""), E, day=""),
    "a date in the text": Page(
        page(
            f"<article>{H1}{p([*E, 'The last such storm was on 3 April 2012, when the pier broke.'])}</article>",
            head="",
        ),
        [*E, "The last such storm was on 3 April 2012, when the pier broke."],
        day="",
    ),
    "a sentence twice": Page(page(f"<article>{H1}{p([*E[:3], E[6], *E[4:]])}</article>"), [*E[:3], E[6], *E[4:]]),
    "crossheads": Page(
        page(f"<article>{H1}{p(E[:2])}<h2>A night in the hall</h2>{p(E[2:5])}<h3>Who pays</h3>{p(E[5:])}</article>"),
        [*E[:2], "A night in the hall", *E[2:5], "Who pays", *E[5:]],
    ),
    "interview": Page(
        page(
            f"<article>{H1}"
            + "".join(f"<p><strong>{q}</strong></p><p>{a}</p>" for q, a in zip(QUESTIONS, E, strict=False))
            + "</article>"
        ),
        [QUESTIONS[0], E[0], QUESTIONS[1], E[1]],
    ),
    "dialogue": Page(
        page(f"<article>{H1}{p([E[0], '“Why?”', '“Because.”', E[3], '“And now?”', E[1], E[6]])}</article>"),
        [E[0], "“Why?”", "“Because.”", E[3], "“And now?”", E[1], E[6]],
    ),
    "lead in header": Page(page(f"<article><header>{H1}<p class='lead'>{E[0]}</p></header>{p(E[1:])}</article>"), E),
    "pull quote in aside": Page(
        page(f"<article>{H1}{p(E[:3])}<aside><p>Sign up for our letters.</p></aside>{p(E[3:])}</article>"),
        E,
        (*NOT_THE_ARTICLE, "Sign up"),
    ),
    "links in paragraphs": Page(
        page(
            f"<article>{H1}" + "".join(f"<p><a href='/x'>{text[:20]}</a>{text[20:]}</p>" for text in E) + "</article>"
        ),
        E,
    ),
    "a paragraph that is a link": Page(
        page(f"<article>{H1}{p(E[:3])}<p><a href='/x'>{E[4]}</a></p>{p(E[5:])}</article>"), [*E[:3], E[4], *E[5:]]
    ),
    "unclosed": Page(page(f"<article>{H1}" + "".join(f"<p>{text}" for text in E) + "</article>"), E),
    "half a page": Page(f"<h1>{TITLE}</h1><div>{p(E[:2])}", E[:2], day=""),
    "inline marks": Page(
        page(
            f"<article>{H1}" + "".join(f"<p>{text.replace(' the ', ' <em>the</em> ')}</p>" for text in E) + "</article>"
        ),
        E,
    ),
    "ticker": Page(
        page(
            f"<div class='ticker'><ul>{RELATED * 4}</ul></div><div class='body'>{H1}{p(E)}</div>"
            f"<div><ul>{RELATED}</ul></div>"
        ),
        E,
    ),
    "lead in a box of its own": Page(
        page(
            f"<main>{H1}<div class='lead'><p>{E[0]}</p></div><figure></figure><div class='body'>{p(E[1:])}</div></main>"
        ),
        E,
    ),
    "links to read on": Page(
        page(
            f"<article>{H1}{p(E[:3])}<p><a href='/x'>Read also: Council votes on school meals</a></p>"
            f"{p(E[3:])}</article>"
        ),
        E,
    ),
    "boxes between advertisements": Page(
        page(
            f"<div id='story'>{H1}<div>{p(E[:3])}</div><div class='ad'><p>Advertisement</p></div>"
            f"<div>{p(E[3:])}</div></div>"
        ),
        E,
        (*NOT_THE_ARTICLE, "Advertisement"),
    ),
    "brief with many comments": Page(
        page(
            f"<main><article>{H1}{p([E[0], E[6]])}</article><section class='comments'>{COMMENTS * 5}</section></main>"
        ),
        [E[0], E[6]],
        (*NOT_THE_ARTICLE, "Typical of this council"),
    ),
    "no sentence": Page(page("<div>menu</div>", head=""), [], day="", title=""),
}
