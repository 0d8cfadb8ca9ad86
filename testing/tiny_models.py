"""Small models with random weights of every kind and architecture, made from configurations.

Each is saved as sentence-transformers saves it, and needs no hub.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer, decoders, normalizers, pre_tokenizers, processors, trainers
from tokenizers.models import BPE, Unigram, WordPiece

HIDDEN, POSITIONS, VOCABULARY = 32, 128, 400
TEXT = (
    "أعلنت وزارة الصحة بدء حملة التطعيم ضد الحصبة في جميع المحافظات، وتستمر الحملة أسبوعين.",
    "فاز المنتخب بهدفين دون مقابل في المباراة التي أقيمت مساء أمس على ملعب المدينة.",
    "ارتفعت أسعار النفط ثلاثة في المئة بعد خفض الإنتاج، ويرى محللون أن الطلب سيبقى قويا.",
    "قال الوزير إن المشروع يوفر فرص عمل جديدة للشباب في المدن والقرى عام 2015.",
    "The council approved a new budget on Tuesday that raises spending on schools.",
    'query: passage: ابتثجحخدذرزسشصضطظعغفقكلمنهويةىآأإؤئء 0123456789 . ، ؟ ! ( ) « » " -',
)
_NAMES = ("pad_token", "unk_token", "cls_token", "sep_token", "mask_token")
PROMPTS = {"query": "query: ", "document": "passage: "}


def word_piece() -> Tokenizer:
    """Of BERT's kind, with lower case and offsets that skip what it drops."""
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    made = Tokenizer(WordPiece(unk_token="[UNK]"))  # noqa: S106
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.decoder = decoders.WordPiece()
    trainer = trainers.WordPieceTrainer(
        vocab_size=VOCABULARY, special_tokens=names, show_progress=False
    )
    made.train_from_iterator(TEXT, trainer)
    return _closed(made, "[CLS]", "[SEP]")


def sentence_piece() -> Tokenizer:
    """Of XLM-R's kind, whose vocabulary is sorted by falling probability."""
    names = ["<s>", "<pad>", "</s>", "<unk>"]
    made = Tokenizer(Unigram())
    made.normalizer = normalizers.Sequence([normalizers.NFKC()])
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=VOCABULARY, special_tokens=names, unk_token=names[3], show_progress=False
    )
    made.train_from_iterator(TEXT, trainer)
    return _closed(made, "<s>", "</s>")


def byte_pairs() -> Tokenizer:
    """Of Qwen's and ModernBERT's kind: tokens of bytes, some of them parts of a letter."""
    names = ["<pad>", "<s>", "</s>", "<mask>"]
    made = Tokenizer(BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=names,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    made.train_from_iterator(TEXT, trainer)
    return _closed(made, "<s>", "</s>")


def _closed(made: Tokenizer, first: str, last: str) -> Tokenizer:
    ids = [(name, made.token_to_id(name)) for name in (first, last)]
    made.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}", pair=f"{first} $A {last} $B {last}", special_tokens=ids
    )
    return made


