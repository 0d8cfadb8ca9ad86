"""What has to be told beside a sentence that leaves the archive, in words, for every output."""

from search.quotations.occurrences import Occurrence
from search.records import Hit
from service.citing.citation import cautions_in_words
from service.citing.text import plain
from service.language import Language, translator


def told_of(found: Hit | Occurrence, language: Language) -> list[str]:
    """What has to be told of words that were found: parts of one line each, none for most.

    Its cautions; what the question names and it does not; what other documents of its story have
    in its place.
    """
    t = translator(language, "citing")
    told = cautions_in_words(found.cautions, language)
    if isinstance(found, Hit) and found.missing:
        told.append(t("missing", names=t("list").join(map(plain, found.missing))))
    for other in found.differing:
        citation = other.citation
        source = plain(citation.source or citation.title or citation.document_id)
        told.append(t("differs", source=source, sentence=plain(citation.quote)))
    return told
