"""An invented data set: twelve sentences, and questions of which one is not answered first."""

import json
from pathlib import Path

CORPUS = {
    "ports": "افتتح الوزير ميناء الصيد الجديد في المدينة الساحلية بعد ثلاث سنوات من العمل.",
    "bakery": "رفعت المخابز سعر رغيف الخبز ابتداء من صباح الأحد بسبب غلاء الطحين.",
    "library": "أعارت المكتبة العامة عشرة آلاف كتاب للأطفال خلال العطلة الصيفية.",
    "bridge": "أغلقت البلدية الجسر القديم شهرا لإصلاح دعاماته الحديدية.",
    "olives": "بدأ المزارعون قطاف الزيتون مبكرا هذا العام لقلة الأمطار.",
    "train": "وصل القطار السريع إلى العاصمة متأخرا ساعتين بعد عطل في الإشارات.",
    "museum": "استعاد المتحف تمثالا رخاميا سرق منه قبل أربعين عاما.",
    "school": "وزعت المدرسة حواسيب محمولة على طلاب الصف السادس.",
    "rain": "غمرت الأمطار الغزيرة الطرق الزراعية وعطلت حركة الشاحنات.",
    "match": "فاز الفريق الضيف بثلاثة أهداف سجل اثنين منها المهاجم الشاب.",
    "bank": "أعلن المصرف المركزي تثبيت سعر الفائدة للشهر الرابع.",
    "well": "حفر أهالي القرية بئرا عميقة لتوفير مياه الشرب.",
}
QUESTIONS = {
    "q1": ("متى افتتح ميناء الصيد", "ports"),
    "q2": ("كم كتابا أعارت المكتبة للأطفال", "library"),
    "q3": ("لماذا أغلقت البلدية الجسر", "bridge"),
    # Its words are those of the bakery and of the bank.
    "q4": ("سعر الخبز والطحين", "bank"),
}


def write_dataset(folder: Path) -> Path:
    """In the project's layout."""
    folder.mkdir(parents=True)
    corpus = [{"id": key, "text": text} for key, text in CORPUS.items()]
    questions = [{"id": key, "text": text} for key, (text, _) in QUESTIONS.items()]
    write_lines(folder / "corpus.jsonl", corpus)
    write_lines(folder / "queries.jsonl", questions)
    rows = [f"{key}\t{document}\t1" for key, (_, document) in QUESTIONS.items()]
    (folder / "qrels.tsv").write_text("\n".join(rows) + "\n", "utf-8")
    return folder


def write_lines(path: Path, records: list[dict[str, str]]) -> None:
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    path.write_text("\n".join(lines) + "\n", "utf-8")
