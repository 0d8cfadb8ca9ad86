"""From ranked passages to hits: one for each document, and one document for each story."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, Self

from search.ranking.snapshot import PassageFacts
from search.records import Excerpt


class Group(NamedTuple):
    """A document and those of its passages that may be shown, best first."""

    facts: PassageFacts
    passage_ids: list[int]

    def alone(self) -> Self:
        """The document with its best passage alone."""
        return self._replace(passage_ids=self.passage_ids[:1])


def group(ranked: Mapping[int, PassageFacts], k: int) -> list[Group]:
    """The best ``k`` documents, by their best passages.

    Of the copies of a story the one with the best passage stands for all. What a document has
    beyond its best passage counts only among the first ``k`` passages: those would be shown if
    every passage were a hit of its own.

    Args:
        ranked: passages and the facts of each, best first.
        k: the most documents.
    """
    groups: dict[str, Group] = {}
    stands_for: dict[int, str] = {}
    place = 0
    for passage_id, facts in ranked.items():
        key, story = facts.document_id, facts.story_id
        if story is not None and stands_for.setdefault(story, key) != key:
            continue
        place += 1
        if key not in groups:
            groups[key] = Group(facts, [passage_id])
        elif place <= k:
            groups[key].passage_ids.append(passage_id)
        if len(groups) == k:
            break
    return list(groups.values())


def distinct(excerpts: Iterable[Excerpt]) -> Iterator[Excerpt]:
    """Excerpts of one document without those whose sentence is shown before.

    Neighbouring passages overlap, and often answer with the same sentence.
    """
    shown: list[Excerpt] = []
    for excerpt in excerpts:
        if not any(excerpt.sentence.overlaps(other.sentence) for other in shown):
            shown.append(excerpt)
            yield excerpt
