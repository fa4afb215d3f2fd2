# All images of AzioneLab:
#
#   programs  api, worker and migration on the least that they need: no shell, no package manager
#   ops       what operators run beside them: migrations, backup, restore
#   nginx     the edge, with the built web app inside
#   mailbox   keeps mails instead of sending them, for development and tests
#
# Base images are pinned to a series, not to a patch release: `docker compose build --pull` brings their security fixes
# and nothing else.

FROM rust:1.95-slim-trixie AS rust-build
WORKDIR /src
# rust-toolchain.toml stays out: it would make rustup fetch lints that nothing here runs.
COPY Cargo.toml Cargo.lock ./
COPY api api
COPY bench bench
COPY booking booking
COPY chaos chaos
COPY entity entity
COPY migration migration
COPY platform platform
COPY test-database test-database
COPY test-telemetry test-telemetry
COPY worker worker
# Crates and compiled dependencies outlive a change of the sources in these caches.
RUN --mount=type=cache,id=azionelab-crates,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,id=azionelab-target,target=/src/target,sharing=locked \
    CARGO_PROFILE_RELEASE_STRIP=symbols \
    cargo build --release --locked --package api --package worker --package migration --bins \
    && install -D -t /out target/release/api target/release/worker target/release/migration

FROM debian:trixie-slim AS root
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/*
COPY --from=rust-build /out/ /root-fs/usr/local/bin/
# The loader and libraries that the programs name, the authorities they trust, and an account without rights. The
# packages' entries come along so that scanners know what is here. Health checks need nothing more: the programs ask
# themselves.
RUN for file in $(ldd /root-fs/usr/local/bin/* | sed -n 's/^[^/]*\(\/[^ ]*\) (0x.*/\1/p' | sort -u); do \
        install -D "$file" "/root-fs$file" || exit 1; \
    done \
    && install -D -m 0644 -t /root-fs/etc/ssl/certs /etc/ssl/certs/ca-certificates.crt \
    && install -d -m 1777 /root-fs/tmp \
    && install -d -o 10001 -g 10001 /root-fs/var/lib/azionelab/media \
    && echo 'azionelab:x:10001:10001::/:/sbin/nologin' > /root-fs/etc/passwd \
    && echo 'azionelab:x:10001:' > /root-fs/etc/group \
    && echo 'hosts: files dns' > /root-fs/etc/nsswitch.conf \
    && install -d /root-fs/var/lib/dpkg/status.d \
    && for package in ca-certificates libc6 libgcc-s1; do \
        dpkg -s "$package" > "/root-fs/var/lib/dpkg/status.d/$package" || exit 1; \
    done

FROM scratch AS programs
COPY --from=root /root-fs/ /
ENV PATH=/usr/local/bin \
    SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
    API_LISTEN=0.0.0.0:8081 \
    API_INTERNAL_LISTEN=0.0.0.0:9081 \
    WORKER_INTERNAL_LISTEN=0.0.0.0:9082 \
    LOG_FORMAT=json
USER 10001:10001
ARG VERSION=development
ARG REVISION=unknown
LABEL org.opencontainers.image.title="AzioneLab programs" \
      org.opencontainers.image.description="API, worker and migrations of a small theatre company's box office" \
      org.opencontainers.image.licenses="AGPL-3.0-or-later" \
      org.opencontainers.image.base.name="scratch" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"

FROM postgres:17-trixie AS ops
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends age \
    && rm -rf /var/lib/apt/lists/*
COPY --from=rust-build /out/migration /usr/local/bin/migration
COPY migration/roles.sql /usr/local/share/azionelab/roles.sql
COPY --chmod=0755 scripts/ops /usr/local/lib/azionelab
RUN install -d -o 10001 -g 10001 /backups /var/lib/azionelab/media
ENV HOME=/tmp
USER 10001:10001
ENTRYPOINT ["/usr/local/lib/azionelab/ops"]
CMD ["help"]
ARG VERSION=development
ARG REVISION=unknown
LABEL org.opencontainers.image.title="AzioneLab operations" \
      org.opencontainers.image.description="Migrations, roles, backup and restore of a small theatre company's box office" \
      org.opencontainers.image.licenses="AGPL-3.0-or-later" \
      org.opencontainers.image.base.name="docker.io/library/postgres:17-trixie" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"

FROM node:24-trixie-slim AS web-build
WORKDIR /src/frontend
ENV NG_CLI_ANALYTICS=false
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN --mount=type=cache,id=azionelab-npm,target=/root/.npm npm ci --no-audit --no-fund
COPY frontend ./
RUN npm run build
COPY nginx/precompress.mjs /src/nginx/precompress.mjs
RUN node /src/nginx/precompress.mjs dist/browser && rm -rf /web && mv dist/browser /web

FROM nginx:1.30-trixie AS nginx
# The account `nginx` of the base image, by its number.
RUN install -d -o 101 -g 101 /run/azionelab /var/lib/azionelab/acme /etc/azionelab/tls
COPY nginx /etc/azionelab/nginx
COPY --from=web-build /web /srv/azionelab
USER 101:101
EXPOSE 8080 8443
STOPSIGNAL SIGQUIT
ENTRYPOINT ["/etc/azionelab/nginx/start.sh"]
CMD ["start"]
ARG VERSION=development
ARG REVISION=unknown
LABEL org.opencontainers.image.title="AzioneLab edge" \
      org.opencontainers.image.description="nginx with the web app of a small theatre company's box office" \
      org.opencontainers.image.licenses="AGPL-3.0-or-later" \
      org.opencontainers.image.base.name="docker.io/library/nginx:1.30-trixie" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"

# For development and tests only: keeps every mail and shows it.
FROM node:24-trixie-slim AS mailbox
WORKDIR /mailbox
COPY local/package.json local/package-lock.json ./
RUN --mount=type=cache,id=azionelab-npm,target=/root/.npm npm ci --omit=optional --no-audit --no-fund
USER 1000:1000
EXPOSE 1025 1080
ENTRYPOINT ["node", "node_modules/maildev/dist/bin/maildev.js"]
CMD ["--silent", "--mail-directory", "/tmp/mail", "--max-emails", "2000", "--ip", "0.0.0.0", "--smtp", "1025", "--web", "1080"]
