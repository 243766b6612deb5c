"""A refusal in the officer's words."""

from __future__ import annotations

from pathlib import Path

from app.domain.errors import BundleDamaged, DiskFull
from app.i18n import N_, _, use_language
from app.services.incoming import refused
from ui.speech import sentence


def test_what_somebody_called_a_folder_is_no_word_to_translate() -> None:
    """A stick called «new» was said to be «dòng mới»."""
    use_language("vi")
    assert _("new") != "new"
    assert sentence(DiskFull(place="new")).startswith("new ")
    assert refused(Path("new"), DiskFull(place="new")).reason.startswith("new ")


def test_a_reason_that_is_a_marked_sentence_is_said_in_the_same_language() -> None:
    use_language("vi")
    why = N_("reading it took too long")
    refusal = BundleDamaged(name="new", reason=why)
    for said in (sentence(refusal), refused(Path("new"), refusal).reason):
        assert _(why) in said
        assert " new " in said
