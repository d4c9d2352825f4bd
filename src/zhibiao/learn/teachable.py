"""Whether a corpus can teach anything: what cannot be measured is not trained on, and what gives reason to doubt wants ``--force``."""

from __future__ import annotations

from zhibiao.knowledge.corpus import Corpus
from zhibiao.language.normalise import key
from zhibiao.messages import CorpusError, say

_FEWEST = 2  # of tables and of documents: one is left out, the others teach
_MOST_FLAGGED = 0.4  # of the rows; in a corpus of real tables it is under three in ten
_SATISFACTION = "服务对象满意度指标"


def refuse_unteachable(corpus: Corpus) -> None:
    """Refuse a corpus on which nothing can be learned and measured, ``--force`` or not.

    :raises CorpusError: one sentence.
    """
    documents = {table.source.file if table.source else "" for table in corpus.tables}
    if len(corpus) < _FEWEST:
        raise CorpusError(
            say(
                f"语料只有{len(corpus)}张表，至少要{_FEWEST}张才能训练和评估，请用 zhibiao import 加入更多的表，或不用 --corpus。",
                f"the corpus has {len(corpus)} table(s); it takes {_FEWEST}. Import more, or leave out --corpus.",
            )
        )
    if len(documents) < _FEWEST:
        raise CorpusError(
            say(
                "语料的表都出自同一份文件，不能留出文件来评估，请加入别的文件，或不用 --corpus。",
                "all tables of the corpus come from one document, so that none can be left out to measure on; import others, or leave out "
                "--corpus.",
            )
        )
    rows = {(row.indicator.level2, key(row.indicator.name), key(str(row.indicator.value))) for row in corpus.rows}
    if len(rows) < _FEWEST:
        what = say("没有指标", "no indicators") if not rows else say("所有指标都相同", "one and the same indicator in every row")
        raise CorpusError(
            say(f"语料里{what}，学不到东西，请检查导入的文件。", f"the corpus has {what}, which teaches nothing; check the files imported.")
        )


def doubt(corpus: Corpus) -> str | None:
    """Why a corpus had better not be trained on, one sentence; ``None`` where there is no reason."""
    flagged = 1 - len(corpus.clean_rows) / len(corpus.rows) if corpus.rows else 1.0
    if flagged >= _MOST_FLAGGED:
        return say(
            f"语料里{flagged:.0%}的指标可疑（重复的模板、占位的目标等），请先检查导入的文件；确要训练请加 --force。",
            f"{flagged:.0%} of the corpus's rows are suspicious (pasted templates, placeholder goals); check the files imported, or add "
            "--force.",
        )
    if not any(row.indicator.level2 == _SATISFACTION for row in corpus.clean_rows):
        return say(
            "语料里没有可用的满意度指标，训练出的模型不会推荐和评估满意度；请补充语料，确要训练请加 --force。",
            "the corpus has no usable satisfaction row, so that satisfaction cannot be measured; add tables, or add --force.",
        )
    return None
