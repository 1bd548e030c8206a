from .coder_reliability import Metric as Metric, reliability as reliability
from .correction import (
    CODED as CODED,
    CORRECTED as CORRECTED,
    NAIVE as NAIVE,
    Scope as Scope,
    corrected_means as corrected_means,
    estimates as estimates,
    sample_for_coding as sample_for_coding,
)
from .intervals import (
    LEAST_ARTICLES as LEAST_ARTICLES,
    LEAST_RESAMPLED as LEAST_RESAMPLED,
    LEVEL as LEVEL,
    REPLICATES as REPLICATES,
    Flags as Flags,
    Integers as Integers,
    Method as Method,
    Reals as Reals,
    bootstrap_weights as bootstrap_weights,
    cluster_interval as cluster_interval,
    effective_cases as effective_cases,
    expanded_tail as expanded_tail,
    half_width as half_width,
    middle as middle,
    percentile_interval as percentile_interval,
    proportion_interval as proportion_interval,
    ratio_difference_interval as ratio_difference_interval,
    ratio_with_variance as ratio_with_variance,
    score_difference_interval as score_difference_interval,
)
from .permutation import (
    TIE as TIE,
    adjusted as adjusted,
    is_drawn as is_drawn,
    permutation_test as permutation_test,
    permutations as permutations,
    smallest_reachable_p as smallest_reachable_p,
)
from .power_analysis import (
    ALPHA as ALPHA,
    ENOUGH as ENOUGH,
    STUDIES as STUDIES,
    article_correlation as article_correlation,
    articles_needed as articles_needed,
    counts_of as counts_of,
    p_values as p_values,
    power as power,
)
