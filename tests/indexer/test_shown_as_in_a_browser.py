"""Small pages are read as a browser shows them: the words that are seen, with no line through."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from indexer.readers.blocks import blocks
from indexer.readers.html_tree import parse_html

CHROMIUM = Path("/usr/bin/chromium")
LINE = "{text-decoration:line-through}"
GONE = "{display:none}"


def styled(sheet: str, body: str = "", **attributes: str) -> str:
    told = "".join(f" {name}='{value}'" for name, value in attributes.items())
    body = body or "<p>لم <span class=n>يقتل</span> أحد</p>"
    return f"<head><style{told}>{sheet}</style></head><body>{body}</body>"


WHOLE, SHORT = "لم يقتل أحد", "لم أحد"
# The body of a page, and what a browser shows of it.
PAGES = {
    "print only": (styled(f".n{LINE}", media="print"), WHOLE),
    "screen": (styled(f".n{LINE}", media="screen"), SHORT),
    "print and screen": (styled(f".n{LINE}", media="print, screen"), SHORT),
    "wide": (styled(f".n{GONE}", media="(min-width: 900px)"), SHORT),
    "narrow": (styled(f".n{GONE}", media="only screen and (max-width: 900px)"), WHOLE),
    "not screen": (styled(f"@media not screen {{.n{GONE}}}"), WHOLE),
    "not print": (styled(f"@media not print {{.n{GONE}}}"), SHORT),
    "range": (styled(f"@media (600px <= width < 90em) {{.n{GONE}}}"), SHORT),
    "or": (styled(f"@media (width < 600px) or (not (hover)) {{.n{GONE}}}"), WHOLE),
    "dark": (styled(f"@media (prefers-color-scheme: dark) {{.n{GONE}}}"), WHOLE),
    "unknown feature": (styled(f"@media not all and (made-up: 1) {{.n{GONE}}}"), WHOLE),
    "media in media": (styled(f"@media screen {{@media (width: 1280px) {{.n{GONE}}}}}"), SHORT),
    "of another type": (styled(f".n{LINE}", type="text/x"), WHOLE),
    "in noscript": (f"<noscript><style>.n{LINE}</style></noscript>" + styled(""), WHOLE),
    "in a template": (f"<template><style>.n{LINE}</style></template>" + styled(""), WHOLE),
    "more specific": (styled(f"p .n{{text-decoration:none}} .n{LINE}"), WHOLE),
    "id": (styled(f"#n{LINE} span.n{{text-decoration:none}}", "لم <b id=n class=n>يقتل</b>"), "لم"),
    "later": (styled(f".n{LINE} .n{{text-decoration:underline}}"), WHOLE),
    "important": (styled(".n{display:none!important} p .n{display:inline}"), SHORT),
    "invalid value": (styled(f".n{LINE} .n{{text-decoration:gone}}"), SHORT),
    "invalid selector": (styled(f".n, p:gone {GONE}"), WHOLE),
    "vendor's selector": (styled(f".n, p::-webkit-gone {GONE}"), SHORT),
    "hover": (styled(f".n:hover {GONE} .n::before {GONE}"), WHOLE),
    "not hover": (styled(f".n:not(:hover){GONE}"), SHORT),
    "child": (styled(f"body > p > .n{GONE}"), SHORT),
    "sibling": (styled(f"i + .n{GONE} b ~ .n{LINE}", "لم <b>لا</b> <i class=n>يقتل</i>"), "لم لا"),
    "attribute": (styled(f"[class^=n][class$=N i]{GONE}"), SHORT),
    "where": (styled(f":where(p .n){GONE} span{{display:inline}}"), WHOLE),
    "is": (styled(f":is(#x, .n){GONE} .n.n{{display:inline}}"), SHORT),
    "has": (styled(f"p:has(.n){GONE}"), ""),
    "nth": (styled(f"span:nth-child(2){GONE}", "<p>لم <b>لا</b> <span>يقتل</span></p>"), "لم لا"),
    "nested": (styled(f"p{{color:red; .n{GONE}}}"), SHORT),
    "nested and": (styled(f".n{{&:is(span){LINE}}}"), SHORT),
    "media nested": (styled(".n{@media print{display:none}}"), WHOLE),
    "media nested on screens": (styled(".n{@media screen{display:none}}"), SHORT),
    "layers": (styled(f"@layer a {{p .n{GONE}}} .n{{display:inline}}"), WHOLE),
    "layers by name": (
        styled(f"@layer b,a;@layer a{{.n{GONE}}}@layer b{{.n{{display:block}}}}"),
        SHORT,
    ),
    "important in a layer": (
        styled("@layer a{.n{display:none!important}} p .n{display:block!important}"),
        SHORT,
    ),
    "supports": (styled(f"@supports (display:grid) {{.n{GONE}}}"), SHORT),
    "not supports": (styled(f"@supports not (display:grid) {{.n{GONE}}}"), WHOLE),
    "supports, denied in brackets": (
        styled(f"@supports (not (display:grid)) {{.n{GONE}}}"),
        WHOLE,
    ),
    "supports and not": (
        styled(f"@supports (display:grid) and (not (display:block)) {{.n{GONE}}}"),
        WHOLE,
    ),
    "supports or": (
        styled(f"@supports (-ms-ime-align:auto) or (display:flex) {{.n{GONE}}}"),
        SHORT,
    ),
    "supports what former browsers had": (
        styled(
            f"@supports (-ms-ime-align:auto) {{.n{GONE}}}@supports (display:-ms-grid) {{.n{GONE}}}"
        ),
        WHOLE,
    ),
    "supports what nobody knows": (
        styled(f"@supports (made-up:1) {{.n{GONE}}} @supports selector(:made-up) {{.n{GONE}}}"),
        WHOLE,
    ),
    "supports what shows": (
        styled(f".n{GONE} @supports (aspect-ratio:1) {{.n{{display:inline}}}}"),
        WHOLE,
    ),
    "supports custom properties": (styled(f"@supports (--a:0) {{.n{GONE}}}"), SHORT),
    "container that shows": (
        styled(
            "body{container-type:inline-size}"
            f".n{GONE} @container (min-width:1px) {{.n{{display:inline}}}}"
        ),
        WHOLE,
    ),
    "font sets the size": (
        styled("div{font-size:0} .n{font:400 18px/1.6 Cairo}", "<div>لم <i class=n>يقتل</i></div>"),
        "يقتل",
    ),
    "font of no size": (styled(".n{font:0/0 a}"), SHORT),
    "font told elsewhere": (
        styled(":root{--f:18px Cairo} .n{font-size:0} p .n{font:var(--f)}"),
        WHOLE,
    ),
    "font without a family": (styled(".n{font:0}"), WHOLE),
    "font of the system": (
        styled("div{font-size:0} .n{font:menu}", "<div>لم <i class=n>يقتل</i></div>"),
        "يقتل",
    ),
    "no length": (styled(".n{font-size:0deg}"), WHOLE),
    "animation that shows": (
        styled(
            "@keyframes a{from,to{visibility:visible}}.n{visibility:hidden;animation:a 1s paused}"
        ),
        WHOLE,
    ),
    "animation of something else": (
        styled("@keyframes a{to{color:red}} .n{visibility:hidden;animation:a 1s paused}"),
        SHORT,
    ),
    "animation of the size": (
        styled(
            "@keyframes a{from,to{font-size:9px}}"
            ".n{font-size:0;animation-name:a;animation-duration:9s}"
        ),
        WHOLE,
    ),
    "animation, undone": (
        styled(
            "@keyframes a{from,to{visibility:visible}}"
            ".n{visibility:hidden;animation:a 1s} p .n{animation:none}"
        ),
        SHORT,
    ),
    "transition alone": (styled(".n{visibility:hidden;transition:all 1s}"), SHORT),
    "popover": ("لم <div popover>يقتل</div>", "لم"),
    "popover shown": (styled(".n{display:block}", "لم <div popover class=n>يقتل</div>"), "لم يقتل"),
    "comments": (styled(f"<!-- .n/**/{GONE} -->"), SHORT),
    "escapes": (styled(r".\6e {disp\6c ay:none}"), SHORT),
    "open to the end": (styled(".n{display:none"), SHORT),
    "all": (styled(f".n{GONE} .n{{all:unset}}"), WHOLE),
    "keyframes": (styled(f"@keyframes n {{from {GONE}}} @font-face {{display:none}}"), WHOLE),
    "inline over sheet": (
        styled(f".n{GONE}", "لم <i class=n style='display:inline'>يقتل</i>"),
        "لم يقتل",
    ),
    "sheet over inline": (
        styled(".n{display:inline!important}", "لم <i class=n style='display:none'>يقتل</i>"),
        "لم يقتل",
    ),
    "inline, undone": ("لم <i style='display:none; display:inline'>يقتل</i>", "لم يقتل"),
    "inline, important": ("لم <i style='display:none!important; display:inline'>يقتل</i>", "لم"),
    "s undone": ("لم <s style='text-decoration:none'>يقتل</s> أحد", WHOLE),
    "del undone": (styled("del{text-decoration:none}", "لم <del>يقتل</del> أحد"), WHOLE),
    "del reverted": (
        styled("del{text-decoration:none;text-decoration:revert}", "لم <del>يقتل</del>"),
        "لم",
    ),
    "line propagates": (
        styled(f".n{LINE} i{{text-decoration:none}}", "لم <b class=n>لا <i>يقتل</i></b>"),
        "لم",
    ),
    "line ends at blocks in lines": (
        styled(f".n{LINE} i{{display:inline-block}}", "لم <b class=n>لا <i>يقتل</i></b>"),
        "لم يقتل",
    ),
    "line ends at what floats": (
        styled(
            f".n{LINE} i{{float:left}} u{{position:absolute}}",
            "<b class=n>لا <i>يقتل</i><br><u>هو</u></b>",
        ),
        "يقتل هو",
    ),
    "line of its own": (styled(".n{text-decoration-line:underline line-through}"), SHORT),
    "line in color": (styled(".n{text-decoration:line-through red 2px}"), SHORT),
    "only a color": (styled(f".n{LINE} .n{{text-decoration:rgb(1 2 3) wavy}}"), WHOLE),
    "line inherited": (
        styled(
            f"b{LINE} i{{display:inline-block;text-decoration:inherit}}", "لم <b>لا <i>يقتل</i></b>"
        ),
        "لم",
    ),
    "hidden": ("لم <i hidden>يقتل</i>", "لم"),
    "hidden until found": ("لم <p hidden=until-found>يقتل</p>", "لم"),
    "hidden but shown": (styled(".n{display:inline}", "لم <i hidden class=n>يقتل</i>"), "لم يقتل"),
    "visible in hidden": (
        styled(".n{visibility:hidden} i{visibility:visible}", "<p class=n>لم <i>يقتل</i></p>"),
        "يقتل",
    ),
    "visibility is inherited": (
        styled(".n{visibility:hidden} i{visibility:inherit}", "<p class=n>لم <i>يقتل</i></p> أحد"),
        "أحد",
    ),
    "shown in what is not": (
        styled(f".n{GONE} i{{display:block!important}}", "<p class=n>لم <i>يقتل</i></p> أحد"),
        "أحد",
    ),
    "no size": (
        styled(
            "div{font-size:0} i{font-size:2em} b{font-size:9px}",
            "<div>لم<i>يقتل</i><b>أحد</b></div>",
        ),
        "أحد",
    ),
    "closed dialog": ("<body><dialog>لم</dialog> <dialog open>يقتل</dialog>", "يقتل"),
    "data list": ("لم <datalist><option>يقتل</option></datalist>", "لم"),
    "content hidden": (styled("p.n{content-visibility:hidden}", "<p class=n>يقتل</p>أحد"), "أحد"),
}
SEEN = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walk.nextNode()) {
    const around = walk.currentNode.parentElement, range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    const style = getComputedStyle(around);
    const isSeen = around.checkVisibility({visibilityProperty: true})
      && style.contentVisibility !== "hidden"
      && range.getClientRects().length > 0 && parseFloat(style.fontSize) > 0
      && !style.getPropertyValue("-webkit-text-decorations-in-effect").includes("line-through");
    if (isSeen) found.push(walk.currentNode.data);
  }
  return found.join(" ");
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window or a network."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def page_of(body: str) -> bytes:
    return f"<!doctype html><meta charset=utf-8>{body}<p>وانتهى".encode()


@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_is_read_as_it_is_seen(name: str) -> None:
    body, seen = PAGES[name]
    tree = parse_html(page_of(body).decode(), 100)
    assert tree is not None
    read = " ".join(block.text for block in blocks(tree))
    assert read.split() == [*seen.split(), "وانتهى"]


def test_a_browser_shows_the_same(browser: Browser) -> None:
    shown = {}
    with browser.new_page(viewport={"width": 1280, "height": 720}) as page:
        for name, (body, _) in PAGES.items():
            page.set_content(page_of(body).decode())
            shown[name] = page.evaluate(SEEN).split()
    assert shown == {name: [*seen.split(), "وانتهى"] for name, (_, seen) in PAGES.items()}


TWO = "<span>عدد القتلى 5</span><span>12 جريحا</span>"
APART = ["عدد القتلى 5", "12 جريحا"]
# What a browser sets in lines or cells of their own.
LINES = {
    "flex": (f"<div style='display:flex'>{TWO}</div>", APART),
    "flex in a line": (f"<p><b style='display:inline-flex'>{TWO}</b></p>", APART),
    "grid": (styled(".g{display:grid}", f"<div class=g>{TWO}</div>"), APART),
    "block": (styled("span{display:block}", f"<p>{TWO}</p>"), APART),
    "block before text": ("<p>عدد القتلى 5<b style='display:block'>12 جريحا</b></p>", APART),
    "text after a block": ("<p><b style='display:block'>عدد القتلى 5</b>12 جريحا</p>", APART),
    "link as a block": (
        styled("a{display:block}", "<nav><a href=/1>5</a><a href=/2>7</a></nav>"),
        ["5", "7"],
    ),
    "list items": (styled("span{display:list-item}", TWO), APART),
    "table of spans": (
        styled(
            "b{display:table} i{display:table-row} span{display:table-cell}",
            f"<b><i>{TWO}</i><i><span>7</span><span>9</span></i></b>",
        ),
        ["عدد القتلى 5 12 جريحا", "7 9"],
    ),
    "two words of block": (styled("span{display:block flow}", TWO), APART),
    "line": (f"<p>{TWO}</p>", ["عدد القتلى 512 جريحا"]),
    "contents": (styled("span{display:contents}", f"<p>{TWO}</p>"), ["عدد القتلى 512 جريحا"]),
    "block undone": (
        styled("p span{display:inline} span{display:block}", f"<p>{TWO}</p>"),
        ["عدد القتلى 512 جريحا"],
    ),
    "in a link": (
        "<p><a href=/><b style='display:block'>5</b><i style='display:block'>7</i></a></p>",
        ["5", "7"],
    ),
    "power in a flex": (
        "<div style='display:flex'><span>10<sup>6</sup></span><span>12</span></div>",
        ["10⁶", "12"],
    ),
}
# Words with room between them in one line, which white space is not.
GAPS = {
    "buttons": ("<p><button>5</button><button>7</button>", ["5", "7"]),
    "padding": (styled("b{display:inline-block;padding:0 8px}", "<p><b>5</b><b>7</b>"), ["5", "7"]),
    "margin": (styled("b{margin-left:1em}", "<p dir=ltr><i>5</i><b>7</b>"), ["5", "7"]),
    "margin in a line": (
        styled("b{margin-inline:.5em}", "<p>عدد<b>12</b>قتيلا"),
        ["عدد", "12", "قتيلا"],
    ),
    "no room above": (styled("b{padding:8px 0}", "<p dir=ltr><i>5</i><b>7</b>"), ["57"]),
    "little room": (styled("b{padding:0 1px}", "<p dir=ltr><i>5</i><b>7</b>"), ["57"]),
    "box without room": (styled("b{display:inline-block}", "<p dir=ltr><b>5</b><b>7</b>"), ["57"]),
    "room before a comma": (
        styled("b{padding:0 8px}", "<p><b>الوزير</b>، قال"),
        ["الوزير،", "قال"],
    ),
}
ROOM = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let text = "", last = null;
  while (walk.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    const box = range.getBoundingClientRect();
    if (!box.width) continue;
    const word = /[\\p{L}\\p{N}]/u;
    const isWord = word.test(text.slice(-1)) && word.test(walk.currentNode.data[0]);
    const room = last && Math.max(box.left - last.right, last.left - box.right);
    text += (last && isWord && (room > 3 || box.top >= last.bottom) ? " " : "")
      + walk.currentNode.data;
    last = box;
  }
  return text;
}"""


