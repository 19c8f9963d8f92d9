# The service as an image. BASE may be pinned to a digest: --build-arg BASE=debian@sha256:…
ARG BASE=debian:bookworm-slim

FROM ${BASE} AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements/run.lock requirements/run.lock
RUN python3 -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/run.lock
COPY pyproject.toml README.md ./
COPY templates templates
COPY forms forms
COPY ocr ocr
COPY service service
# What builds stays behind: the service never installs anything. One library carries a file for
# Python 2, over which compileall ends with an error, having compiled the rest.
RUN .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation . \
    && .venv/bin/python -m pip uninstall --yes --quiet setuptools pip \
    && { .venv/bin/python -m compileall -qq .venv/lib || true; }

FROM ${BASE}
RUN apt-get update \
    && apt-get install -y --no-install-recommends ghostscript postgresql-client python3 tesseract-ocr tesseract-ocr-eng tini \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 throughcare \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin throughcare \
    && install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=build /app/.venv /app/.venv
USER 10001:10001
WORKDIR /data
ENV PATH=/app/.venv/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    OMP_THREAD_LIMIT=1 \
    THROUGHCARE_DATA_DIR=/data \
    THROUGHCARE_HOST=0.0.0.0 \
    THROUGHCARE_PORT=8000
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=8)"]
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["throughcare", "serve"]
