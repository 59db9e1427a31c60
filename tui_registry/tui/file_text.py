"""What the beginning of a file is: text to read, or something else, told in a few words."""

from __future__ import annotations

from pathlib import PurePosixPath

STRANGE_SHARE = 0.1
"""From which share of bytes that are no text a file is taken to be none."""

_BEGINNINGS = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"PAR1", "a Parquet table"),
    (b"ARROW1", "an Arrow table"),
    (b"\x89HDF", "an HDF5 file"),
    (b"SQLite format 3", "a SQLite database"),
)
_ENDINGS = {
    ".pkl": "a pickle: Python objects",
    ".pickle": "a pickle: Python objects",
    ".joblib": "a joblib file: Python objects",
    ".onnx": "an ONNX model",
    ".pt": "a PyTorch model",
    ".pth": "a PyTorch model",
    ".h5": "an HDF5 file",
    ".keras": "a Keras model",
    ".safetensors": "a file of tensors",
    ".ubj": "an XGBoost model",
    ".npz": "NumPy arrays",
}


def as_text(content: bytes) -> str | None:
    """Return the text that the beginning of a file is, or None where it is no text.

    It is UTF-8, of which the last character may be cut; the odd byte that is not becomes U+FFFD.
    """
    if b"\0" in content:
        return None
    text = content.decode("utf-8", errors="replace")
    strange = sum(text.count(character) for character in "\ufffd\x01\x02\x03\x04\x05\x06\x0e\x0f\x10\x7f")
    return None if strange > 1 + len(text) * STRANGE_SHARE else text


def kind_of(path: str, content: bytes) -> str:
    """Return what a file that is no text seems to be: `a pickle: Python objects`."""
    ending = _ENDINGS.get(PurePosixPath(path).suffix.lower())
    beginning = next((kind for magic, kind in _BEGINNINGS if content.startswith(magic)), None)
    return ending or beginning or "not text"
