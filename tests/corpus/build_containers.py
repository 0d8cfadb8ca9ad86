"""Makes the structured files and containers of the corpus.

Run as `python -m tests.corpus.build_containers`. What each file is to be read as stands in
`expected`, which was stated from the texts here and not from what the readers gave.
"""

import csv
import gzip
import io
import json
import tarfile
import zipfile
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

HERE = Path(__file__).parent

HARBOUR = (
    "أعلنت إدارة الميناء استئناف حركة السفن صباح اليوم بعد توقف دام ثلاثة أيام بسبب العاصفة.\n"
    "وقال مدير الميناء إن إحدى عشرة سفينة كانت تنتظر في عرض البحر، وإن تفريغها يستغرق أسبوعا."
)
MARKET = (
    "تراجعت أسعار الخضار في سوق الجملة خمسة عشر في المئة مع بداية موسم القطاف.\n"
    "ويتوقع التجار أن يستمر التراجع حتى نهاية الشهر إذا بقي الطقس معتدلا."
)
SCHOOL = (
    "افتتحت وزيرة التربية مدرسة ثانوية في حي الزيتون تتسع لستمئة طالب وطالبة.\n"
    "وتضم المدرسة مختبرا للعلوم ومكتبة، وبلغت كلفتها أربعة ملايين دينار."
)


def json_lines() -> bytes:
    """An export of this program: a document with its offsets."""
    record = {
        "id": "harbour",
        "text": HARBOUR,
        "title": "عودة السفن إلى الميناء",
        "date": "2019-11-05",
        "pages": [0, HARBOUR.index("\n") + 1],
        "ignored": [[0, 5]],
        "metadata": {"section": "اقتصاد"},
    }
    lines = [json.dumps(record, ensure_ascii=False), '{"id": "x", "text": ', '{"id": "y"}']
    return "\n".join(lines).encode()


def json_array() -> bytes:
    """An answer of a content system: HTML in the fields, records in an envelope."""
    articles = [
        {
            "_id": 4711,
            "headline": "تراجع أسعار الخضار",
            "content": "".join(f"<p>{line}</p>" for line in MARKET.split("\n")),
            "datePublished": "2016-05-02T07:30:00+03:00",
            "byline": "نور الهادي",
            "link": "https://market.example/a/4711",
            "tags": ["أسواق"],
        },
        {"headline": "خبر بلا نص"},
    ]
    return json.dumps({"total": 2, "articles": articles}).encode()


def table() -> bytes:
    """What a spreadsheet on Arabic Windows saves."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["id", "العنوان", "التاريخ", "المصدر", "المتن", "القسم"])
    writer.writerow(["m-1", "أسعار الخضار", "الاثنين 2 ماي 2016", "يومية السوق", MARKET, "اقتصاد"])
    writer.writerow(["m-2", "مدرسة جديدة", "15 رمضان 1445هـ", "يومية السوق", SCHOOL, ""])
    writer.writerow(["m-3", "سطر زائد", "2016", "", "نص", "", "خلية بلا عمود"])
    return out.getvalue().encode("cp1256")


def message() -> bytes:
    """A press release with an attachment, a quotation and a signature."""
    made = EmailMessage(policy=SMTP)
    made["Subject"] = "بيان: افتتاح ثانوية الزيتون"
    made["From"] = "مكتب الإعلام <press@education.example>"
    made["Date"] = "Mon, 25 Mar 2024 09:15:00 +0300"
    body = f"{SCHOOL}\n> متى تفتتح المدرسة؟\n-- \nمكتب الإعلام في الوزارة\n"
    made.set_content(body, charset="windows-1256", cte="quoted-printable")
    made.add_attachment(HARBOUR, charset="windows-1256", cte="base64", filename="الميناء.md")
    return made.as_bytes()


def rss() -> bytes:
    """A feed in windows-1256, one entry with the whole text and one with a link alone."""
    content = "".join(f"<p>{line}</p>" for line in MARKET.split("\n"))
    return (
        '<?xml version="1.0" encoding="windows-1256"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        "<channel><title>يومية السوق</title><link>https://market.example/</link>\n"
        "<item><title>تراجع أسعار الخضار</title><link>https://market.example/a/1</link>"
        "<pubDate>Mon, 02 May 2016 07:30:00 +0300</pubDate><description>موجز</description>"
        f"<content:encoded><![CDATA[{content}]]></content:encoded></item>\n"
        "<item><title>صورة اليوم</title><link>https://market.example/a/2</link></item>\n"
        "</channel></rss>"
    ).encode("cp1256")


def atom() -> bytes:
    """An Atom feed."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        "<title>وكالة المرافئ</title><entry><id>tag:ports.example,2019:5</id>"
        '<title>عودة السفن</title><link href="https://ports.example/5"/>'
        "<updated>2019-11-05T06:00:00Z</updated><author><name>رامي البحري</name></author>"
        f'<content type="text">{HARBOUR}</content></entry></feed>'
    ).encode()


def web_archive() -> bytes:
    """A page in windows-1256, an image and a page that is not there any more."""

    def record(kind: str, body: bytes, url: str, status: str = "200 OK") -> bytes:
        block = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
            "WARC-Date: 2024-04-01T00:00:00Z\r\n"
            "WARC-Record-ID: <urn:uuid:5f0f2c6e-0000-4000-8000-000000000001>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}"
        )
        data = head.encode() + b"\r\n\r\n" + block + b"\r\n\r\n"
        return gzip.compress(data, mtime=0)

    plain = "text/plain; charset=windows-1256"
    return (
        record(plain, SCHOOL.encode("cp1256"), "https://education.example/school.txt")
        + record("image/png", b"\x89PNG", "https://education.example/logo.png")
        + record(plain, "لم تعد هنا".encode("cp1256"), "https://education.example/x", "404 Gone")
        + record(plain, b" ", "https://education.example/empty.txt")
    )


def zip_file() -> bytes:
    """Packed on Arabic Windows: names in code page 720; a folder of a Mac; one name too many."""
    stand_in = "AAAAAAA/school.txt"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in (
            (stand_in, SCHOOL.encode()),
            ("__MACOSX/._school.txt", b"x"),
            ("list.jsonl", json.dumps({"id": "market", "text": MARKET}).encode()),
            ("../out.txt", b"x"),
            ("table.xls", b"x"),
        ):
            file.writestr(zipfile.ZipInfo(name, (2024, 3, 25, 9, 0, 0)), data)
    coded = "المدارس/school.txt".encode("cp720")
    return out.getvalue().replace(stand_in.encode(), coded)


def tar_file() -> bytes:
    """A folder with a link in it."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as file:
        for name, text in (("2019/الميناء.txt", HARBOUR), ("2016/السوق.txt", MARKET)):
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            file.addfile(info, io.BytesIO(text.encode()))
        link = tarfile.TarInfo("2019/رابط.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        file.addfile(link)
    return gzip.compress(out.getvalue(), mtime=0)


FILES = {
    "export.jsonl": json_lines,
    "articles.json": json_array,
    "table-windows-1256.csv": table,
    "press-release.eml": message,
    "market-windows-1256.rss": rss,
    "ports.atom": atom,
    "education.warc.gz": web_archive,
    "windows.zip": zip_file,
    "folder.tar.gz": tar_file,
}


def main() -> None:
    """Write the files beside this one."""
    for name, make in FILES.items():
        (HERE / name).write_bytes(make())


if __name__ == "__main__":
    main()
