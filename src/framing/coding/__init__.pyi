from .agreement import (
    adjudicate as adjudicate,
    coder_agreement as coder_agreement,
    confusion as confusion,
    to_discuss as to_discuss,
)
from .annotation_tools import label_studio_configuration as label_studio_configuration
from .classifiers import FittedVariable as FittedVariable, fit_classifiers as fit_classifiers
from .codebook import (
    Category as Category,
    Codebook as Codebook,
    Variable as Variable,
    code_rows as code_rows,
    read_codebook as read_codebook,
)
from .exchange import export_codes as export_codes, import_codes as import_codes
from .language_models import code_with as code_with, prompt_of as prompt_of
from .sample import sample_for_coding as sample_for_coding
from .screen import CodingServer as CodingServer
from .session import CodingSession as CodingSession, Mark as Mark, open_session as open_session
from .widget import CodingWidget as CodingWidget, code_sentences as code_sentences
