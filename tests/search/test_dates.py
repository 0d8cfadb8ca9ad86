import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arabic.dates import PublicationDate, parse_date
from search.arabic.months import GREGORIAN_MONTHS, HIJRI_MONTHS

EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
WEEKDAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
GREGORIAN = [(name, month) for month, names in GREGORIAN_MONTHS.items() for name in names]
HIJRI = [(name, month) for month, names in HIJRI_MONTHS.items() for name in names]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-03-25", "2024-03-25"),
        ("2024-03", "2024-03"),
        ("2024", "2024"),
        ("2024-03-25T23:10:00+03:00", "2024-03-25"),
        ("2024-03-25T23:10:00.123Z", "2024-03-25"),
        ("2024-03-25 23:10", "2024-03-25"),
        ("Mon, 25 Mar 2024 22:30:00 +0000 (UTC)", "2024-03-25"),
        ("Mon, 25 Mar 2024 22:30:00 GMT", "2024-03-25"),
        ("2024-03-25 11:20:00 EEST", "2024-03-25"),
        ("2024-03-25 11:20:00 EDT", "2024-03-25"),
        ("March 25, 2024", "2024-03-25"),
        ("March 25th, 2024 at 2:30 PM", "2024-03-25"),
        ("25.مارس.2024", "2024-03-25"),
        ("مارس 25, 2024", "2024-03-25"),  # as WordPress has it
        ("الاثنين، كانون الثاني ٥، ٢٠٢٤ 10:20 ص", "2024-01-05"),
        ("Mon Mar 25 11:20:00 AST 2024", "2024-03-25"),
        ("Mon Mar 25 11:20:00 GMT+03:00 2024", "2024-03-25"),
        ("25/03/2024", "2024-03-25"),
        ("25-3-2024", "2024-03-25"),
        ("25.03.2024", "2024-03-25"),
        ("2024/3/25", "2024-03-25"),
        ("٢٥/٣/٢٠٢٤", "2024-03-25"),
        ("۲۵/۳/۲۰۲۴", "2024-03-25"),
        ("3/4/2024", "2024-04-03"),  # could be either: the day comes first
        ("3/25/2024", "2024-03-25"),  # can only be the month first
        ("الثلاثاء, 03/05/2024 - 10:00", "2024-03-05"),  # the third of May was a Friday
        ("الجمعة, 03/05/2024 - 10:00", "2024-05-03"),
        ("الأحد 03/05/2024", "2024-05-03"),  # of neither order
        ("Tuesday, 03/05/2024", "2024-03-05"),
        ("ث, 03/05/2024 - 10:00", "2024-03-05"),  # as Drupal has it in Arabic
        ("الثلاثاء 2024-05-03", "2024-05-03"),  # the year first: there is no other order
        ("3/5/2024 10:30:00 PM", "2024-03-05"),  # as computers write it in American English
        ("10/3/2024, 9:30:00 AM", "2024-10-03"),
        ("03/05/2024 10:30:00 PM", "2024-05-03"),
        ("3/5/2024 10:30 PM", "2024-05-03"),
        ("5/3/2024, 10:30:00 am", "2024-03-05"),  # of India
        ("Friday, 3/5/2024 10:30:00 PM", "2024-05-03"),
        ("Tue Mar 05 2024 10:30:00 GMT+0300 (Arabian Standard Time)", "2024-03-05"),
        ("Tue Mar 05 2024 10:30:00 GMT+0300 (توقيت العربية الرسمي)", "2024-03-05"),
        ("2024:03:25 10:20:00", "2024-03-25"),  # as cameras have it
        ("2024-03-25 10:20:00.000+03", "2024-03-25"),  # as PostgreSQL has it
        ("10:20 - 25/03/2024", "2024-03-25"),
        ("12:30-20 مارس 2024", "2024-03-20"),
        ("الخميس14/3/2024", "2024-03-14"),
        ("14/3/2024الخميس", "2024-03-14"),
        ("الثلاثاء03/05/2024", "2024-03-05"),
        ("10:30 ص-14 مارس 2024", "2024-03-14"),
        ("2024-03-25 22:20:00-03", "2024-03-25"),
        ("Mon Mar 25 11:20:00 +03 2024", "2024-03-25"),
        ("Mon Mar 25 11:20:00 -0300 2024", "2024-03-25"),
        ("lundi 25 mars 2024 à 10h20", "2024-03-25"),
        ("Publié le 1er août 2024", "2024-08-01"),
        ("12 févr. 2024", "2024-02-12"),
        ("نشر في: 05 مارس ,2024: 10:30 ص GST", "2024-03-05"),
        ("تم نشره في الثلاثاء 5 آذار / مارس 2024. 10:30 مـساءً", "2024-03-05"),
        ("2024-03-05 الساعة 10:30 (بتوقيت القدس)", "2024-03-05"),
        ("5 مارس 2024 على 10:30 بتوقيت أبو ظبي", "2024-03-05"),
        ("12/2014", "2014-12"),
        ("مارس 2015", "2015-03"),
        ("2015م", "2015"),
        ("عام 2015", "2015"),
        ("الاثنين 25 مارس 2024", "2024-03-25"),
        ("الإثنين، ٢٥ مارس ٢٠٢٤م", "2024-03-25"),
        ("الأربعاء 5 من شهر مايو عام 2010", "2010-05-05"),
        ("25 شباط/فبراير 2014", "2014-02-25"),
        ("25 شباط (فبراير) 2014", "2014-02-25"),
        ("1 كانون الثاني 2012", "2012-01-01"),
        ("1 كانون الأول 2012", "2012-12-01"),
        ("نشر في: 5 يوليو 2011 الساعة 12:30 بتوقيت غرينتش", "2011-07-05"),
        ("05 يوليو 2011 على الساعة 10:20", "2011-07-05"),
        ("5/7/2011 10:20 ص (توقيت مكة المكرمة)", "2011-07-05"),
        ("تاريخ النشر: 5 يوليو 2011 - 10:30 م", "2011-07-05"),
        ("5 مايو2011م", "2011-05-05"),
        ("5 م\u064eاي\u064fو \u200f2011", "2011-05-05"),
        ("٣ غــشت ٢٠١٥", "2015-08-03"),
    ],
)
def test_a_gregorian_date_is_as_exact_as_it_was_written(text: str, iso: str) -> None:
    assert parse_date(text) == PublicationDate(iso)


