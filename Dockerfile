# The site for production: PostgreSQL by DATABASE_URL, HTTPS at the town's own proxy.
# docs/testing.md tells how each step was tried. Variables: .env.example.
# `--build-arg PDF=yes` adds what makes a meeting's paper a PDF.

FROM python:3.13-slim AS build
ARG PDF=no
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements/runtime.txt requirements/pdf.txt /tmp/
RUN if [ "$PDF" = yes ]; then set=pdf; else set=runtime; fi; \
    /venv/bin/pip install --require-hashes --requirement "/tmp/$set.txt"

FROM python:3.13-slim
ARG PDF=no
RUN if [ "$PDF" = yes ]; then \
        apt-get update && \
        apt-get install -y --no-install-recommends \
            libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk && \
        rm -rf /var/lib/apt/lists/*; \
    fi
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=hirao_dx.settings.production \
    STATIC_ROOT=/site/staticfiles \
    VAR_DIR=/var/lib/site \
    BIND_HOST=0.0.0.0 \
    PORT=8000
RUN useradd --system --no-create-home site && install -d -m 700 -o site -g site /var/lib/site
WORKDIR /site
COPY --from=build /venv /venv
COPY . .
# Settings insist on these three; nothing here uses them, and none of them stays in the image.
RUN SECRET_KEY=build ALLOWED_HOSTS=build DATABASE_URL=postgres://build \
    python manage.py collectstatic --no-input
USER site
# What people upload; the rest is in the database.
VOLUME /var/lib/site
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-m", "hirao_dx.healthcheck"]
# Before the first start, and after every update: python manage.py migrate
CMD ["gunicorn", "--config", "python:hirao_dx.gunicorn_conf", "--no-control-socket", "hirao_dx.wsgi"]
