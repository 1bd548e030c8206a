"""Boilerplate: every rule on lines it must catch and must leave.

All lines are made up.
"""

import pytest

from framing.corpus.boilerplate import PLACES, any_rule_for, boilerplate_rules, pattern_of, pieces, rule_of

WHERE = {rule.rule: rule.where for rule in boilerplate_rules()}
ANYWHERE = ("lead", "line", "sentence", "rest", "caption")

CAUGHT = {
    "language-switcher": [
        "Türkçe",
        "English · Deutsch · Русский",
        "EN | UA | RU",
        "Читати українською",
        "PolskiрусскийУкраїнська",
    ],
    "section-tag": ["Politics", "World news / Asia", "Business & Economy", "Opinion | Harbours", "ANALYSIS"],
    "breadcrumb": ["Home > Regions > North Coast", "News » Sea » Ferries", "Front page / Regions / North Coast"],
    "site-menu": ["Skip to main content", "Menu Search Log in", "News Opinion Sport Culture"],
    "wire-slug": [
        "FERRY-STRIKE/TALKS (UPDATE 2)",
        "Norfield port, 2nd take",
        "Eds: adds quotes from the harbour master, details",
        "Embargoed until 06:00",
        "URGENT",
    ],
    "byline": [
        "By Ann Becker",
        "BY ANN BECKER AND TOM FIELD",
        "By Ann Becker, harbour correspondent",
        "Written by Tom van der Berg in Norfield",
        "By our correspondent in Norfield",
        "By Ann Becker | 3 October 2023",
    ],
    "time-stamp": [
        "Published: 3 October 2023 at 14:05",
        "Last updated Oct. 3, 2023, 2:05 p.m. ET",
        "Updated 2 hours ago",
    ],
    "date-line": ["Tuesday, 3 October 2023", "3 min read", "03/10/2023 14:05", "Norfield, Oct. 3, 2023"],
    "glued-byline": ["Ann BeckerHarbours", "By Tom FieldPublished 3 October", "Tom Field3 October 2023"],
    "bare-byline": ["Tom Field", "Ann Becker and Tom Field", "Ann Becker, chief reporter", "The Norfield Courier"],
    "no-words": ["* * *", "________", "https://courier.example/a/17", "@annbecker"],
    "ad-slot": ["ADVERTISEMENT", "Story continues below this ad", "Continue reading", "[pullquote]", "Back to top"],
    "player": [
        "Image 3 of 12",
        "Listen to this article 4:12",
        "Slideshow (5 pictures)",
        "Play video 1:16 Ferries leave",
    ],
    "share-buttons": [
        "Share",
        "Share on Facebook",
        "Print | Email | Comments",
        "Facebook Twitter WhatsApp",
        "1.2k shares",
    ],
    "credit-line": [
        "Source: Coast Agency",
        "Sources: Coast Agency, port authority",
        "Photo by Ann Becker",
        "Image: Ann Becker / Coast Agency",
        "Tom Field/North Press",
    ],
    "copyright": [
        "© 2023 Norfield Courier",
        "Copyright 2023 Coast Agency. All rights reserved.",
        "This material may not be published or rewritten.",
    ],
    "correction-note": [
        "Correction: The ferry holds 300 cars, not 3,000.",
        "Editor's note: This essay was first read on the radio.",
        "An earlier version of this article named the wrong pier.",
        "(This version of the story corrects the spelling of Arven in paragraph 4)",
    ],
    "newsletter": [
        "Get the tide tables delivered to your inbox every morning.",
        "Sign up for our weekly newsletter",
        "Subscribe to our harbour briefing newsletter",
        "Want more news from the coast? It is free.",
    ],
    "channel-plug": [
        "Tide warnings come first in our Telegram channel.",
        "Follow us on Instagram",
        "Follow Ann Becker on Twitter: @annbecker",
        "Got a news tip? Write to us.",
        "Write to Ann Becker at ann@courier.example",
        "newsroom@courier.example",
    ],
    "plea": [
        "Support our journalism",
        "Your donation keeps this newsroom afloat.",
        "If you value our reporting, please consider a monthly gift.",
        "Become a member today",
    ],
    "site-notice": [
        "We use cookies to make this site work.",
        "The views expressed are those of the author alone.",
        "Already a subscriber? Log in.",
        "About | Contact | Privacy policy | Terms of use",
    ],
    "read-more": [
        "Read more about the strike here.",
        "See also the map of closed piers",
        "Ferry crews vote on the offer Read more",
        "Click here for the timetable",
    ],
    "teaser-label": [
        "Related: Ferry crews vote on the offer",
        "READ MORE: Who owns the harbour?",
        "(Also on Courier: Crews vote)",
        "RELATED Ferry crews vote on the offer",
        "Harbour strike:Ferry crews vote on the offer",
    ],
    "report-credit": [
        "(Reporting by Ann Becker in Norfield and Tom Field; Editing by Lea Hart)",
        "With material from Coast Agency.",
        "Tom Field and the Coast Agency contributed to this report.",
        "Contributing: Ann Becker, Lea Hart",
        "This article was first published by the North Press.",
    ],
    "update-note": [
        "This story has been updated with the minister's answer.",
        "This is a developing story.",
        "Updated at 4:20 p.m.",
    ],
    "other-news-tail": [
        "Other news",
        "RELATED STORIES",
        "Read also:",
        "More from the North Coast",
        "You may also like",
    ],
    "tag-list": ["Tags: ferry, strike", "Filed under", "#ferry #strike"],
    "comments": ["Comments (12)", "12 comments", "Leave a comment", "Join the conversation", "Be the first to comment"],
    "glued-tags": ["North CoastFerriesStrike", "ArvenPort authorityFerry (A-class)Wages"],
    "author-note": [
        "Ann Becker is a reporter for the Norfield Courier.",
        "Tom Field covers ports and fishing for the Coast Agency.",
        "The author is a fellow of the Institute for Tides.",
    ],
    "sign-off": ["CA/NPA", "(CA, NPA)", "ab/tf", "Lea Hart contributed.", "Tom Field reported from Arven."],
    "caption-label": [
        "FILE - The ferry Alba leaves Norfield in May.",
        "Image caption The ferry Alba leaves Norfield",
        "Pictured: the ferry Alba at its last call.",
        "Photo: the crew waits for news while the ferry lies idle.",
    ],
    "caption-credit": [
        "The ferry Alba leaves Norfield. Photo: Ann Becker",
        "The ferry Alba leaves Norfield. (Ann Becker/Coast Agency)",
        "The crew waits for news on Monday. CA/Tom Field",
        "The crew waits for news on Monday (file photo).",
    ],
    "caption-place": [
        "Harbour master Lea Hart (left) and the crew of the Alba.",
        "Lea Hart, left, talks to the crew.",
        "The owner of the Alba, Ivo Lund, pictured with his crew.",
    ],
}

