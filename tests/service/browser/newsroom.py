"""An archive as a newsroom has it: invented articles of several papers, kinds and languages."""

from search.parts import numbered_pages
from search.records import Document

QUESTION = "متى يبدأ تشغيل محطة تحلية المياه في العقبة؟"

# As somebody remembers what the wire says.
REMEMBERED = "المحطه ستنتج أربعمئة مليون متر مكعب في السنة [...] وشركاء آخرون"

_WIRE = (
    "العقبة - أعلنت سلطة المياه أن محطة تحلية المياه في العقبة ستبدأ التشغيل التجريبي في آذار 2025"
    " بعد اكتمال خط النقل إلى عمّان.\nوقال المهندس سامر الحداد، مدير المشروع، إن المحطة ستنتج"
    " ثلاثمئة مليون متر مكعب في السنة، وإن كلفتها بلغت ملياري دولار مولها البنك الدولي وشركاء"
    " آخرون.\nوأوضح أن خط النقل طوله أربعمئة وخمسون كيلومترا، ويعبر ثلاث محافظات، وأن أعمال الحفر"
    " لم تتوقف في الشتاء.\nوأضاف أن التشغيل الكامل مرهون بنتائج الفحص البيئي الذي تجريه جامعة"
    " محلية على مياه الخليج."
)

# With signs of direction that show who sued whom the other way round.
TURNED = Document(
    id="court/turned.txt",
    text=(
        "أعلنت المحكمة العليا أن \u2066\u200eالشركة \u200eقاضت \u200eالوزارة\u200e\u2069 في قضية"
        " الرصيف \u202dالقديم والجديد\u202c."
    ),
    title="قضية \u2066\u200eالرصيف \u200eالقديم\u2069",
    language="ar",
)

DOCUMENTS = (
    Document(
        id="alrasid/2024/05/desalination.html",
        text=_WIRE,
        title="محطة تحلية العقبة تدخل التشغيل التجريبي في آذار",
        source="صحيفة الراصد",
        url="https://alrasid.example/2024/05/desalination",
        date="2024-05-12",
        author="ليلى العبدالله",
        language="ar",
        metadata={"القسم": "اقتصاد"},
    ),
    Document(
        id="alsabah/7781.html",
        text=_WIRE,
        title="العقبة: تشغيل تجريبي لمحطة التحلية",
        source="جريدة الصباح الجديد",
        url="https://alsabah.example/7781",
        date="2024-05-13",
        language="ar",
    ),
    Document(
        id="reports/water-2024.pdf",
        text=(
            "تقرير قطاع المياه السنوي\n\nبلغ العجز المائي في العام الماضي أربعمئة مليون متر مكعب."
            " وتعتمد المدن الكبرى على الآبار الجوفية في ستين في المئة من حاجتها.\n\n"
            "الفصل الثاني: مشاريع التحلية\n\nيوصي التقرير بألا يبدأ تشغيل محطة تحلية المياه في"
            " العقبة قبل اكتمال الفحص البيئي. وتقدّر كلفة المتر المكعب بعد النقل بثلثي دينار."
        ),
        title="تقرير قطاع المياه السنوي 2024",
        source="وزارة المياه",
        date="2024-02",
        language="ar",
        parts=numbered_pages((0, 140)),
    ),
    Document(
        id="times/aqaba.html",
        text=(
            "AQABA - The desalination plant in Aqaba (محطة تحلية العقبة) will start trial operation"
            " in March 2025, officials said. The conveyance line to Amman is 450 km long."
        ),
        title="Aqaba desalination plant to start trials in March",
        source="The Valley Times",
        url="https://valley.example/aqaba?id=9&lang=en",
        date="2024-05-14",
        author="J. O'Hara",
        language="en",
    ),
    Document(
        id="alrasid/2023/11/fisheries.html",
        text=(
            "شكا صيادون في العقبة من تراجع الصيد منذ بدء أعمال محطة التحلية. وقالوا إن الحفر عكّر"
            " المياه قرب الشاطئ، وطالبوا بتعويض عن موسم كامل."
        ),
        title="صيادو العقبة: أعمال المحطة أضرت بموسمنا",
        source="صحيفة الراصد",
        date="2023-11-02",
        author="هاني سلامة",
        language="ar",
    ),
    Document(
        id="wire/schools.txt",
        text=(
            "قررت وزارة التربية بدء العام الدراسي في الأول من أيلول. ويلتحق بالمدارس مليونا طالب،"
            " منهم مئة ألف في الصف الأول."
        ),
        title="بدء العام الدراسي في الأول من أيلول",
        source="وكالة الشرق",
        date="2024-08-20",
        language="ar",
    ),
    Document(
        id="wire/port.txt",
        text=(
            "ارتفعت حركة الحاويات في ميناء العقبة عشرة في المئة خلال النصف الأول من السنة. وتبدأ"
            " إدارة الميناء تشغيل رافعتين جديدتين في الخريف."
        ),
        title="ميناء العقبة: حركة الحاويات ترتفع عشرة في المئة",
        source="وكالة الشرق",
        date="2024-07-03",
        language="ar",
    ),
    *(
        Document(
            id=f"council/session-{number}.txt",
            text=(
                f"محضر الجلسة رقم {number} لمجلس مدينة العقبة. بحث المجلس تشغيل محطة المياه وأجور"
                f" العاملين فيها، وأجّل البت في البند {number + 2} إلى الجلسة القادمة."
            ),
            title=f"محضر جلسة مجلس العقبة رقم {number}",
            source="مجلس مدينة العقبة",
            date=f"2023-{number:02}-15",
            language="ar",
        )
        for number in range(1, 13)
    ),
)

PRIVATE = Document(
    id="private/memo.txt",
    text="مذكرة سرية عن محطة تحلية المياه في العقبة: التشغيل مؤجل إلى عام 2026.",
    title="مذكرة سرية",
    source="مكتب المدير",
    date="2024-06-01",
    collection="private",
)
