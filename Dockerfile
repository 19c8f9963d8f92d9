# The service on its embedded defaults: one container, data in /data.
FROM debian:bookworm-slim

RUN apt-get update \
    && apt-get install -y --no-install-recommends ghostscript python3 python3-venv tesseract-ocr tesseract-ocr-eng \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY requirements/run.lock requirements/run.lock
RUN python3 -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/run.lock

COPY pyproject.toml README.md ./
COPY templates templates
COPY forms forms
COPY ocr ocr
COPY service service
RUN .venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation -e . \
    && useradd --system --home-dir /data --create-home throughcare

USER throughcare
ENV THROUGHCARE_DATA_DIR=/data THROUGHCARE_HOST=0.0.0.0 THROUGHCARE_PORT=8000
VOLUME /data
EXPOSE 8000
HEALTHCHECK CMD [".venv/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT [".venv/bin/throughcare"]
CMD ["serve"]
