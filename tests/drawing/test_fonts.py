"""The faces that draw and the fonts of the system, which draw what these lack."""

import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from synthgrid.drawing import fonts


@pytest.fixture
def unread() -> Iterator[None]:
    """Forget the fonts of the system, before and after."""
    fonts.installed_elsewhere.cache_clear()
    yield
    fonts.installed_elsewhere.cache_clear()


def test_a_worker_has_read_the_fonts_of_the_system_before_its_first_drawing(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from synthgrid.drawing import fonts, worker\n"
        "worker.start(2**30, fonts.install(Path(sys.argv[1])), 'bundled', '')\n"
        "print(fonts.installed_elsewhere.cache_info().currsize)"
    )

    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True)

    assert done.stdout == "1\n"


def test_faces_kept_from_another_version_are_not_used(tmp_path: Path) -> None:
    stale = tmp_path / "0.0.0" / "faces" / fonts.path_of(fonts.Face.REGULAR).name
    stale.parent.mkdir(parents=True)
    stale.write_bytes(b"an older cut")

    configuration = fonts.install(tmp_path)

    folder = configuration.parent / "faces"
    assert configuration.parent == tmp_path / version("font-source-sans-pro")
    assert f"<dir>{folder}</dir>" in configuration.read_text()
    assert all(
        (folder / fonts.path_of(face).name).read_bytes() == fonts.path_of(face).read_bytes() for face in fonts.Face
    )


@pytest.mark.usefixtures("unread")
def test_a_user_without_a_home_has_the_fonts_of_the_system_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)

    assert fonts.missing("a\U000f0000") == ("U+F0000",)


def test_a_font_that_could_not_be_copied_whole_is_not_where_fontconfig_looks(small_disk: Path) -> None:
    whole = {fonts.path_of(face).name: fonts.path_of(face).stat().st_size for face in fonts.Face}
    (small_disk / "filler").write_bytes(bytes(1_000_000 - max(whole.values())))

    with pytest.raises(OSError, match="No space left"):
        fonts.install(small_disk)

    found = {path.name: path.stat().st_size for path in small_disk.glob("*/faces/*")}
    assert found.items() < whole.items()


def test_arabic_letters_are_measured_as_they_join() -> None:
    joined, apart = (
        fonts.em_width("سس", fonts.Face.REGULAR),
        fonts.em_width("س س", fonts.Face.REGULAR) - fonts.em_width(" ", fonts.Face.REGULAR),
    )
    said = "هل يمكن للشباب أن يقرروا فعلا بشأن الميزانية"

    assert joined < apart
    assert fonts.em_width(said, fonts.Face.REGULAR) < fonts.em_width(said, fonts.Face.SEMIBOLD)
    # DejaVu Sans, the widest font that is usual, takes 19.5 em.
    assert 19.5 < fonts.em_width(said, fonts.Face.REGULAR) < 21.5


@pytest.mark.parametrize("emoji", ["👩‍👩‍👧‍👦", "🇫🇷", "👍🏽", "❤️"])
def test_an_emoji_of_several_characters_is_one_picture_wide(emoji: str) -> None:
    assert fonts.em_width(emoji, fonts.Face.REGULAR) == fonts.em_width("🔊", fonts.Face.REGULAR)


def test_vowel_signs_make_an_arabic_word_no_wider() -> None:
    with_signs, without = fonts.em_width("مَرْحَبًا", fonts.Face.REGULAR), fonts.em_width("مرحبا", fonts.Face.REGULAR)

    assert with_signs == pytest.approx(without)