LEFT = {
    "language-switcher": ["English lessons for dockers", "Is it Polish or German?", "In Turkish waters"],
    "section-tag": ["World of pain for dockers", "Opinion | Dockers deserve far better", "Politics at sea has a price"],
    "breadcrumb": [
        "Port > 3 metres deep, and rising fast. The sea took it.",
        "The «Blue Pier» opens in Norfield on Monday",
    ],
    "site-menu": ["Search for the crew goes on", "Home again after forty days", "Crime and punishment at sea"],
    "wire-slug": ["COVID keeps ferries in port", "Council gives the pier a second lead", "Embargo on herring lifted"],
    "byline": [
        "By Monday the army had left the port",
        "By train and by boat",
        "By Friday Evening",
        "By Arven the river is wide.",
    ],
    "time-stamp": [
        "Updated rules keep ferries in port",
        "Published in 1999, the book sold well.",
        "Posted to Arven for 3 years",
    ],
    "date-line": ["3 October is a day off in Norfield", "In 2023 the pier burnt down.", "7 dockers in court"],
    "glued-byline": ["Ann McDonald at the pier", "Owner sells WhatsApp to crews", "Storm hits Norfield again"],
    "bare-byline": ["Crowds wait in Norfield", "Monday in Norfield", "Officials Say Storm Damage Is Worst in Decades"],
    "no-words": ["— No, she said.", "See https://courier.example for the report.", "17"],
    "ad-slot": ["The advertisement ran for a week.", "Loading the ferry took all night.", "Close the port, they said."],
    "player": [
        "Images of the wreck spread fast.",
        "Next year the pier will be 100 years old.",
        "Two of the 12 crew swam ashore.",
    ],
    "share-buttons": [
        "Share prices fell on Monday.",
        "Facebook said it removed the page.",
        "Print runs have halved since 2010",
        "Tweets by the minister are archived.",
    ],
    "credit-line": [
        'Source: none of your business," he said.',
        "Sources close to the minister: nobody knows.",
        "Photos by drones showed the wreck.",
        "Her source: the harbour master.",
        "The dockers/owners dispute goes on",
    ],
    "copyright": [
        "Copyright law protects the songs of the crew.",
        "“All rights reserved for dockers,” a banner read.",
        "Reprints of the chart sold out.",
    ],
    "correction-note": [
        "Correction of the chart took a year.",
        "The editor noted the change.",
        "An earlier version of the ferry sank.",
    ],
    "newsletter": [
        "“It comes to your inbox unasked,” the minister said.",
        "Dockers sign up for the army.",
        "Few subscribe to that view.",
        "Sign up for the navy, posters urged.",
    ],
    "channel-plug": [
        "The governor wrote on his Telegram channel that the port was safe.",
        "The ministry's official Facebook page was hacked.",
        "“Read it on our Telegram channel,” the governor said.",
        "Follow the money, investigators were told.",
        '"Join us"',
        "He told us on Monday that the port was safe.",
    ],
    "plea": [
        "The fund will support independent journalism on the coast.",
        "“Support our work,” the crew asked the minister.",
        "The owner made a donation to the party.",
        "He became a member of the crew in May.",
    ],
    "site-notice": [
        "His views do not reflect those of most dockers.",
        "The cookies were baked on board.",
        "About the contact, nothing is known.",
    ],
    "read-more": [
        "Read more than one paper, she said.",
        "See more clearly, he urged, what the sea does.",
        "Crews were told to read more",
        "Learn more and you earn more, the saying goes.",
        "Watch the tide, not the clock.",
    ],
    "teaser-label": [
        "More: that is what dockers want, and what they will not get.",
        "He said more: the port would close.",
        "At 14:05 the pier fell.",
        "Related costs rose to 3 million.",
    ],
    "report-credit": [
        "Rust contributed to this report's grim tone.",
        "Reporting by the Courier showed that the pier was rotten.",
        "“She contributed to this report,” the lawyer said.",
        "With help from the navy, the ferry reached the port.",
        "Written by three clerks, the report names no one.",
    ],
    "update-note": [
        "This story was told by dockers for years.",
        "Updated charts show the wreck.",
        "This is a story of rust.",
    ],
    "other-news-tail": [
        "In other news, the pier reopened.",
        "Related parties must report.",
        "More news is good news.",
        "What's next?",
    ],
    "tag-list": ["Tags on the crates were missing.", "Topics such as pay were left out.", "#ferry"],
    "comments": [
        "The minister declined to comment.",
        "Comments by the owner angered crews.",
        "12 comments later the chair gave up",
    ],
    "glued-tags": [
        "Senator McConnell met Governor DeSantis in Norfield",
        "Harbour workers and owners agree on a pay deal",
        "The McDonald pier and the MacArthur dock reopen.",
    ],
    "author-note": [
        "“Ann Becker is a reporter,” the guard said.",
        "Ann Becker is expected in court on Monday.",
        "Ann Becker is the first judge to host a fellow writer.",
        "Becker is a reporter.",
        "The authors are not sure of the cause.",
        "Ivo Lund, a former editor of the Courier, said the pier was rotten.",
    ],
    "sign-off": ["He contributed nothing.", "The crew reported from time to time.", "WATCH:", "It ends here."],
    "caption-label": [
        "A false photo caption caused the row.",
        "In this photograph lies the whole story of the port.",
        "Files on the owner were lost.",
        "The picture: nothing had changed.",
    ],
    "caption-credit": [
        "He showed the court a photo by a friend.",
        "Norfield built the pier with the and/or clause.",
        "Exports fell (see table).",
        "The owner took credit for it all.",
    ],
    "caption-place": [
        "The port sold its shares under section 4(c) and 501(c)(3).",
        "Lund of Norfield, left the door open to talks.",
        "Nothing is left (so far) of the pier.",
    ],
}


