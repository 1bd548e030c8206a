from .contents import (
    contents_of as contents_of,
    draw as draw,
    draw_some as draw_some,
    drawing as drawing,
    figures as figures,
    graph_dot as graph_dot,
    graph_markdown as graph_markdown,
    graph_of as graph_of,
    graph_table as graph_table,
    made_from as made_from,
    make_edition as make_edition,
    output_of as output_of,
    view_of as view_of,
)
from .deposit import (
    CRATE as CRATE,
    EXPORTS as EXPORTS,
    export as export,
    text_cards as text_cards,
    write_crate as write_crate,
)
from .html import (
    LARGEST as LARGEST,
    Facts as Facts,
    Listing as Listing,
    Picture as Picture,
    Points as Points,
    Section as Section,
    Table as Table,
    Text as Text,
    report_page as report_page,
    split_at_marks as split_at_marks,
)
from .manuscript import (
    as_printed as as_printed,
    cite as cite,
    entries as entries,
    entry as entry,
    findings as findings,
    methods_for as methods_for,
    typed_numbers as typed_numbers,
    users_of as users_of,
)
from .paper_tables import PrintedTable as PrintedTable, reasons_below as reasons_below
from .reader.article import apart as apart, counted as counted, naming as naming, wording as wording
from .reader.view import STYLE as STYLE, ReadingWidget as ReadingWidget, read as read
from .report import (
    CHAPTERS as CHAPTERS,
    MOST as MOST,
    PRIVATE as PRIVATE,
    holds_private as holds_private,
    reading_views as reading_views,
    report_of as report_of,
    write_report as write_report,
)
from .scores import (
    WIDTH as WIDTH,
    ScorePage as ScorePage,
    as_json as as_json,
    score_lines as score_lines,
    swap_lines as swap_lines,
)
