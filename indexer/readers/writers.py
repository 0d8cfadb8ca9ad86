"""A writer's name, of what stands where one is named: without «بقلم», and without an address."""

import re

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


def writer(written: str | None) -> str | None:
    """The name in what was written; that itself where nothing else is left of it."""
    if written is None:
        return None
    addressed = _BEHIND_ADDRESS.fullmatch(written)
    label = _LABEL.match(written)
    name = addressed["name"] if addressed else written[label.end() if label else 0 :]
    return name.strip() or written