@pytest.mark.parametrize(
    ("text", "iso", "hijri"),
    [
        ("15/09/1445 هـ", "2024-03-25", "1445-09-15"),
        ("15 رمضان 1445هـ", "2024-03-25", "1445-09-15"),
        ("15 رمضان 1445", "2024-03-25", "1445-09-15"),
        ("١٤٤٥/٩/١٥", "2024-03-25", "1445-09-15"),
        ("الاثنين ١٥ رمضان المبارك ١٤٤٥ هجرية", "2024-03-25", "1445-09-15"),
        ("الأحد 15 رمضان 1445هـ الموافق 25 مارس 2024", "2024-03-25", "1445-09-15"),
        ("الأحد 15 رمضان 1445هـ الموافق 24 مارس 2024م", "2024-03-24", "1445-09-15"),
        ("25 مارس 2024 الموافق 15 رمضان 1445 هـ", "2024-03-25", "1445-09-15"),
        ("15-9-1445هـ (25-3-2024م)", "2024-03-25", "1445-09-15"),
        ("10:30-14 مارس 2024 م ـ 4 رمضان 1445 هـ", "2024-03-14", "1445-09-04"),
        ("20:15-15 رمضان 1445", "2024-03-25", "1445-09-15"),
        ("الأحد10شوال 1436هـ", "2015-07-26", "1436-10-10"),
        ("الأربعاء27/10/1436هـ", "2015-08-12", "1436-10-27"),
        ("رمضان 1445", None, "1445-09"),
        ("1445هـ", None, "1445"),
        ("5 محرم 1250هـ", None, "1250-01-05"),  # before the calendar's tables begin
        ("11/10/1402 هـ", "1982-07-31", "1402-10-11"),
        ("11 شوال 1402", "1982-07-31", "1402-10-11"),
        ("1411/10/11", "1991-04-25", "1411-10-11"),
        ("30 شوال 1445هـ", None, "1445-10-30"),  # the month had 29 days in Umm al-Qura
        ("۱۵ رمضان ۱۴۴۵", None, None),  # Persian digits: may be the solar calendar's year
        ("۱۴۴۵/۹/۱۵ هـ", "2024-03-25", "1445-09-15"),
    ],
)
def test_a_hijri_date_is_kept_beside_the_gregorian_one(
    text: str, iso: str | None, hijri: str | None
) -> None:
    expected = None if hijri is None else PublicationDate(iso, hijri)
    assert parse_date(text) == expected


