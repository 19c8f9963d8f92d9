"""The second reader: a neural line recogniser, and what its output says under constraints."""

import os

# onnxruntime's builds tell Microsoft of every start and model, over the network, from a file in the
# home directory, unless this is set before it is loaded. Nothing of this field's data may do so.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
