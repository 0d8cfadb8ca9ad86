"""``shawahid empty-cache``: delete what can be made again."""

from service.commands import JsonOption


def empty_cache(json: JsonOption = False) -> None:
    """Delete the prepared models and the indexes of evaluation data sets.

    They are made again when they are needed next; no index of yours is touched.

    \b
    Example:
      shawahid empty-cache
    """
    import shutil

    from search.locations import EVALUATION, GRAPHS, MODELS, cache_dir
    from service.terminal import print_result

    freed = 0
    for folder in (cache_dir() / name for name in (EVALUATION, GRAPHS, MODELS)):
        if folder.is_dir():
            freed += sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())
            shutil.rmtree(folder)
    print_result({"cache": str(cache_dir()), "freed_bytes": freed}, in_json=json)
