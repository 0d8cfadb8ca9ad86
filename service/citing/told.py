"""What has to be told beside a sentence that leaves the archive, in words, for every output."""

from search.records import Hit
from service.citing.citation import cautions_in_words
from service.citing.text import plain
from service.language import Language, translator


def told_of(hit: Hit, language: Language) -> list[str]:
    """What has to be told of the sentence of a hit: parts of one line each, none for most.

    Its cautions; what the question names and it does not; what other documents of its story have
    in its place.
    """
    t = translator(language, "citing")
    told = cautions_in_words(hit.cautions, language)
    if hit.missing:
        told.append(t("missing", names=t("list").join(map(plain, hit.missing))))
    for other in hit.differing:
        citation = other.citation
        source = plain(citation.source or citation.title or citation.document_id)
        told.append(t("differs", source=source, sentence=plain(citation.quote)))
    return told