def table(lines: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(rule, text) for rule, texts in lines.items() for text in texts]


@pytest.mark.parametrize(("rule", "text"), table(CAUGHT))
def test_a_rule_catches_its_convention(rule, text):
    found = rule_of(text, WHERE[rule])
    assert found is not None
    assert found.rule == rule


@pytest.mark.parametrize(("rule", "text"), table(LEFT))
def test_a_near_miss_is_left(rule, text):
    found = rule_of(text, WHERE[rule], *ANYWHERE)
    assert found is None, found.rule


def test_every_rule_is_tried_on_two_lines_and_two_near_misses():
    assert set(CAUGHT) == set(LEFT) == set(WHERE)
    assert min(len(lines) for lines in [*CAUGHT.values(), *LEFT.values()]) >= 2


@pytest.mark.parametrize("rule", boilerplate_rules(), ids=lambda rule: f"{rule.rule}: {rule.example[:30]}")
def test_every_row_catches_its_own_example_and_can_be_read(rule):
    assert pattern_of(rule.pattern).match(rule.example)
    assert rule.where in PLACES
    assert rule.reason
    assert len(rule.pattern) <= 110


def test_no_row_stands_twice_and_every_piece_is_used():
    patterns = [(rule.where, rule.pattern) for rule in boilerplate_rules()]
    assert len(set(patterns)) == len(patterns)
    written = [*(pattern for _, pattern in patterns), *pieces().values()]
    assert [name for name in pieces() if not any(f"{{{name}}}" in pattern for pattern in written)] == []


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", ["a", "A", "Ab ", "A.", "Ab, ", "1 ", "our ", "(a", "a/B ", "Ab and ", "Share ", "- ", "aB", "By Ab "]
)
def test_a_long_odd_line_takes_no_long_time(piece):
    text = piece * (6_000 // len(piece))
    for place in PLACES:
        any_rule_for(place).match(text)
        any_rule_for(place).match(text + "“")
