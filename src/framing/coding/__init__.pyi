from .codebook import (
    Category as Category,
    Codebook as Codebook,
    Variable as Variable,
    code_rows as code_rows,
    read_codebook as read_codebook,
)