def lines_of(body: str) -> list[str]:
    tree = parse_html(page_of(body).decode(), 100)
    assert tree is not None
    return [block.text.replace("\t", " ") for block in blocks(tree)]


@pytest.mark.parametrize("name", list(LINES))
def test_what_a_page_lays_out_apart_is_read_apart(name: str) -> None:
    body, lines = LINES[name]
    assert lines_of(body) == [*lines, "وانتهى"]


@pytest.mark.parametrize("name", list(GAPS))
def test_words_with_room_between_them_are_read_as_words(name: str) -> None:
    body, seen = GAPS[name]
    assert " ".join(lines_of(body)).split() == [*seen, "وانتهى"]


def test_a_browser_lays_out_the_same_apart(browser: Browser) -> None:
    lines, words = {}, {}
    with browser.new_page(viewport={"width": 1280, "height": 720}) as page:
        for name, (body, _) in LINES.items():
            page.set_content(page_of(body).decode())
            shown = page.evaluate("document.body.innerText").replace("\t", " ").splitlines()
            lines[name] = [each.strip() for each in shown if each.strip()]
        for name, (body, _) in GAPS.items():
            page.set_content(page_of(body).decode())
            words[name] = page.evaluate(ROOM).split()
    lines["power in a flex"][0] = lines["power in a flex"][0].replace("106", "10⁶")
    assert lines == {name: [*told, "وانتهى"] for name, (_, told) in LINES.items()}
    assert words == {name: [*told, "وانتهى"] for name, (_, told) in GAPS.items()}
