"""A writer's name, of what stands where one is named: without «بقلم», and without an address."""

import re

from search.arabic.normalizer import normalize

# With a colon a label is one before any name, without it where no name begins so.
_LABEL = re.compile(
    r"\s*(?:(?:بقلم|(?:(?:مرسلة|أرسلت|نشرت?|أضيفت?|تم النشر) )?بواسطة"
    r"|كتب(?:ه|ها|ته|تها|ت)?|[إا]عداد(?:\s+و(?:تحرير|كتابة|تقديم))?|تحرير(?:\s+و[إا]عداد)?"
    r"|حاور(?:ها|ه|تها|ته|هم|تهم)|أجر(?:ى|ت) (?:الحوار|المقابلة)|الكاتبة?"
    r"|(?:posted |written |published )?by)"
    r"(?:\s*[:：/|–-]\s*|\s+)|author\s*[،,]\s*|(?:المؤلفة?|الصحفية?|المحررة?|author)\s*[:：]\s*)",
    re.IGNORECASE,
)
# As feeds have it: news@site.example (سيف الدين).
_BEHIND_ADDRESS = re.compile(r"\s*[^\s@<>()]{1,64}@[^\s@<>()]{1,255}\s*\((?P<name>[^()]+)\)\s*")


# What stands where a writer does, and is nobody.
_NOBODY = re.compile(
    r"خاص|خاص ب\w+|متابعات|متابعه|عواصم|تقارير|ترجمات|المصدر ?[:：].*|(?:محرر|مدير|اداره) الموقع"
    r"|admin|administrator|webmaster"
)
_OTHER_WORK = re.compile(r"\s*(?:تصوير|عدسة|رسم|كاريكاتير|ترجمة)\s*[:：]")


def is_nobody(name: str) -> bool:
    """Whether what stands for a writer's name is a word for how a text came to be, or a role."""
    return _NOBODY.fullmatch(normalize(name.strip())) is not None


def writer(written: str | None) -> str | None:
    """The name in what was written; that itself where nothing else is left of it.

    Who translated or drew did not write, nor did a word such as «متابعات».
    """
    name = without_label(written)
    is_other = name is not None and (is_nobody(name) or _OTHER_WORK.match(name))
    return None if is_other else name


def without_label(written: str | None) -> str | None:
    """What was written without the words before a name; itself where nothing else is left of it."""
    if written is None:
        return None
    addressed = _BEHIND_ADDRESS.fullmatch(written)
    label = _LABEL.match(written)
    name = addressed["name"] if addressed else written[label.end() if label else 0 :]
    return name.strip() or written
