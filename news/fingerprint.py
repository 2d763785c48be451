"""Near-equality of texts: MinHash of 128 permutations over three-word shingles of the folded words.

A signature is what is stored and compared, so everything that makes it is frozen: the fold (arabic.FOLD_VERSION), the shingle's
length, the hash and the constants below, which come from one seed by splitmix64. Changing any of them is a migration.
"""

from __future__ import annotations

import functools
import hashlib
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from news import arabic

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# numpy is imported where it is used: most crawls find nothing new, and loading it is a tenth of their time

VERSION = 1
"""Version of signature() and bands(), stored beside them."""
PERMUTATIONS = 128
SHINGLE = 3
"""Words of one shingle."""
MIN_SHINGLES = 8
"""Shorter texts (flashes) have no signature: two of them share half their shingles by accident."""
BANDS, ROWS = 32, 4
"""Texts of similarity 0.5 meet in at least one band with probability 0.87, of 0.7 with 0.9999, of 0.2 with 0.05."""

_SEED = 0x5261736964  # «Rasid» in ASCII
_MASK = (1 << 64) - 1
_BLOCK = 4096  # shingles hashed at a time: 128 x 4096 x 8 bytes = 4 MB


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


def signature(text: str) -> bytes | None:
    """The fingerprint of a text, 512 bytes; None under MIN_SHINGLES different shingles.

    Datelines and credits of wire copy differ from outlet to outlet; who calls takes them out first.
    """
    import numpy as np

    words = arabic.words(text)
    shingles = {" ".join(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1)}
    if len(shingles) < MIN_SHINGLES:
        return None
    digests = b"".join(hashlib.blake2b(shingle.encode(), digest_size=8).digest() for shingle in shingles)
    hashes = np.frombuffer(digests, dtype="<u8").astype(np.uint64)
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


def bands(signature: bytes) -> list[tuple[int, int]]:
    """32 pairs (band, signed 64-bit hash): texts that share any pair are worth a comparison."""
    _minima(signature)
    width = ROWS * 4
    return [
        (
            band,
            int.from_bytes(
                hashlib.blake2b(signature[band * width : (band + 1) * width], digest_size=8).digest(), "little", signed=True
            ),
        )
        for band in range(BANDS)
    ]


def _minima(signature: bytes) -> NDArray[np.uint32]:
    if len(signature) != PERMUTATIONS * 4:
        raise ValueError(f"a signature has {PERMUTATIONS * 4} bytes, not {len(signature)}")
    import numpy as np

    return np.frombuffer(signature, dtype="<u4").astype(np.uint32)


_SENTENCE_END = re.compile(r"[.!?؟]+(?=\s|$|[»”\"')])|\n")
_SOME_WORDS = 4


def numbers_of(text: str) -> tuple[str, ...]:
    """The numbers of the first sentence, in order: they tell a weekly toll from last week's, two hearings of one case apart.

    In the form of `arabic.words` («٢٫٥» → "2d5", «1,500» → "1500"); a first sentence of under four words (a dateline, «د.») is
    read together with the next.
    """
    ends = [0, *(found.end() for found in _SENTENCE_END.finditer(text[:4000])), len(text[:4000])]
    words: list[str] = []
    for start, end in pairwise(ends):
        words += arabic.words(text[start:end])
        if len(words) >= _SOME_WORDS:
            break
    return tuple(word for word in words if word[0].isdecimal())
