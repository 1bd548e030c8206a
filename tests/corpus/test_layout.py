"""Layout: the kinds of lines on whole made-up pages of many styles."""

import pytest

from framing.corpus import sentences_of

PAGES = {
    "portal with languages, glued byline and other news": """
        boilerplate: English
        boilerplate: Українська
        boilerplate: Follow us on Instagram
        boilerplate: Norfield Courier
        boilerplate: Home > World > Coasts
        headline: Ferry crews walk out in Norfield: what the strike means for the islands
        boilerplate: Ann BeckerCoasts
        boilerplate: 3 October 2023, 14:05
        caption: Striking crews at the pier in Norfield
        body: Ferry crews in Norfield walked out on Tuesday.
        & body: The islands have food for a week.
        & boilerplate: Read more about the islands in our guide (with maps).
        crosshead: What do the crews want?
        body: They want a rise of nine per cent.
        & body: The governor wrote on his Telegram channel that he would not pay.
        body: "We are open to talks," the owner said.
        boilerplate: Hear it first and join our Telegram channel.
        & boilerplate: No spam, only tides!
        boilerplate: Other news
        boilerplate: Why herring is better in autumn
        boilerplate: Five piers to see before they fall
        boilerplate: The last one will surprise you.
        """,
    "wire copy with slug, take and dateline": """
        boilerplate: FERRY-STRIKE/ (UPDATE 1)
        boilerplate: Ferry strike, 2nd take
        headline: UPDATE 1-Norfield ferry crews walk out over pay
        boilerplate: By Ann Becker and Tom Field
        caption: * Crews want nine per cent, owners offer three
        caption: The owners' answer is expected on Friday.
        body: NORFIELD, Oct 3 (Coast Agency) - Ferry crews in Norfield walked out on Tuesday.
        crosshead: ISLANDS CUT OFF
        body: By Monday the army had brought food to two islands.
        crosshead: NO TALKS
        body: No talks are planned.
        & boilerplate: (Reporting by Ann Becker in Norfield; Editing by Tom Field)
        boilerplate: CA/NPA
        """,
    "broadcaster with standfirst, captions and a box in the middle": """
        boilerplate: Europe
        headline: Who is behind the ferry strike?
        caption: The dispute has cut off three islands and a prison.
        boilerplate: By Ann Becker, harbour correspondent, Norfield
        boilerplate: Published 3 October 2023
        boilerplate: Share
        caption: Image caption Crews at the pier on Tuesday morning
        body: Ferry crews in Norfield have walked out, and three islands off the coast are without a link to land.
        boilerplate: Media playback is unsupported on your device
        crosshead: Why now?
        body: The crews say that their pay has not kept up with prices since the harbour was sold four years ago.
        boilerplate: More on this story
        boilerplate: Islanders stock up on flour
        boilerplate: The man who bought a harbour
        body: The owner says that the harbour made a loss in three of four years and that there is no money for a rise.
        body: Both sides will meet again on Friday in the town hall, where they met in vain for two full days last week.
        body: "I shall not give in," he said.
        boilerplate: © 2023 North Radio. All rights reserved.
        boilerplate: About | Contact | Privacy policy
        """,
    "newspaper with credits, corrections, author and comments": """
        boilerplate: News Opinion Sport Culture
        boilerplate: Politics
        boilerplate: Harbour dispute
        headline: Islands run short as crews stay ashore
        caption: Harbour talks fail for the third time
        caption: Empty shelves in a shop on Arven on Monday. Photograph: Ann Becker/Coast Agency
        boilerplate: Tom Field
        boilerplate: Tue 3 Oct 2023 14.05 BST
        boilerplate: Last updated on Tue 3 Oct 2023 16.30 BST
        body: Shops on Arven ran out of flour on Monday.
        boilerplate: Ferry crews vote on the offer Read more
        body: "Source: none of your business," the owner said when he was asked where he had heard it.
        boilerplate: Sign up for our morning newsletter. It is free, and you can leave at any time.
        body: Read more than one paper, she said.
        body: The crews vote on Friday.
        boilerplate: This article was amended on 4 October 2023 to correct a name.
        boilerplate: Tom Field is the Courier's harbour correspondent.
        boilerplate: Topics: ferries, islands
        boilerplate: Arven
        boilerplate: 12 comments
        boilerplate: dockhand7: At last a fair report on us.
        """,
    "magazine with plea, disclaimer and titles below": """
        boilerplate: Opinion
        headline: The port that forgot its people
        caption: Four years after the sale, nobody remembers why
        boilerplate: Lea Hart, columnist
        boilerplate: 6 min read
        body: A harbour is not a shop.
        boilerplate: ADVERTISEMENT
        body: Its owner thinks otherwise.
        crosshead: The sale
        body: It was sold on a Sunday.
        boilerplate: * * *
        body: It may be bought back on a Monday.
        boilerplate: If you value our reporting, please consider a gift. Every coin helps.
        boilerplate: The views expressed are those of the author.
        boilerplate: Lea Hart writes about islands for the Courier.
        boilerplate: What the tide brought in
        boilerplate: A short history of piers
        boilerplate: The keeper of the light
        """,
    "aggregator with section tag and glued tags": """
        boilerplate: Foreign Affairs
        headline: Strike in Norfield Leaves Islands Without Ferries
        body: Crews walked out on Tuesday. The islands have food for a week.
        body: The owner, McDonald Lines, offered three per cent.
        boilerplate: ArvenFerriesMcDonald LinesNorfieldStrike in Norfield Leaves Islands Without Ferries
        """,
    "regional site with agency material and related links": """
        boilerplate: Skip to content
        boilerplate: Menu
        boilerplate: Home » Regions » North Coast
        headline: Crews stay ashore
        boilerplate: Norfield, 3 October 2023
        caption: The ferry Alba in the harbour of Norfield
        boilerplate: Photo: Ann Becker
        body: The crews of all four ferries stayed ashore on Tuesday.
        boilerplate: Read also: Flour runs out on Arven
        body: Talks go on.
        boilerplate: With material from Coast Agency
        boilerplate: Facebook Twitter WhatsApp
        boilerplate: Print
        boilerplate: Tom Field
        boilerplate: Related stories
        boilerplate: Flour runs out on Arven
        """,
    "lead without headline": """
        body: Crews in Norfield walked out on Tuesday.
        body: The islands have food for a week.
        boilerplate: Source: Coast Agency
        boilerplate: 3 October 2023
        """,
    "sentences of conventions inside paragraphs": """
        headline: Read: The letter that ended the ferry strike
        body: Close. But the ferry was gone.
        boilerplate: Read more about the letter here.
        & body: It was sent on a Monday.
        body: Source: the harbour master. He would not give his name.
        """,
    "caption below the last paragraph": """
        headline: Crews walk out in Norfield
        body: Crews in Norfield walked out on Tuesday.
        caption: Harbour master Lea Hart (left) on the pier
        """,
    "slug that is the only headline": """
        headline: Norfield ferry talks, 2nd take
        body: Crews in Norfield walked out on Tuesday.
        """,
    "name of the site above a section": """
        boilerplate: The Norfield Courier
        boilerplate: World
        headline: Crews stay ashore in Norfield
        body: Crews in Norfield walked out on Tuesday.
        """,
    "short headline above a date": """
        headline: Crews stay ashore
        boilerplate: 3 October 2023
        caption: The ferry Alba at the pier
        body: Crews in Norfield walked out on Tuesday.
        """,
    "paragraph without full stop below the headline": """
        headline: What the papers say about the strike
        body: The pier is old. The ferries are older. The owner is the oldest of all – North Press
        body: Nobody pays. Nobody sails. Nobody talks – Arven Post
        boilerplate: With material from Coast Agency
        """,
    "byline of an analysis and a date between paragraphs": """
        headline: Crews stay ashore in Norfield
        body: Crews in Norfield walked out on Tuesday.
        body: The islands have food for a week.
        body: The owner was not to be reached.
        boilerplate: By Ann Becker, harbour correspondent
        body: The strike was long in coming.
        crosshead: 3 October 2023
        body: On that day the talks failed.
        """,
    "headline that ends with a full stop, above the byline": """
        headline: Crews walk out. Nobody asked them to.
        boilerplate: By Tom Field
        boilerplate: 3 October 2023
        body: Crews in Norfield walked out on Tuesday.
        """,
    "caption with a full stop that nothing tells from a lead": """
        headline: Crews walk out in Norfield
        body: Crews at the pier in Norfield on Tuesday.
        body: Crews in Norfield walked out on Tuesday.
        """,
    "list at the end": """
        headline: What the crews want
        body: The crews have three demands:
        body: Nine per cent more pay
        body: Two crews for each ferry
        """,
    "last line without full stop": """
        headline: Crews walk out in Norfield
        body: Crews in Norfield walked out on Tuesday.
        body: They will be back on Friday, they say
        """,
    "posts and list items are no crossheads": """
        headline: Crews walk out in Norfield
        body: The owner answered at once.
        body: Never again @ivolund
        body: • Nine per cent is too much
        body: He has 12 followers.
        """,
}


