"""What stands below the pictures of a gallery."""

from lxml.html import HtmlElement

from indexer.readers.html_frame import has_own_page
from indexer.readers.html_letters import MOSTLY_LINKS, letters, plain
from indexer.readers.html_names import name_parts


def keep_captions(element: HtmlElement) -> bool:
    """Leave of a gallery what stands below its pictures; whether there is any.

    One that slides around has copies of its first and last picture.
    """
    if has_own_page(element) or next(element.iter("img", "picture", "amp-img"), None) is None:
        return False
    captions = [each for each in element.iter() if _is_caption(each)]
    linked = sum(letters(link.text_content()) for each in captions for link in each.iter("a"))
    said = sum(letters(each.text_content()) for each in captions)
    if not said or linked > MOSTLY_LINKS * said:
        return False
    seen: set[str] = set()
    for each in sorted(captions, key=_is_copy):
        text = plain(each.text_content())
        if text in seen or not text:
            each.drop_tree()
        seen.add(text)
    kept = {part for each in captions for part in (each, *each.iterancestors(), *each.iter())}
    for each in list(element.iter()):
        if each not in kept and each.getparent() is not None:
            each.drop_tree()
    return True


def _is_caption(element: HtmlElement) -> bool:
    is_named = element.tag == "figcaption" or "caption" in name_parts(element)
    return is_named and not any(
        each.tag == "figcaption" or "caption" in name_parts(each)
        for each in element.iterancestors()
    )


def _is_copy(element: HtmlElement) -> bool:
    return any(each.get("aria-hidden") == "true" for each in (element, *element.iterancestors()))
