"""Words that make of a name another's: غينيا بيساو، جنوب السودان، محمد السادس، سلمان بن محمد."""

from collections.abc import Sequence

from search.arabic.listings import listed

# Behind the name of a place, and of a ruler.
BEHIND_PLACE = listed(
    """
    الاستوائية الديمقراطية الديموقراطية الشعبية الاشتراكية الاتحادية الشمالية الجنوبية الشرقية
    الغربية الوسطى العليا السفلى الكبرى العظمى الصغرى الجديدة القديمة الحمراء الخضراء البيضاء
    الأمريكية الأميركية البريطانية الفرنسية الهولندية التركية اليونانية المتحدة الفيدرالية
    الشمالي الجنوبي الشرقي الغربي العربي الأوسط الأعلى الأسفل الكبير الصغير الجديد القديم الغرب
    الشام بيساو كوناكري برازافيل كينشاسا ليشتي الثانية
    """
)
_BEHIND_RULER = listed(
    """
    الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر الأولى الثانية الثالثة
    الابن الأب الأكبر الأصغر جونيور
    """
)
# Before a name.
BEFORE_PLACE = listed("جنوب شمال شرق غرب وسط جنوبي شمالي شرقي غربي أعالي")
_OF_ANOTHER = listed("بن ابن بنت أبو أبا أبي أم آل نجل شقيق والد والدة زوجة زوج حفيد")


def is_another(found: Sequence[str], name: Sequence[int]) -> bool:
    """Whether words that are a name are a part of another's.

    Args:
        found: normalised words, without letters that are written together with them.
        name: the numbers of those that are the name, rising.
    """
    before = found[name[0] - 1] if name[0] else ""
    behind = [found[i + 1] for i in name if i + 1 < len(found) and i + 1 not in name]
    return before in BEFORE_PLACE | _OF_ANOTHER or any(
        form in BEHIND_PLACE | _BEHIND_RULER for form in behind
    )
