"""Fine-tune the recogniser on handwriting, and measure it; for development alone.

The product needs none of this. Besides the project's own packages install `torch` and `onnx`
(used: 2.13 and 1.23), then:

    python -m bench.training.train --model BASE.onnx --out TUNED.onnx --strokes DIR --fonts DIR \
        --prose TEXT --minutes 60
    python -m bench.training.blend --model BASE.onnx TUNED.onnx --share 0.7 --out BLENDED.onnx
    python -m bench.training.evaluate --model BASE.onnx TUNED.onnx --strokes DIR --fonts DIR

`strokes` holds digits.npz, upper.npz, lower.npz and words.npz (see `bench.pen.strokes`), `fonts`
handwriting fonts (.ttf). Writers, handwriting fonts and typefaces that measure never train.
Only `graph` and `train` need torch, and `blend` onnx. What came of it: ocr/engine/MODEL.md.
"""
