"""python-tuf's names, imported without the hardware tokens that securesystemslib looks for.

It imports python-pkcs11 wherever that is installed, here for signing results; the roster never needs a token, and
every desk would pay two megabytes and some hundredths of a second at each start.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import cast

_tokens = sys.modules.get("pkcs11")
sys.modules["pkcs11"] = cast("ModuleType", None)  # «not installed», while these are imported
try:
    from securesystemslib.signer import CryptoSigner, SSlibKey
    from tuf.api.exceptions import RepositoryError
    from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets
    from tuf.api.serialization import DeserializationError
    from tuf.api.serialization.json import CanonicalJSONSerializer, JSONSerializer
finally:
    del sys.modules["pkcs11"]
    if _tokens is not None:
        sys.modules["pkcs11"] = _tokens

__all__ = [
    "CanonicalJSONSerializer",
    "CryptoSigner",
    "DeserializationError",
    "JSONSerializer",
    "MetaFile",
    "Metadata",
    "RepositoryError",
    "Root",
    "SSlibKey",
    "Snapshot",
    "TargetFile",
    "Targets",
]
