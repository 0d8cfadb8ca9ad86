"""Names of the months in the Arab press: of every country, Hijri and Gregorian."""

from itertools import chain
from types import MappingProxyType

from search.arabic.normalizer import normalize

# By month: Egypt and the Gulf, the Levant and Iraq, Tunisia and Algeria, Morocco; English, short
# and long, for the dates of feeds and messages.
GREGORIAN_MONTHS = MappingProxyType(
    {
        1: ("يناير", "ينّاير", "كانون الثاني", "كانون ثاني", "جانفي", "january", "jan"),
        2: ("فبراير", "شباط", "اشباط", "فيفري", "فيبراير", "february", "feb"),
        3: ("مارس", "آذار", "أذار", "مارت", "march", "mar"),
        4: ("أبريل", "إبريل", "ابريل", "نيسان", "أفريل", "april", "apr"),
        5: ("مايو", "أيار", "آيار", "ماي", "مايس", "may"),
        6: ("يونيو", "يونية", "يونيه", "حزيران", "جوان", "june", "jun"),
        7: ("يوليو", "يولية", "يوليه", "تموز", "تمّوز", "جويلية", "يوليوز", "july", "jul"),
        8: ("أغسطس", "اغسطس", "آب", "أوت", "غشت", "أوغسطس", "august", "aug"),
        9: ("سبتمبر", "أيلول", "ايلول", "شتنبر", "september", "sept", "sep"),
        10: ("أكتوبر", "اكتوبر", "تشرين الأول", "تشرين أول", "october", "oct"),
        11: ("نوفمبر", "تشرين الثاني", "تشرين ثاني", "نونبر", "november", "nov"),
        12: ("ديسمبر", "دجنبر", "دسمبر", "كانون الأول", "كانون أول", "december", "dec"),
    }
)
# As the Maghreb's pages in French date them; they are read in dates alone.
FRENCH_MONTHS = MappingProxyType(
    {
        1: ("janvier", "janv"),
        2: ("février", "fevrier", "févr", "fév"),
        3: ("mars",),
        4: ("avril", "avr"),
        5: ("mai",),
        6: ("juin",),
        7: ("juillet", "juil"),
        8: ("août", "aout"),
        9: ("septembre",),
        10: ("octobre",),
        11: ("novembre",),
        12: ("décembre", "decembre", "déc"),
    }
)
HIJRI_MONTHS = MappingProxyType(
    {
        1: ("محرم", "المحرم", "محرم الحرام"),
        2: ("صفر", "صفر الخير"),
        3: ("ربيع الأول", "ربيع أول", "ربيع الأوّل"),
        4: ("ربيع الآخر", "ربيع الثاني", "ربيع ثاني", "ربيع ثان", "ربيع آخر"),
        5: ("جمادى الأولى", "جمادى الأول", "جماد الأول", "جماد أول", "جمادى أولى"),
        6: (
            *("جمادى الآخرة", "جمادى الثانية", "جمادى الثاني", "جماد الثاني"),
            *("جماد ثاني", "جمادى الآخر", "جماد الآخر"),
        ),
        7: ("رجب", "رجب الفرد", "رجب المرجب"),
        8: ("شعبان", "شعبان المعظم", "شعبان المكرم"),
        9: ("رمضان", "رمضان المبارك", "رمضان المعظم"),
        10: ("شوال", "شوّال", "شوال المبارك", "شوال المكرم"),
        11: ("ذو القعدة", "ذي القعدة", "ذوالقعدة", "ذيالقعدة", "ذو القعدة الحرام"),
        12: ("ذو الحجة", "ذي الحجة", "ذوالحجة", "ذيالحجة", "ذو الحجة الحرام"),
    }
)
# Normalised; a name of two words begins with the telling one, "the second" alone names no month.
FIRST_WORDS = frozenset(
    normalize(name.split()[0])
    for names in chain(GREGORIAN_MONTHS.values(), HIJRI_MONTHS.values())
    for name in names
)
