"""Words for who holds an office, and for who does so in another's place or stands beside one."""

from search.arabic.listings import listed
from search.arabic.naming import without_prefixes

OFFICES = listed(
    """
    رئيس رئيسة الرئيس وزير وزيرة الوزير مدير مديرة المدير محافظ محافظة المحافظ أمين أمينة الأمين
    قائد القائد مدرب المدرب عميد عميدة نقيب نقيبة سفير سفيرة ملك ملكة أمير أميرة سلطان حاكم الحاكم
    ناطق الناطق متحدث المتحدث نائب نائبة وكيل وكيلة مستشار مستشارة مساعد عضو مفتي المفتي شيخ بطريرك
    قنصل والي عمدة كابتن رئيسا مديرا وزيرا president minister director governor mayor head chief
    king
    """
)
# Directly before an office they make it another one, or name somebody beside who holds it.
ANOTHER = listed(
    """
    نائب نائبة مساعد مساعدة وكيل وكيلة مستشار مستشارة معاون معاونة شقيق شقيقة زوجة زوج حرم نجل ابن
    ابنة والد والدة سكرتير سكرتيرة مكتب باسم اسم مرشح مرشحة ممثل ممثلة مندوب مندوبة مبعوث نواب ديوان
    حارس سائق محامي طبيب صهر قريب سلف خلف
    """
)
# Who is so is no holder of the office behind the word: مساعد وزير الدفاع.
DEPUTIES = listed(
    """
    نائب نائبة نائبا مساعد مساعدة مساعدا وكيل وكيلة وكيلا معاون معاونة مستشار مستشارة مستشارا
    سكرتير سكرتيرة
    """
)


def as_deputy(form: str) -> bool:
    """Whether a word makes who is told an office behind it the deputy of who holds it."""
    return form in DEPUTIES or without_prefixes(form) in DEPUTIES
