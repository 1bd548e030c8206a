from .codebook import (
    Category as Category,
    Codebook as Codebook,
    Variable as Variable,
    code_rows as code_rows,
    read_codebook as read_codebook,
)
from .server import CodingServer as CodingServer
from .session import CodingSession as CodingSession, Mark as Mark, open_session as open_session
from .widget import CodingWidget as CodingWidget, code_sentences as code_sentences
