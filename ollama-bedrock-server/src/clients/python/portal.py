"""What the cases of all clients ask, and of which models."""

import base64
import json
import os
import struct
import urllib.request
import zlib

MODEL = "claude-sonnet-4.5"
EMBEDDING_MODEL = "amazon.titan-embed-text-v2:0"
DECIDER = "decider"  # a model that is marked for decisions in the settings that `run` gives the server
BREAKS = "simulator.exception-mid-stream"
THROTTLED = "simulator.throttled"

CAPITAL = "What is the capital of France?"
WEATHER = "What is the weather in Paris?"
CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
COUNTRY = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "capital": {"type": "string"}},
    "required": ["name", "capital"],
    "additionalProperties": False,
}


def png(width=3, height=2):
    """A grey picture of that size."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def png_base64():
    return base64.b64encode(png()).decode()


def answer(said, text):
    """Has the simulator answer the next request that says this in its last message with this text."""
    script = json.dumps({"when": {"text": said}, "text": text}).encode()
    with urllib.request.urlopen(os.environ["SIMULATOR"] + "/simulator/scripts", script):
        pass
