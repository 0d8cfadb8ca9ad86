"""The common part of a model's token vectors, measured on a fixed text.

Token vectors of a transformer lean in one direction; late interaction subtracts it. Measuring it
on the same text for every index keeps codes the same whatever is indexed, and in whatever order.
Centring questions half-way between the two means ranked best across languages: see
``docs/decisions/0002-late-interaction.md``.
"""

import numpy as np
from numpy.typing import NDArray

from search.models.encoder import Encoder

_PASSAGES = (
    "أعلنت وزارة الصحة اليوم بدء حملة وطنية لتطعيم الأطفال ضد الحصبة في جميع المحافظات، وتستمر"
    " الحملة أسبوعين وتشمل المراكز الصحية والمدارس. وقال المتحدث باسم الوزارة إن اللقاحات آمنة"
    " ومتوفرة مجانا، ودعا الأهالي إلى اصطحاب أطفالهم إلى أقرب مركز.",
    "فاز المنتخب بهدفين دون مقابل في المباراة التي أقيمت مساء أمس على ملعب المدينة أمام أربعين ألف"
    " متفرج. وسجل المهاجم الشاب الهدف الأول من ركلة جزاء في الدقيقة 23، ثم أضاف زميله الهدف الثاني"
    " برأسه قبل نهاية الشوط الثاني بعشر دقائق.",
    "ارتفعت أسعار النفط بنسبة 3 في المئة بعد أن أعلنت الدول المنتجة خفض الإنتاج اعتبارا من الشهر"
    " المقبل. ويرى محللون أن الطلب في آسيا سيبقى قويا، بينما تراجعت أسهم شركات الطيران في البورصات"
    " الأوروبية وارتفع سعر صرف الدولار.",
    "وُلد الشاعر في قرية صغيرة على ضفاف النهر عام 1921، ودرس الأدب في دار المعلمين ثم سافر إلى"
    " بيروت حيث نشر ديوانه الأول. عُرف بتجديده في شكل القصيدة العربية وبترجماته عن الإنجليزية،"
    " وتوفي بعد صراع طويل مع المرض.",
    "تقع المدينة القديمة على تل يرتفع نحو 800 متر عن سطح البحر، ويحيط بها سور له سبع بوابات."
    " بناها الفينيقيون ثم سكنها الرومان والعرب، وأدرجتها منظمة اليونسكو على قائمة التراث العالمي،"
    " ويزورها كل عام مئات الآلاف من السياح.",
    "تتكون الخلية النباتية من جدار وغشاء ونواة، وتحتوي البلاستيدات الخضراء على مادة تمتص ضوء الشمس"
    " وتحوله إلى طاقة كيميائية. تأخذ النبتة ثاني أكسيد الكربون من الهواء والماء من التربة، وتطلق"
    " الأكسجين نتيجة لهذه العملية.",
    "اجتمع مجلس الأمن في جلسة طارئة لبحث الأوضاع في المنطقة بعد انهيار وقف إطلاق النار. ودعا الأمين"
    " العام جميع الأطراف إلى ضبط النفس وفتح ممرات آمنة للمساعدات الإنسانية، فيما نزح آلاف السكان"
    " من منازلهم نحو الحدود.",
    "أطلقت الشركة الناشئة تطبيقا جديدا للهواتف الذكية يتيح للمزارعين معرفة حالة الطقس وأسعار"
    " المحاصيل. وحصل المشروع على تمويل قدره مليونا دولار من صندوق استثماري، ويعمل فيه خمسة عشر"
    " مهندسا ومهندسة.",
    "قضت المحكمة بسجن المتهم خمس سنوات بعد إدانته بالاحتيال وتزوير وثائق رسمية. وقال محامي الدفاع"
    " إنه سيستأنف الحكم خلال ثلاثين يوما، في حين رحبت عائلات الضحايا بالقرار واعتبرته خطوة نحو"
    " العدالة.",
    "The city council approved a new budget on Tuesday that raises spending on public transport and"
    " schools. Opposition members said that the plan relies on optimistic forecasts, and the mayor"
    " called it the first step towards cleaner air and shorter journeys.",
)
_QUESTIONS = (
    "متى بدأت حملة التطعيم ضد الحصبة؟",
    "من سجل الهدف الأول في المباراة؟",
    "كم ارتفعت أسعار النفط؟",
    "أين ولد الشاعر وفي أي عام؟",
    "ما هي المدينة التي أدرجتها اليونسكو على قائمة التراث العالمي؟",
    "كيف تحول النباتات ضوء الشمس إلى طاقة؟",
    "لماذا اجتمع مجلس الأمن في جلسة طارئة؟",
    "ايه اللي عملته الشركة الجديدة للفلاحين؟",
    "شو قال المحامي بعد الحكم؟",
    "هل وافق المجلس على الميزانية الجديدة؟",
    "When did the vaccination campaign begin?",
    "Who scored the first goal of the match?",
    "How much did oil prices rise?",
    "Where was the poet born, and in which year?",
    "Which old city is on the list of world heritage?",
    "How do plants turn sunlight into energy?",
    "Why did the Security Council meet?",
    "What does the new application offer to farmers?",
    "What did the lawyer say after the verdict?",
    "Did the council approve the new budget?",
)


def centres(encoder: Encoder) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What to subtract from token vectors of passages and of questions, each shape (dim,)."""
    passages = encoder.encode_passages([(None, text) for text in _PASSAGES])
    questions = [encoder.encode_question(text) for text in _QUESTIONS]
    passage_mean = np.concatenate([item.tokens for item in passages]).mean(axis=0)
    question_mean = np.concatenate([item.tokens for item in questions]).mean(axis=0)
    return passage_mean, (passage_mean + question_mean) / 2