def sentences_and_kinds(page: str) -> tuple[str, list[tuple[str, str]]]:
    """The text of a page and its sentences with their kinds; `&` goes on in the same line."""
    text, expected = "", []
    for row in page.strip().splitlines():
        kind, _, sentence = row.strip().partition(": ")
        text += (" " if kind.startswith("& ") else "\n\n") + sentence
        expected.append((kind.removeprefix("& "), sentence))
    return text.strip(), expected


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_kinds_on_a_page(page):
    text, expected = sentences_and_kinds(page)
    found = [(kind, text[start:end]) for start, end, kind, _ in sentences_of(text)]
    assert joined(found, expected) == expected


def joined(found: list[tuple[str, str]], expected: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Sentences of one kind put together where the page writes them in one row."""
    rows: list[tuple[str, str]] = []
    wanted = {text for _, text in expected}
    for kind, text in found:
        if rows and rows[-1][0] == kind and rows[-1][1] not in wanted:
            rows[-1] = (kind, f"{rows[-1][1]} {text}")
        else:
            rows.append((kind, text))
    return rows


def kinds_below(start: str, *lines: str) -> list[str]:
    return [kind for begin, _, kind, _ in sentences_of("\n".join([start, *lines])) if begin > len(start)]


def test_a_heading_of_teasers_ends_the_article_only_where_no_paragraphs_follow():
    start = "Crews walk out in Norfield\nCrews walked out."
    teasers = ("Related stories", "Flour runs out")
    paragraph = f"The owner says that {'no money is there ' * 5}for a rise."
    notice = f"© 2023 Norfield Courier {'and no part of this may be copied ' * 4}by anyone."
    assert kinds_below(start, *teasers, paragraph, paragraph) == ["boilerplate"] * 2 + ["body"] * 2
    assert kinds_below(start, *teasers, paragraph, "Arven waits") == ["boilerplate"] * 4
    assert kinds_below(start, "Related stories", notice, notice, "Arven waits") == ["boilerplate"] * 4


def test_the_reason_for_a_caption_is_told():
    text = "Crews walk out in Norfield\nThe pier on Monday\nNobody pays.\nBy Ann Becker\nCrews walked out."
    reasons = [why for _, _, kind, why in sentences_of(text) if kind == "caption"]
    assert reasons == ["no full stop, under the headline", "above the lead"]
