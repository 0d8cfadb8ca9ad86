"""Words of a question that ask, point or join, and name nothing: they say little of the answer.

Question words, pronouns, prepositions and particles of the standard language, in the normalised
form; those of the dialects stand in ``dialects.toml``.
"""

from search.arabic.normalizer import normalize
from search.arabic.romanization import chat_words

_STANDARD = """
من ما ماذا متى أين كيف كم هل لماذا لم أي أية أيهما ماهو ماهي مم بم فيم علام إلام عم
هو هي هم هما هن أنا نحن أنت أنتم هذا هذه هذان هاتان هؤلاء ذلك تلك أولئك هناك هنا
الذي التي اللذان اللتان الذين اللاتي اللواتي اللائي
في على إلى عن مع منذ حتى خلال بين عند لدى حول ضد بعد قبل تحت فوق أمام وراء دون
و أو ثم أم بل لكن لكي كي أن إن أنه أنها إنه إنها كأن لأن لأنه لأنها ليت لعل إذا إذ لو لولا
قد لقد سوف لا لن ليس ليست ليسوا لما كان كانت كانوا يكون تكون كل كلا بعض غير سوى أيضا فقط
به بها بهم فيه فيها فيهم منه منها منهم له لها لهم عنه عنها عنهم عليه عليها عليهم إليه إليها إليهم
كما مثل حيث حين عندما بينما كلما مهما
"""
# Articles and particles in Latin letters; not those that are words of English or French as well.
_ARABIZI = "el al il fi fel bel wel wa w mn eh wen"

STOPWORDS = frozenset(map(normalize, (*(_STANDARD + _ARABIZI).split(), *chat_words("words"))))
