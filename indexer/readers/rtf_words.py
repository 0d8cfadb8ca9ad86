"""The words of RTF: where they send text, the characters and character sets that they name."""

# Where the text of a group goes; of others than these and those of ignored ones, to the page.
PLACES = {
    **dict.fromkeys(("header", "headerf", "headerl", "headerr"), "header"),
    **dict.fromkeys(("footer", "footerf", "footerl", "footerr"), "footer"),
    "footnote": "note",
    "annotation": "comment",
    "fonttbl": "fonts",
    "title": "title",
    "author": "author",
    "info": "info",
    **dict.fromkeys(
        """
        stylesheet colortbl pict objdata themedata colorschememapping datastore latentstyles
        listtable listoverridetable rsidtbl generator xmlnstbl fldinst
        atnid atnauthor atntime atnref
        atndate atrfstart atrfend bkmkstart bkmkend private
        revtbl operator filetbl pgdsctbl nonesttables
        ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn shprslt sp sn sv falt panose pnseclvl tc xe
        formfield ffname ffdeftext objclass objname datafield wgrffmtfilter mmathPr defchp defpap
        company doccomm keywords subject category manager creatim revtim printim buptim template
        docvar userprops passwordhash
        """.split(),  # noqa: SIM905 - a list of them would fill a page
        "nowhere",
    ),
}
# Groups that older programs are to pass over, but that hold text of the page.
STARRED = {"shptxt", "nesttableprops", "footnote", "annotation", "shpinst", "shp", "do"}
CHARACTERS = {
    "tab": "\t",
    "line": "\n",
    "emdash": "\u2014",
    "endash": "\u2013",
    "bullet": "\u2022",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "zwj": "\u200d",
    "zwnj": "\u200c",
    "ltrmark": "",
    "rtlmark": "",
    "~": "\u00a0",
    "_": "-",
    "-": "",
    "{": "{",
    "}": "}",
    "\\": "\\",
}
PARAGRAPH_ENDS = {"par", "shptxt", "sect", "page", "\n", "\r"}
# By the number of a font's character set; others than these are of the file's own code page.
CHARSETS = {
    77: "mac_roman",
    83: "mac_arabic",
    84: "mac_arabic",
    128: "cp932",
    129: "cp949",
    134: "gbk",
    136: "big5",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
}
