"""Words with which a text does not say something to be so; see ``search.arabic.standing``."""

import re

from search.arabic.listings import listed
from search.arabic.normalizer import normalize
from search.arabic.verbs import conjugated

# Whoever denies words has not said them.
DENIALS = conjugated(
    "نفى/ينفي أنكر/ينكر استبعد/يستبعد كذب/يكذب دحض/يدحض فند/يفند رفض/يرفض"
) | listed("نافيا نافية منكرا منكرة مستبعدا مكذبا مفندا رافضا نفي")
# What who refuses to be named refuses, and not what he says: رفض الكشف عن هويته.
REFUSING = conjugated("رفض/يرفض") | listed("رافضا رافضة")
TELLING_WHO = listed("الكشف الإفصاح كشف ذكر نشر الإدلاء التعليق الإعلان تسميته تسميتها")
# Nothing is said where it would be, nor where it is told that it is not true.
UNTRUE = listed(
    """
    صحيح صحيحا صحيحة صحة دقيقا كذب كذبا كاذب كاذبا كاذبة زورا زعما إشاعة شائعة إشاعات شائعات مفبرك
    مفبركا مفبركة ملفق ملفقا ملفقة مزور مزورا مزورة مختلق مختلقا مختلقة مزعوم مزعومة مزعوما
    """
)
# That false is said of news, not of passports and money.
FORGED = listed("مزيف مزيفا مزيفة مزور مزورا مزورة")
THAT = listed("أن أنه أنها أنهم أنهما أنني أننا أنك بأن بأنه بأنها بأنهم بأنهما بأنني بأننا")
# What is denied begins with one of these: نفى ... ما نشر، صحة الخبر، أن.
DENIED = listed("ما أي صحة وجود") | THAT
FALSE = (UNTRUE - listed("صحيح صحيحا صحيحة صحة دقيقا زورا مزور مزورا مزورة")) | listed(
    """
    خاطئ خاطئا خاطئة مغلوط مغلوطا مغلوطة افتراء افتراءات هراء كذبة أكذوبة أكاذيب تلفيق خرافة مضلل
    مضللا مضللة وهمي وهمية وهميا
    """
)
# Beside a name they say that words may be of somebody else: forged, in jest, read out, played.
NOT_OWN = (
    UNTRUE
    | FALSE
    | listed(
        """
        ساخر ساخرة الساخر الساخرة تهكمي تهكمية نكتة كاريكاتير مزيف مزيفة منسوب منسوبة منسوبا المنسوب
        المنسوبة نسب نسبت منتحل منتحلا منتحلة مقلدا مقلدة متقمصا متقمصة محاكيا
        قارئا قارئة تاليا تالية ناقلا ناقلة مرددا مرددة مقتبسا مقتبسة مستشهدا مستشهدة مترجما مترجمة
        نقلا لسان بلسان
        """
    )
)
PLAYED_IN = listed("في ضمن")
PLAYED = listed("دور مسلسل المسلسل مسرحية المسرحية تمثيلية رواية الرواية قصيدة القصيدة فيلم الفيلم")
MEANWHILE = listed("بينما فيما حين حينما عندما لما بعدما قبلما ريثما إذ فإذا كلما")
BEFORE_THAT = listed("قبل بعد منذ عقب قبيل بعيد")
# What follows is what somebody answers to, not how they say it.
ANSWERING = listed("ردا تعليقا معلقا معلقة رادا عن حول بشأن على")
# Of somebody who is accused of that nothing is said to be false: بتهمة نشر أخبار كاذبة.
SPREADING = listed("بتهمة تهمة بنشر نشر لنشره لنشرها بث ترويج بترويج لترويجه")
# What has not happened or is not certain: ذلك لم يحدث، لم تتأكد.
HAPPENED = listed(
    "يحدث تحدث يحصل تحصل يتحقق تتحقق يثبت تثبت يتأكد تتأكد يؤكد تؤكد تؤكده تؤكدها يؤكده يؤكدها"
)
WILL_NOT = listed("لن")
# What is told of somebody who is named before it: قال الوزير الذي لم يحضر.
WHO = listed("الذي التي الذين اللذان اللذين اللتان اللتين اللواتي اللاتي اللائي ممن")
# What something is not, behind one of NOT_TRUE or DEVOID: غير صحيح، عار عن الصحة.
TRUE = listed(
    "صحيح صحيحا صحيحة صحة الصحيح دقيق دقيقا دقيقة الصحة أساس"
    " حقيقي حقيقيا حقيقة مؤكد مؤكدة المؤكد المؤكدة دليل أدلة ممكن الممكن معقول المعقول وارد الوارد"
)
NOT_TRUE = listed("غير ليس ليست لا عدم بعدم ينفي")
DEVOID = listed("عار عارية عاريا العاري العارية")
# With which a sentence speaks of what was said before it.
# What is denied of words that stand before: نفى صدور هذا الرقم عنه.
UTTERING = listed("صدور صحة دقة وقوع حدوث حصول وجود")
NEWS = listed(
    "هذا هذه ذلك تلك الخبر النبأ الأنباء الأخبار المعلومات المعلومة الشائعات الإشاعات المنشور"
    " الرواية الادعاء الادعاءات المزاعم التقارير التصريح العبارة الاقتباس"
)
UTTERANCES = listed(
    "تصريح التصريح عبارة العبارة مقولة المقولة كلام الكلام جملة الجملة قول القول اقتباس الاقتباس"
)
# Nobody has said it: لم يقل الوزير «...»، لم يقلها, but not لم يقل العدد عن مئة، لا يقل أهمية.
DID_NOT = listed("لم")
SAID = listed("يقل تقل أقل نقل يقولوا")
FROM_ON = listed("عن")
THIS = listed("هذا هذه ذلك تلك")
# تصريح لم يصدر عن الوزير
CAME = listed("يصدر تصدر يرد ترد")
# What somebody says stands behind these, not what was not said: لم يقل شيئا واكتفى بالقول.
SAYING = listed("شيئا كلمة المزيد أكثر بالقول بقوله بقولها بعبارة قائلا قائلة")
CONTRARY = listed("عكس خلاف نقيض")
SHOWING = conjugated("أثبت/يثبت أظهر/يظهر أكد/يؤكد كشف/يكشف بين/يبين تبين/يتبين ثبت/يثبت اتضح/يتضح")
# Instead of what was not said there is none: لم يقل شيئا، لا أحد قال.
SOMETHING = listed("شيئا كلمة المزيد أكثر")
NOBODY = listed("أحد")
# Behind these a claim is that of the clause before it: بحسب ما زعم، على حد زعمه.
ACCORDING = listed("ما كما حد حسب بحسب وفق وفقا حسبما وفقما مثلما")
CLAIMED = listed(
    "زعم زعمه زعمها زعمهم زعمت زعموا يزعم تزعم يزعمون ادعائه ادعائها ادعائهم يدعي تدعي"
    " يظن تظن يظنون ظن ظنوا ظنه ظنهم"
)
# Before "that" with a verb to come, it has not been by then: قبل أن يفوز، من غير أن يوقع.
NOT_YET = listed("قبل قبيل دون بدون")
INSTEAD = (frozenset({normalize("من")}), frozenset({normalize("غير"), normalize("بغير")}))
INVENTED = (normalize("نسج"), normalize("الخيال"))
RUMOURS = conjugated("زعم/يزعم ادعى/يدعي أشيع/يشاع تردد/يتردد") | listed(
    "قيل يقال زعما مزاعم ادعاءات الشائعات الإشاعات بزعم بدعوى"
)
# What goes round may be what a title calls untrue: تداولت صفحات أن.
CIRCULATING = conjugated("تداول/يتداول تناقل/يتناقل") | listed("متداولة متداول")
# They begin as what is to come does, and are other words: كانت سيدة.
NO_FUTURE = listed(
    """
    سيدة سيد سيدات سيارة سيارات سياسة سياسات سياسي سياسية سياسيا سياسيون سيادة سيادية سياق سيرة
    سيطرة سيطر سيطرت سيطروا سينما سينمائي سيناريو سيول سيف سيناء ستة ستين ستون ستار ستائر سنة
    سنوات سنين سنوي سنوية سنويا سنتين سندات سند
    """
)
# Begun with "so" they would be intentions: فنية, of art or technique.
NO_PLAN = listed("فنية")
# كان من شأن المشروع أن يوفر.
LIKELY_TO = listed("شأن شأنه شأنها")
SUPPOSING = listed("لو لولا لئن هل إذا")
PERHAPS = listed("ربما لعل لعله لعلها لعلهم عسى عساه عساها ليت ليته ليتها ليتهم حبذا")
# What is likened is not so; without its hamza the shortest is "was": كأن الحكومة رفعت الأسعار.
AS_IF = listed("كأنه كأنها كأنهم كأني كأننا كأنما")
MAY_BE_AS_IF, AS_IF_WRITTEN = listed("كأن"), re.compile("[وف]?كأن")
IMAGINED = listed("تخيل تخيلوا لنتخيل لنفترض")
DOUBTING = conjugated(
    "ظن/يظن رجح/يرجح احتمل/يحتمل افترض/يفترض اعتقد/يعتقد شكك/يشكك اتهم/يتهم"
) | listed(
    "احتمال احتمالات المحتمل محتمل المرجح مرجح المفترض المظنون المعتقد"
    " فرضية فرضيات الفرضية الفرضيات"
)
FAR_FROM_IT = listed("هيهات")
ALMOST = conjugated("كاد/يكاد أوشك/يوشك") | listed("وشك")
MAY = listed("قد")
# Masculine: before them a verb that begins with "t" tells what has been: قد تجاوز عدد القتلى.
AMOUNTS = listed("عدد سعر حجم إجمالي مجموع معدل متوسط مبلغ عمر طول وزن")
WISHES = conjugated(
    """
    تمنى/يتمنى أمل/يأمل طالب/يطالب دعا/يدعو حث/يحث ناشد/يناشد اقترح/يقترح أراد/يريد رغب/يرغب
    هدد/يهدد تعهد/يتعهد وعد/يعد حلم/يحلم توعد/يتوعد سعى/يسعى خشي/يخشى أوصى/يوصي نصح/ينصح طلب/يطلب
    """
) - listed("يعد تعد يعدون")  # is counted as
# Who is nominated has not won: رشح الكاتب للجائزة.
TRYING = conjugated("حاول/يحاول أراد/يريد فكر/يفكر لوح/يلوح رشح/يرشح ترشح/يترشح") | listed(
    "ترشيح ترشح محاولة محاولات المحاولة لمحاولة بمحاولة محاولا دعوات مطالبات مطالبة مقترح اقتراح"
)
# With the preposition that leads to what was not done: فشل في، امتنع عن, but not تراجع في.
FAILING = conjugated("فشل/يفشل أخفق/يخفق")
REFRAINING = conjugated("امتنع/يمتنع تراجع/يتراجع عجز/يعجز أحجم/يحجم عدل/يعدل تخلى/يتخلى")
FROM = listed("عن")
RENOUNCING = conjugated("تبرأ/يتبرأ تنصل/يتنصل")
APOLOGISING = conjugated("اعتذر/يعتذر ندم/يندم")
NEWS_PRINTED = listed("خبر خبرا الخبر نشر نشره نشرها لنشر لنشره لنشرها تقرير التقرير")
WRONG = listed("الخطأ الخاطئ")
TO_SAY = listed("القول يقال")
# أكد زيف الادعاءات بأن، خطأ القول إن.
FALSITY = listed("خطأ زيف كذب بطلان استحالة سخف")
OF_CLAIMS = listed("القول الادعاء الادعاءات الزعم المزاعم الأنباء الاعتقاد الحديث")
# What was said is taken back, or laughed at: سحب قوله إن، سخر من القول إن.
TAKING_WORDS_BACK = conjugated("سحب/يسحب")
OWN_WORDS = listed(
    "قوله قولها قولهم كلامه كلامها تصريحه تصريحها تصريحاته تصريحاتها اتهامه اتهامها أقواله أقوالها"
)
OWN_DECISION = listed("قراره قرارها قرارهم")
MOCKING = conjugated("سخر/يسخر")
TELLING = listed(
    "يقول يقولون تقول القول قول يزعم يزعمون تزعم زعمت الزعم تحدث تحدثت يتحدث تتحدث ادعت تدعي"
)
DEPRIVED = listed("حرم حرمت حرموا يحرم تحرم")
WARNING = conjugated("حذر/يحذر")
OF = listed("من")
DIFFERING = conjugated("تضارب/يتضارب اختلف/يختلف") | listed("تضارب اختلاف")
ABOUT = listed("في حول بشأن على")
CASE = listed("حال")
IN = listed("في")
# Behind "in": what is told was seen asleep.
DREAM = listed("المنام منامي منامه منامها منامهم منامك")
DREAMING = conjugated("حلم/يحلم")
THAT_IT = THAT - listed("أن بأن")
POSSIBLE = listed("يمكن يمكنه يمكنها يجب ينبغي الممكن المحتمل")
PREVENTED = conjugated(
    """
    منع/يمنع تفادى/يتفادى تجنب/يتجنب حظر/يحظر أحبط/يحبط برأ/يبرئ عرقل/يعرقل
    استحال/يستحيل
    """
) | listed("برأت بدلا عوضا المستحيل مستحيل مستحيلا")
# A decision that is stopped has not come to be; a war and a thief have: أوقفت المحكمة قرار الإغلاق.
STOPPING = conjugated("أوقف/يوقف")
A_DECISION = listed("قرار القرار قرارا قرارات تنفيذ خطة الخطة مشروع المشروع")
# What is worked for has not come to be: تنسق لتوفير 30 ألف جرعة، تستهدف جذب مليون سائح.
AIMING = listed(
    """
    ينسق تنسق ينسقون يتفاوض تتفاوض يتفاوضون يستهدف تستهدف يستهدفون يطمح تطمح يطمحون يهدف تهدف يهدفون
    يعمل تعمل يعملون يسعى تسعى يسعون سعى سعت يخطط تخطط يخططون يدرس تدرس يدرسون يبحث تبحث يبحثون
    يتطلع تتطلع يتطلعون بصدد مساع مساعي جهود مفاوضات محادثات
    """
)
_AIMS = (
    "توفير تأمين شراء استيراد جذب استقطاب بلوغ تحقيق الوصول إنشاء بناء إقامة إنتاج تصدير رفع زيادة"
    " خفض إطلاق افتتاح توظيف تشغيل"
)
# Of these alone with "on": تعمل على تأمين اللقاح, not يعمل في المصنع 500 عامل لإنتاج الحليب.
WORKING = listed("يعمل تعمل يعملون")
ON = listed("على")
TO_BRING_ABOUT = listed(_AIMS) | listed(" ".join(f"ل{aim}" for aim in _AIMS.split()))
PLANS = conjugated("توقع/يتوقع انتظر/ينتظر اعتزم/يعتزم نوى/ينوي خطط/يخطط") | listed(
    "المتوقع المقرر المنتظر المزمع المخطط نية نيته نيتها عزمه عزمها اعتزام اعتزامه اعتزامها"
    " توقعات مقررا مقررة مزمعا مزمعة متوقعا متوقعة سوف"
)
# Of counts that are not the last ones: حصيلة أولية، نتائج غير نهائية، بعد فرز نصف الأصوات.
COUNTS = listed(
    """
    حصيلة الحصيلة نتيجة النتيجة نتائج النتائج إحصائية الإحصائية إحصائيات الإحصائيات إحصاءات
    الإحصاءات إحصاء الإحصاء أرقام الأرقام تقديرات التقديرات تقدير التقدير تصويت التصويت فرز الفرز
    عد العد حصر الحصر مؤشرات المؤشرات بيانات البيانات معلومات المعلومات تقارير التقارير
    أنباء الأنباء
    """
)
FIRST = listed(
    """
    أولي أولية أوليا الأولي الأولية مبدئي مبدئية المبدئي المبدئية مؤقتة المؤقتة جزئية الجزئية
    جزئي الجزئي
    """
)
NOT_LAST = listed("نهائي نهائية النهائي النهائية رسمي رسمية الرسمي الرسمية مكتملة المكتملة")
COUNTING = listed("فرز الفرز")
AFTER_THAT = listed("بعد عقب مع")
VOTES = listed(
    "أصوات الأصوات صناديق الصناديق صندوق صندوقا بالمئة المئة بالمائة المائة نصف ثلث ثلثي ربع معظم"
    " بعض أكثر"
)
ALL = listed("جميع كل كامل كافة انتهاء اكتمال")
# Where it is not "for the sake of": من أجل.
# A ruling that is undone later: حكم عليه بالسجن، ثم نقضت محكمة التمييز الحكم.
UNDOING = conjugated("نقض/ينقض أبطل/يبطل فسخ/يفسخ ألغى/يلغي")
ACQUITTING = listed("برأته برأتها برأتهم برأتهما برأه برأها برأهم")
A_RULING = listed(
    """
    الحكم حكمها حكمه القرار قرارها قراره الإدانة إدانته إدانتها العقوبة عقوبته عقوبتها التعيين
    تعيينه تعيينها العقد الاتفاق الاتفاقية الصفقة الهدف النتيجة
    """
)
# With which a story goes on.
THEN = listed("ثم لكن غير إلا بيد لاحقا بعدها")
CANCELLED = listed("ألغي ألغيت ألغى ألغت تأجل تأجلت أجل أجلت")
# Before a plan it has not come to be: كان من المتوقع.
WAS = listed("كان كانت كانوا")
# Before and after these nothing is denied: لا يقل عن، ما زال، ليس ... فقط، لم ... إلا.
NO_DENIAL = listed(
    """
    يزال تزال يزالون زال زالت زالوا زلنا زلت برح برحت برحوا يبرح
    يقل تقل يزيد تزيد يتجاوز تتجاوز يتعدى تتعدى سيما شك بد ريب محالة
    يقتصر تقتصر لبث يلبث تلبث يمض غرو يخلو
    """
)
EXCEPT = listed("سوى سوي فقط فحسب")
# Behind these a noun or two are denied, not a clause.
LIMITED = listed("عدم بعدم لعدم غير بغير دون بدون دونما بلا لئلا")
WHAT = listed("ما وما فما")
# Before a number it is "what", wherever it stands: أودى بحياة ما يقدر بمليون شخص.
AS_MUCH_AS = listed("يقدر تقدر يقارب يقرب يعادل تعادل يناهز يربو يوازي يساوي يفوق")
NO_VERB = listed("بين مجموعه يقارب يقرب دام هو هي اسم معنى يسمى يعرف إذا إن")
# Behind these something else is said to be so.
BUT = listed("بل لكن لكنه لكنها لكنهم إنما وإنما ولكن ولكنه ولكنها")
GOING_ON = listed(
    """
    مؤكدا مؤكدة مؤكدين موضحا موضحة مضيفا مضيفة مشددا مشددة مشيرا مشيرة لافتا لافتة مبينا مبينة
    قائلا قائلة منوها معتبرا معتبرة واصفا واصفة متهما متهمة محملا محملة داعيا داعية
    """
)
