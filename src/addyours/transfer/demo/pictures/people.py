"""How each invented person and author of the demonstration content looks."""

from __future__ import annotations

from addyours.transfer.demo.pictures.looks import Looks

_TEAL, _SAND, _ROSE = ("#7fb5ad", "#4f8f8c"), ("#f0d6a2", "#dba868"), ("#e6b0a0", "#c47a70")
_DUSK, _MOSS, _SKY = ("#8f86b5", "#5f5a8f"), ("#b5c08a", "#7d9160"), ("#a9cbdc", "#6f9fbc")

PEOPLE: dict[str, Looks] = {
    "tobias-fennimore": Looks(
        "#d9a585",
        "bald",
        "#d9d2c9",
        "coat",
        "#2f4668",
        _SAND,
        frozenset({"cap", "moustache", "wrinkles"}),
    ),
    "mags-oyelaran": Looks(
        "#7a4a35", "curls", "#2b2024", "jumper", "#d29a3a", _SKY, frozenset({"earrings"})
    ),
    "ines-vaquero": Looks(
        "#c98f6b", "bob", "#33222a", "coat", "#4f3f6b", _DUSK, frozenset({"glasses"}), 0.97
    ),
    "halima-darwish": Looks("#c58a63", "headscarf", "#2f7a7c", "apron", "#b5523f", _ROSE),
    "roz-tallentire": Looks(
        "#e9bfa2",
        "bun",
        "#b5562f",
        "cardigan",
        "#5a7d5a",
        _SAND,
        frozenset({"freckles", "glasses"}),
    ),
    "walter-penhallow": Looks(
        "#e0b096", "wisps", "#f3ede3", "scarf", "#8a4d3c", _MOSS, frozenset({"wrinkles"}), 0.95
    ),
    "kenji-amsel": Looks("#d6a27d", "side", "#241a1c", "stripes", "#2f4f78", _TEAL),
    "sunniva-aldergate": Looks(
        "#eac4a8", "long", "#d9b26a", "jumper", "#c8563c", _SKY, frozenset({"beanie", "freckles"})
    ),
    "desmond-achterberg": Looks(
        "#8f5f45",
        "crop",
        "#4a4448",
        "collar",
        "#3f4a68",
        _TEAL,
        frozenset({"beard", "glasses"}),
        1.04,
    ),
    "pip-carrow": Looks(
        "#d9a585", "curls", "#8a4b2c", "stripes", "#5a8f86", _ROSE, frozenset({"freckles"}), 0.95
    ),
    "bronagh-quill": Looks(
        "#e6b898", "long", "#8f8a8c", "scarf", "#6b4d78", _MOSS, frozenset({"wrinkles", "flower"})
    ),
    "nell-okafor-lund": Looks(
        "#6f4734", "afro", "#1d1618", "collar", "#b5473f", _SAND, frozenset({"earrings"})
    ),
    "jonas-wetherby": Looks(
        "#e3b491", "side", "#a8653a", "cardigan", "#41627a", _MOSS, frozenset({"beard"})
    ),
    "anjali-thorne": Looks(
        "#b5805a", "long", "#1f171c", "jumper", "#2f6f73", _DUSK, frozenset({"glasses"})
    ),
    "matteo-brisk": Looks("#cf9a75", "crop", "#2b2024", "coat", "#c98a3a", _SKY),
}
