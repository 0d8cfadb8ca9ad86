"""Errors that a person can act on: each says what was given, what was expected, what to do."""


class ShawahidError(Exception):
    """Base of every error that the caller can mend."""


class ModelError(ShawahidError):
    """A model that is missing, damaged or not usable here."""


class ForeignModelError(ModelError):
    """A model that only a backup names, and that nobody here has chosen."""


class IndexMissingError(ShawahidError):
    """There is no index where one was expected."""


class IndexMismatchError(ShawahidError):
    """An index that was made with another model, analyser or schema."""


class IndexDamagedError(ShawahidError):
    """An index whose database cannot be read."""


class BackupError(IndexDamagedError):
    """A file that is no backup, or a damaged one."""


class IndexUnreadableError(ShawahidError):
    """An index that this user may not read."""


class IndexLockedError(ShawahidError):
    """Another process is writing to the index."""


class ClosedError(ShawahidError):
    """Something that was closed is asked."""


class AddressError(ShawahidError):
    """No address of an index on servers."""


class ServerError(ShawahidError):
    """A server of an index that does not answer."""


class UnsupportedError(ShawahidError):
    """What an index on servers does not do; the message says what to use instead."""


class DocumentMissingError(ShawahidError):
    """No document has the requested id."""


class DatasetError(ShawahidError):
    """An evaluation data set that cannot be read."""


class MeasureError(ShawahidError):
    """A measure that nothing here computes."""


class ArgumentError(ShawahidError, ValueError):
    """A value that a function of the library cannot take; the message names the argument."""


class EmptyQuestionError(ShawahidError):
    """A question without a letter or digit."""


class IndexWriteError(ShawahidError):
    """The disk is full, or the index cannot be written."""


class WorkerError(ShawahidError):
    """Workers that index together were lost, or cannot be had or be used."""


class TargetError(ShawahidError):
    """A path at which no file may be written."""


class CollectionMissingError(ShawahidError):
    """There is no collection of that name."""


class CollectionExistsError(ShawahidError):
    """There is a collection of that name already."""


class CollectionNameError(ShawahidError):
    """A name that no collection can have."""


class FilterError(ShawahidError):
    """A filter that is not valid, such as one with a date that does not exist."""


class SynonymsError(ShawahidError):
    """A list of synonyms that is not in the format."""


class MissingExtraError(ShawahidError, ImportError):
    """Something needs an optional part that is not installed; the message says how to add it."""

    def __init__(self, extra: str) -> None:
        super().__init__(
            f"this needs the extra {extra!r}: in the folder of the program's source,"
            f" pip install '.[{extra}]'"
        )
