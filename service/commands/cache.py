"""``shawahid empty-cache``: delete what can be made again."""

from service.commands import JsonOption


def empty_cache(json: JsonOption = False) -> None:
    """Delete the prepared models and the indexes of evaluation data sets.

    They are made again when they are needed next; no index of yours is touched, nor what else
    there is in the folder.

    \b
    Example:
      shawahid empty-cache
    """
    import shutil

    from search.locations import cache_dir, cached
    from service.terminal import print_result

    freed = 0
    for path in [*cached()]:
        if path.is_dir() and not path.is_symlink():
            freed += sum(each.lstat().st_size for each in path.rglob("*") if each.is_file())
            shutil.rmtree(path)
        else:
            freed += path.lstat().st_size
            path.unlink()
    print_result({"cache": str(cache_dir()), "freed_bytes": freed}, in_json=json)
