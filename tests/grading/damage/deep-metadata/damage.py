from pathlib import Path

from tests.grading.damage.corpus import FILE


def damage(folder: Path) -> None:
    path = folder / FILE
    deep = '{"a":' * 5000 + "1" + "}" * 5000
    path.write_text(
        path.read_text(encoding="utf-8").replace('"metadata": {}', f'"metadata": {deep}', 1), encoding="utf-8"
    )
