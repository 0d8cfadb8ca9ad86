"""What a page keeps apart and shows in another place: components, parts that it sends later."""

from lxml.html import HtmlElement

# As pages, Chrome's saved ones and programs that save pages state them.
_STATES = ("shadowrootmode", "shadowroot", "shadowmode")


def show_components(root: HtmlElement) -> None:
    """Put what components show into the page, with what the page gives them in their slots.

    Their style sheets, which hold within them alone, are left out.

    Args:
        root: of the page; it is changed.
    """
    stated = " or ".join(f"@{name}" for name in _STATES)
    for template in reversed(root.xpath(f"//template[{stated}]")):  # the innermost first
        host = template.getparent()
        for sheet in list(template.iter("style")):
            sheet.drop_tree()
        given = _given(host, template)
        for slot in list(template.iter("slot")):
            for each in reversed(given.pop(slot.get("name") or "", [])):
                slot.addnext(each)
                slot.text, slot[:] = None, []
            slot.drop_tag()
        host.text, host[:] = template.text, list(template)


def place_streamed(root: HtmlElement) -> None:
    """Put parts that React sends behind a page, hidden, where its script puts them.

    Args:
        root: of the page; it is changed.
    """
    holes = {each.get("id"): each for each in root.xpath("//template[starts-with(@id, 'B:')]")}
    for part in root.xpath("//*[@hidden and starts-with(@id, 'S:')]"):
        hole = holes.pop(f"B:{part.get('id').partition(':')[2]}", None)
        if hole is not None and part not in hole.iterancestors():
            part.drop_tree()  # what stands behind it stays
            part.tail = None
            hole.addprevious(part)
        del part.attrib["hidden"]


def _given(host: HtmlElement, template: HtmlElement) -> dict[str, list[HtmlElement]]:
    """What stands in a component on the page, by the slot that it is for."""
    given: dict[str, list[HtmlElement]] = {}
    pieces: list[tuple[HtmlElement | None, str | None]] = [(None, host.text)]
    pieces += [(None if each is template else each, each.tail) for each in host]
    for element, text in pieces:
        if element is not None:
            given.setdefault(element.get("slot") or "", []).append(element)
            element.tail = None
        if text and text.strip():
            words = host.makeelement("span")
            words.text = text
            given.setdefault("", []).append(words)
    return given
