"""zstd both ways, so bounded that a bomb costs its sender more than us.

Traps met elsewhere: a decompressor asked for "at most 1,000 bytes" gave back a gigabyte because the
frame stated its own size; a frame may ask for a window of gigabytes; several frames, or skippable
ones, may follow each other. Here the output buffer is the limit and one plain frame is all there may be.
"""

from __future__ import annotations

from backports.zstd import CompressionParameter, DecompressionParameter, ZstdCompressor, ZstdDecompressor, ZstdError

from sync.wire.reasons import NotAccepted, Reason

LEVEL = 10
THOROUGH = 19
"""For little that goes over slow links; of much it costs ten times the time for a tenth of the bytes."""
MAX_WINDOW_LOG = 23  # 8 MiB
_MAGIC = b"\x28\xb5\x2f\xfd"


def compress(raw: bytes, *, level: int = LEVEL) -> bytes:
    """Return one zstd frame."""
    return ZstdCompressor(options={CompressionParameter.compression_level: level}).compress(
        raw, mode=ZstdCompressor.FLUSH_FRAME
    )


def decompress(data: bytes, *, raw_length: int) -> bytes:
    """Return exactly ``raw_length`` bytes; never allocates more than one byte beyond them and the window.

    Raises NotAccepted: compression for bytes that are not one plain frame, raw_length for another length.
    """
    if not data.startswith(_MAGIC):
        raise NotAccepted(Reason.COMPRESSION, "no zstd frame")
    unpacker = ZstdDecompressor(options={DecompressionParameter.window_log_max: MAX_WINDOW_LOG})
    try:
        raw = unpacker.decompress(data, max_length=raw_length + 1)
    except ZstdError as error:
        raise NotAccepted(Reason.COMPRESSION, str(error)) from error
    if len(raw) != raw_length:
        raise NotAccepted(Reason.RAW_LENGTH, f"{raw_length} announced")
    if not unpacker.eof or unpacker.unused_data:
        raise NotAccepted(Reason.COMPRESSION, "more than one frame, or an unfinished one")
    return raw
