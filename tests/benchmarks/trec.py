"""TREC files as another program reads them."""

from pathlib import Path

import ir_measures


def judged(path: Path) -> set[tuple[str, str, int]]:
    """Question, document and relevance."""
    rows = ir_measures.read_trec_qrels(str(path))  # type: ignore[no-untyped-call]
    return {(row.query_id, row.doc_id, row.relevance) for row in rows}


def mean_ndcg(qrels: Path, run: Path) -> float:
    """nDCG@10 of a run."""
    measure = ir_measures.nDCG @ 10
    rows = ir_measures.read_trec_qrels(str(qrels))  # type: ignore[no-untyped-call]
    ranked = ir_measures.read_trec_run(str(run))  # type: ignore[no-untyped-call]
    return float(ir_measures.calc_aggregate([measure], list(rows), list(ranked))[measure])
