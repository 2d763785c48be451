"""Near-equality of texts: MinHash of 128 permutations over three-word shingles of the folded words, and sentence anchors.

A signature is what is stored and compared, so everything that makes it is frozen: the fold (arabic.FOLD_VERSION), the shingle's
length, the hashes and the constants below, which come from one seed by splitmix64. Changing any of them raises VERSION.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from news import arabic

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# numpy is imported where it is used: most crawls find nothing new, and loading it is a tenth of their time

VERSION = 2
"""Version of signature(), bands() and anchors(), stored beside them. 1: shingles hashed as strings, no anchors."""
PERMUTATIONS = 128
SHINGLE = 3
"""Words of one shingle."""
MIN_SHINGLES = 8
"""Shorter texts (flashes) have no signature: two of them share half their shingles by accident."""
BANDS, ROWS = 32, 4
"""Texts of similarity 0.5 meet in at least one band with probability 0.87, of 0.7 with 0.9999, of 0.2 with 0.05."""
ANCHOR = BANDS
"""The band under which sentence anchors stand."""
ANCHORS = 8
"""Sentences, those of least hash, by which a text is found where bands fail: cut to a third, or printed behind another."""
ANCHOR_WORDS = 6
"""Shorter sentences stand in texts that have nothing else in common."""

_SEED = 0x5261736964  # «Rasid» in ASCII
_MASK = (1 << 64) - 1
_BLOCK = 4096  # shingles hashed at a time: 128 x 4096 x 8 bytes = 4 MB


def ready() -> None:
    """Load what signatures are made with. Called before a lock is taken: the first load takes a second on a busy machine."""
    import numpy  # noqa: F401


def _splitmix64(state: int, count: int) -> list[int]:
    """The first numbers of Vigna's splitmix64, the generator Java's SplittableRandom uses."""
    made = []
    for _ in range(count):
        state = (state + 0x9E3779B97F4A7C15) & _MASK
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        made.append(mixed ^ (mixed >> 31))
    return made


@functools.cache
def _permutations() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Multipliers and addends, a column each."""
    import numpy as np

    numbers = _splitmix64(_SEED, 2 * PERMUTATIONS)
    # odd, so that multiplication permutes the 64-bit numbers; an even multiplier loses bits and lets unrelated texts agree
    multipliers = np.array([number | 1 for number in numbers[:PERMUTATIONS]], dtype=np.uint64)[:, None]
    return multipliers, np.array(numbers[PERMUTATIONS:], dtype=np.uint64)[:, None]


@functools.lru_cache(maxsize=1 << 16)
def _word(word: str) -> int:
    """A word's hash; the words of a language come again and again."""
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")


def _mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """splitmix64's last steps: every bit of a hash counts in every other."""
    import numpy as np

    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


def shingles(words: Sequence[str]) -> NDArray[np.uint64]:
    """A hash for every three words in a row, in order; empty below three words."""
    import numpy as np

    hashes = np.fromiter(map(_word, words), dtype=np.uint64, count=len(words))
    if len(hashes) < SHINGLE:
        return hashes[:0]
    first, second, third = (np.uint64(number | 1) for number in _splitmix64(_SEED + 1, SHINGLE))
    return _mixed(hashes[:-2] * first + (_mixed(hashes[1:-1]) * second + _mixed(_mixed(hashes[2:]) * third)))


def signature(text: str) -> bytes | None:
    """`signature_of` the words of a text."""
    return signature_of(arabic.words(text))


def signature_of(words: Sequence[str]) -> bytes | None:
    """The fingerprint of a text's folded words, 512 bytes; None under MIN_SHINGLES different shingles.

    Datelines and credits of wire copy differ from outlet to outlet; who calls takes them out first (`news.copies.story`).
    """
    import numpy as np

    hashes = np.unique(shingles(words))
    if len(hashes) < MIN_SHINGLES:
        return None
    multipliers, addends = _permutations()
    least = np.full(PERMUTATIONS, _MASK, dtype=np.uint64)
    for start in range(0, len(hashes), _BLOCK):
        permuted = hashes[None, start : start + _BLOCK] * multipliers + addends  # modulo 2**64
        np.minimum(least, permuted.min(axis=1), out=least)
    return (least >> np.uint64(32)).astype("<u4").tobytes()  # the upper half: the lower bits of a product mix badly


def similarity(a: bytes, b: bytes) -> float:
    """The estimated share of shingles two texts have in common (Jaccard), 0 to 1, standard error under 0.045.

    Raises ValueError for what is no signature.
    """
    import numpy as np

    return float(np.mean(_minima(a) == _minima(b)))


def similarities(one: bytes, others: Sequence[bytes]) -> list[float]:
    """`similarity` of one signature to each of many, in one step. Raises ValueError for what is no signature."""
    if not others:
        return []
    import numpy as np

    for other in others:
        _minima(other)
    table = np.frombuffer(b"".join(others), dtype="<u4").reshape(len(others), PERMUTATIONS)
    return [float(likeness) for likeness in np.mean(table == _minima(one), axis=1)]


def bands(signature: bytes) -> list[tuple[int, int]]:
    """32 pairs (band, signed 64-bit hash): texts that share any pair are worth a comparison."""
    import numpy as np

    _minima(signature)
    pairs = np.frombuffer(signature, dtype="<u8").astype(np.uint64).reshape(BANDS, ROWS // 2)
    hashes = _mixed(_mixed(pairs[:, 0]) + pairs[:, 1])
    return list(enumerate(hashes.astype(np.int64).tolist()))


def anchor(sentence: Iterable[str]) -> int:
    """The signed 64-bit hash of a sentence's folded words."""
    digest = hashlib.blake2b(" ".join(sentence).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def anchors(sentences: Iterable[Sequence[str]]) -> list[int]:
    """The least hashes of a text's sentences, at most ANCHORS: of two texts that share many sentences some are the same."""
    return sorted({anchor(sentence) for sentence in sentences if len(sentence) >= ANCHOR_WORDS})[:ANCHORS]


def _minima(signature: bytes) -> NDArray[np.uint32]:
    if len(signature) != PERMUTATIONS * 4:
        raise ValueError(f"a signature has {PERMUTATIONS * 4} bytes, not {len(signature)}")
    import numpy as np

    return np.frombuffer(signature, dtype="<u4").astype(np.uint32)
