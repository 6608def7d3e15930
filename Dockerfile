# DynamoSQL as one binary in a small image. README.md, Container, says how to run it.
#
#   docker build --build-arg COMMIT=$(git rev-parse HEAD) -t dynamosql .
#
# Base images are named by tag: pin them by the digests that you have checked.
FROM denoland/deno:debian-2.9.6 AS build
WORKDIR /build
COPY deno.json deno.lock ./
# Named by deno.json; nothing of it is fetched.
COPY tests/import_map.json tests/
COPY src src
ARG COMMIT=unknown
RUN deno task compile

# The SQL engine is native code built against glibc, so not Alpine.
FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --home-dir /data dynamosql \
  && install --directory --owner=dynamosql --mode=0700 /data
COPY --from=build /build/dist/dynamosql /usr/local/bin/dynamosql
# The binary unpacks itself beside itself at its first run; here, once, so that containers start without writing. It
# also loads the SQL engine, so that an image in which that fails is none.
RUN dynamosql --version
COPY LICENSE /usr/share/doc/dynamosql/LICENSE
# Loopback of a container is reached by nobody. Until TLS files or a proxy are named, the server says so and ends.
ENV DYNAMOSQL_STORE=kv:/data/store.kv DYNAMOSQL_HOST=0.0.0.0
VOLUME /data
EXPOSE 8080
USER dynamosql
# Speaks plain HTTP: with --tls-cert run with --no-healthcheck, and probe /readyz from outside.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${DYNAMOSQL_PORT:-8080} && printf 'GET /readyz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["/usr/local/bin/dynamosql"]
CMD ["serve"]