def test_of_two_calendars_the_one_that_is_sure_is_kept() -> None:
    expected = PublicationDate("2024-01-01")
    assert parse_date("1402/10/11 الموافق 2024/1/1") == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "أمس", "اليوم", "قبل ساعتين", "مارس", "25 مارس", "25/3", "25/3/24", "10:30"),
        *("31 شباط 2015", "2015-02-29", "31/4/2015", "2015-13-01", "0/5/2015", "00/00/0000"),
        *("31 رمضان 1445", "15/13/1445 هـ", "25 مارس 9999", "20240325", "192.168.1.1"),
        *("25 مارس 2024 و26 مارس 2024", "آذار/نيسان 2014", "25 مارس 2024 في القاهرة"),
        *("1/2/3/2024", "۱۴۰۳/۰۱/۰۵", "5 مارسيليا 2014", "فاز 3 - 2024", "1711324800"),
        *("2024-03-25" * 30, "\0", "\ud800", "1" * 200),
        # Of Iran's calendar or the Hijri one.
        *("1402/10/11", "11/10/1402", "١٤٠٢/١٠/١١", "1402", "1399-01-05", "1310/2/3"),
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(("name", "month"), GREGORIAN)
def test_every_name_of_a_gregorian_month_is_known(name: str, month: int) -> None:
    assert parse_date(f"7 {name} 2019") == PublicationDate(f"2019-{month:02}-07")
    assert parse_date(f"{name} 2019") == PublicationDate(f"2019-{month:02}")


@pytest.mark.parametrize(("name", "month"), HIJRI)
def test_every_name_of_a_hijri_month_is_known(name: str, month: int) -> None:
    date = parse_date(f"7 {name} 1440هـ")
    assert date is not None
    assert date.hijri == f"1440-{month:02}-07"
    assert date.iso is not None


@given(
    st.dates(min_value=datetime.date(1700, 1, 1)).filter(lambda date: date.year <= 2100),
    st.data(),
)
def test_a_date_in_any_months_names_and_digits_is_read_back(
    date: "datetime.date", data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(GREGORIAN_MONTHS[date.month]))
    form = data.draw(
        st.sampled_from(
            [
                f"{date.day} {name} {date.year}",
                f"{date.day:02} {name}، {date.year} م",
                f"{date.day}-{date.month}-{date.year}",
                f"{date.year}/{date.month:02}/{date.day:02}",
                f"{WEEKDAYS[date.weekday()]} {date.day}/{date.month}/{date.year} 10:15 ص",
                date.isoformat(),
            ]
        )
    )
    digits = data.draw(st.sampled_from([{}, EASTERN, PERSIAN]))
    assert parse_date(form.translate(digits)) == PublicationDate(date.isoformat())


@given(
    st.integers(1343, 1500),
    st.integers(1, 12),
    st.integers(1, 28),
    st.sampled_from([{}, EASTERN]),
)
def test_a_hijri_date_is_read_back(year: int, month: int, day: int, digits: dict[int, int]) -> None:
    for name in HIJRI_MONTHS[month]:
        date = parse_date(f"{day} {name} {year} هـ".translate(digits))
        assert date is not None
        assert date.hijri == f"{year}-{month:02}-{day:02}"
        assert date.iso is not None


@given(st.text() | st.text(alphabet="0123456789/-. :هـمارس\u064e١٢٣", max_size=60))
def test_any_text_is_a_date_or_none_and_a_date_reads_as_itself(text: str) -> None:
    date = parse_date(text)
    if date is not None and date.iso is not None:
        assert parse_date(date.iso) == PublicationDate(date.iso)