_SPECIAL = {
    word_piece: dict(zip(_NAMES, ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"), strict=True)),
    sentence_piece: dict(zip(_NAMES, ("<pad>", "<unk>", "<s>", "</s>", "<unk>"), strict=True)),
    byte_pairs: {"pad_token": "<pad>", "eos_token": "</s>", "mask_token": "<mask>"},
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is made.

    Attributes:
        architecture: its name in transformers, or ``static``.
        tokenizer: one of the functions above.
        pooling: how token vectors become one.
        after: makes the modules after pooling from the size of its vectors.
        hidden: size of token vectors.
        limit: ``max_seq_length``.
        prompts: by name.
        settings: of the class of the whole model, such as ``truncate_dim``.
        options: of the transformer's configuration.
        left: texts are padded before them.
    """

    architecture: str = "bert"
    tokenizer: Callable[[], Tokenizer] = word_piece
    pooling: str | tuple[str, ...] = "mean"
    after: Callable[[int], list[Any]] = lambda _: []
    hidden: int = HIDDEN
    limit: int | None = None
    prompts: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    left: bool = False


def make_transformer(recipe: Recipe, folder: Path) -> Any:  # noqa: ANN401 - torch is optional
    """The library's module of a transformer with random weights, written below a folder first."""
    import torch
    from sentence_transformers.base.modules import Transformer
    from transformers import AutoConfig, AutoModel, PreTrainedTokenizerFast

    torch.manual_seed(5)
    made = recipe.tokenizer()
    sides = {"padding_side": "left"} if recipe.left else {}
    wrapped = PreTrainedTokenizerFast(tokenizer_object=made, **_SPECIAL[recipe.tokenizer], **sides)
    wrapped.save_pretrained(folder)
    options = _sizes(recipe, wrapped) | recipe.options
    config = AutoConfig.for_model(recipe.architecture, **options)
    model = AutoModel.from_config(config)
    for values in model.parameters():  # of biases, and of what normalises, as training leaves them
        if values.ndim == 1:
            values.data += 0.1 * torch.randn_like(values)
    model.save_pretrained(folder)
    return Transformer(str(folder), max_seq_length=recipe.limit)


def _sizes(recipe: Recipe, wrapped: Any) -> dict[str, Any]:  # noqa: ANN401
    hidden, vocabulary = recipe.hidden, len(wrapped)
    if recipe.architecture == "t5":
        return {"d_model": hidden, "d_kv": 16, "d_ff": 64, "num_layers": 2, "num_heads": 2} | {
            "vocab_size": vocabulary
        }
    sizes = {
        "vocab_size": vocabulary,
        "hidden_size": hidden,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "max_position_embeddings": POSITIONS,
        "pad_token_id": wrapped.pad_token_id,
        "bos_token_id": None,
        "eos_token_id": wrapped.eos_token_id,
    }
    if recipe.architecture in {"qwen3", "gemma3_text"}:
        sizes |= {"num_key_value_heads": 1, "head_dim": 16}
    return sizes


def make_dense(recipe: Recipe, folder: Path) -> Path:
    """The folder of a model of one vector a text, as the library saves it."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling

    modules = [make_transformer(recipe, folder / "parts")]
    modules.append(Pooling(recipe.hidden, recipe.pooling, **recipe.settings.get("pooling", {})))
    modules += recipe.after(modules[-1].get_embedding_dimension())
    rest = {name: value for name, value in recipe.settings.items() if name != "pooling"}
    model = SentenceTransformer(modules=modules, prompts=recipe.prompts, device="cpu", **rest)
    model.save(str(folder / "model"), create_model_card=False)
    return folder / "model"


def make_static(recipe: Recipe, folder: Path) -> Path:
    """The folder of a model that looks tokens up."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    torch.manual_seed(5)
    modules = [StaticEmbedding(recipe.tokenizer(), embedding_dim=recipe.hidden)]
    model = SentenceTransformer(modules=modules, prompts=recipe.prompts, device="cpu")
    model.save(str(folder / "model"), create_model_card=False)
    return folder / "model"


def make_late(recipe: Recipe, folder: Path, **expansion: Any) -> Path:  # noqa: ANN401
    """The folder of a model of token vectors, with a head, a skip list and added tokens."""
    from sentence_transformers import MultiVectorEncoder
    from sentence_transformers.base.modules import Dense, Normalize
    from sentence_transformers.multi_vector_encoder.modules import MultiVectorMask

    transformer = make_transformer(recipe, folder / "parts")
    for name, value in expansion.items():
        setattr(transformer, name, value)
    named = {"module_input_name": "token_embeddings", "module_output_name": "token_embeddings"}
    modules = [
        transformer,
        Dense(recipe.hidden, 128, bias=False, activation_function=None, **named),
        MultiVectorMask(skiplist_words=[".", "،", "-"]),
        Normalize(module_input_name="token_embeddings"),
    ]
    model = MultiVectorEncoder(modules=modules, prompts=recipe.prompts, device="cpu")
    model.save(str(folder / "model"), create_model_card=False)
    return folder / "model"


def make_reranker(recipe: Recipe, folder: Path, labels: int = 1) -> Path:
    """The folder of a model that reads a question and a passage together."""
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import AutoConfig, AutoModelForSequenceClassification, PreTrainedTokenizerFast

    torch.manual_seed(5)
    special = _SPECIAL[recipe.tokenizer]
    wrapped = PreTrainedTokenizerFast(tokenizer_object=recipe.tokenizer(), **special)
    wrapped.save_pretrained(folder / "parts")
    sizes = _sizes(recipe, wrapped) | {"num_labels": labels}
    config = AutoConfig.for_model(recipe.architecture, **sizes)
    model = AutoModelForSequenceClassification.from_config(config)
    model.save_pretrained(folder / "parts")
    CrossEncoder(str(folder / "parts"), device="cpu").save_pretrained(str(folder / "model"))
    return folder / "model"


def make_sparse(recipe: Recipe, folder: Path, *, looks_up: bool = False, **settings: Any) -> Path:  # noqa: ANN401
    """The folder of a model that weighs words; those of questions it may look up."""
    from sentence_transformers import SparseEncoder
    from sentence_transformers.base.modules import Router, Transformer
    from sentence_transformers.sparse_encoder.modules import SparseStaticEmbedding, SpladePooling

    wrapped = make_masked(recipe, folder / "parts")
    transformer = Transformer(
        str(folder / "parts"), transformer_task="fill-mask", max_seq_length=recipe.limit
    )
    modules: list[Any] = [transformer, SpladePooling(**recipe.settings.get("pooling", {}))]
    if looks_up:
        weights = _falling(len(wrapped))
        static = [SparseStaticEmbedding(tokenizer=wrapped, weight=weights, frozen=True)]
        modules = [Router.for_query_document(query_modules=static, document_modules=modules)]
    model = SparseEncoder(modules=modules, prompts=recipe.prompts, device="cpu", **settings)
    model.save(str(folder / "model"), create_model_card=False)
    return folder / "model"


def make_masked(recipe: Recipe, folder: Path) -> Any:  # noqa: ANN401
    """Write a masked language model with random weights; gives its tokenizer."""
    import torch
    from transformers import AutoConfig, AutoModelForMaskedLM, PreTrainedTokenizerFast

    torch.manual_seed(5)
    special = _SPECIAL[recipe.tokenizer]
    wrapped = PreTrainedTokenizerFast(tokenizer_object=recipe.tokenizer(), **special)
    wrapped.save_pretrained(folder)
    config = AutoConfig.for_model(recipe.architecture, **_sizes(recipe, wrapped) | recipe.options)
    AutoModelForMaskedLM.from_config(config).save_pretrained(folder)
    return wrapped


def _falling(size: int) -> Any:  # noqa: ANN401
    """A weight for each token of a vocabulary."""
    import torch

    return 1 / torch.arange(1, size + 1, dtype=torch.float32)
