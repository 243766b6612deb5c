"""A rating that shall not be tied to a citizen (đánh giá ẩn danh): recorded apart from the dossier."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RatingGiven:
    """What somebody thought of the service, on a day (ISO date); no dossier, no name. rating: 1 … the rules' levels."""

    day: str
    rating: int
