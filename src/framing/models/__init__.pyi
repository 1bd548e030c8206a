from .attribution_tagger import (
    AttributionTagger as AttributionTagger,
    TaggedAttribution as TaggedAttribution,
    TaggedSentence as TaggedSentence,
    TaggedSpan as TaggedSpan,
    windows_of_text as windows_of_text,
)
from .cross_fitting import (
    FOLDS as FOLDS,
    crossfit as crossfit,
    fit_folds as fit_folds,
    fitted as fitted,
    folds_of as folds_of,
    refuse_unknown as refuse_unknown,
    score_folds as score_folds,
)
from .encoders import (
    PACKAGED as PACKAGED,
    Encoder as Encoder,
    Vectors as Vectors,
    by_length_of_batches as by_length_of_batches,
    full_batches as full_batches,
    is_installed as is_installed,
    weights_of as weights_of,
)
from .evaluation import (
    agreement as agreement,
    auroc_of as auroc_of,
    calibration_table as calibration_table,
    leakage as leakage,
)
from .features import (
    FORMS as FORMS,
    GENERAL_LOG_ODDS as GENERAL_LOG_ODDS,
    OF_GENERAL as OF_GENERAL,
    Span as Span,
    public_features as public_features,
    swapped_features as swapped_features,
)
from .general import (
    Redrawn as Redrawn,
    SentenceModel as SentenceModel,
    StaticModel as StaticModel,
    explain as explain,
)
from .linear import probability as probability
from .loadedness import (
    ENOUGH_POSITIVES as ENOUGH_POSITIVES,
    SD_OF_INTERCEPT as SD_OF_INTERCEPT,
    LoadednessClassifier as LoadednessClassifier,
    Prior as Prior,
    Sample as Sample,
    fit_ridge as fit_ridge,
    solve as solve,
)
from .outlet import OutletClassifier as OutletClassifier
from .outlet_models import (
    GENERAL as GENERAL,
    GENERAL_NAME as GENERAL_NAME,
    GENERAL_STANCE as GENERAL_STANCE,
    GENERAL_WORD as GENERAL_WORD,
    LOADEDNESS as LOADEDNESS,
    OTHER_ENCODER as OTHER_ENCODER,
    OUTLET as OUTLET,
    POOLED as POOLED,
    STATIC as STATIC,
    as_scores as as_scores,
    outlet_of as outlet_of,
)
from .persistence import (
    ATTRIBUTION_MODEL as ATTRIBUTION_MODEL,
    GENERAL_MODEL as GENERAL_MODEL,
    SHIPPED as SHIPPED,
    STATIC_MODEL as STATIC_MODEL,
    available_model as available_model,
    general_model as general_model,
    load_model as load_model,
)
from .refits import (
    Case as Case,
    Coefficients as Coefficients,
    LoadednessRefits as LoadednessRefits,
    OutletRefits as OutletRefits,
    Refits as Refits,
    fit_together as fit_together,
)
from .text_features import (
    COMMONEST as COMMONEST,
    PLACES as PLACES,
    WORD as WORD,
    document_features as document_features,
    house_masks as house_masks,
    mask_sentences as mask_sentences,
    masked as masked,
    outlet_masks as outlet_masks,
    place_of as place_of,
    seems_english as seems_english,
    warn_unless_english as warn_unless_english,
    with_pairs as with_pairs,
    word_features as word_features,
    word_places as word_places,
    words as words,
)
from .tiers import (
    MOST_OUTLETS as MOST_OUTLETS,
    Tier as Tier,
    Units as Units,
    hidden_texts as hidden_texts,
    public_tier as public_tier,
    text_tier as text_tier,
)
from .training.attribution import (
    CodedArticle as CodedArticle,
    TaggerRecipe as TaggerRecipe,
    coded_articles as coded_articles,
    labels_of as labels_of,
    read_tagger_recipe as read_tagger_recipe,
    train_tagger as train_tagger,
)
from .training.corpora import (
    TECHNIQUES as TECHNIQUES,
    TEST as TEST,
    WHOLE as WHOLE,
    experts as experts,
    judged_targets as judged_targets,
    labelled as labelled,
    marked_sentences as marked_sentences,
    shares as shares,
    synthetic as synthetic,
    table as table,
    wording as wording,
)
from .training.network import (
    Example as Example,
    Network as Network,
    Recipe as Recipe,
    Row as Row,
    Stage as Stage,
    batches as batches,
    fit as fit,
    loss_of as loss_of,
    of_marks as of_marks,
    of_sentences as of_sentences,
    of_swaps as of_swaps,
    of_targets as of_targets,
    read_recipe as read_recipe,
    share_of_rate as share_of_rate,
    tokenised as tokenised,
)
from .training.run import (
    REFITS as REFITS,
    STAGES as STAGES,
    StageCache as StageCache,
    again_stage as again_stage,
    bootstrap_samples as bootstrap_samples,
    digest as digest,
    distilled as distilled,
    experts_stage as experts_stage,
    fitted_to as fitted_to,
    news_of as news_of,
    news_stage as news_stage,
    of_refits as of_refits,
    shifts as shifts,
    train as train,
    write_network as write_network,
)
from .training.swaps import (
    STRENGTHS as STRENGTHS,
    Variant as Variant,
    epithets as epithets,
    framed as framed,
    is_held_out as is_held_out,
    put as put,
    swapped as swapped,
)
from .tuned import (
    AT_ONCE as AT_ONCE,
    STANCES as STANCES,
    WINDOW as WINDOW,
    TunedEncoder as TunedEncoder,
    windows_of as windows_of,
)
from .weights import FURTHEST as FURTHEST, FURTHEST_OF_ALL as FURTHEST_OF_ALL, Rounded as Rounded
