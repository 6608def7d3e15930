# DynamoSQL as one binary in a small image. Build: docker build -t dynamosql .
#
# Run, behind a proxy on the same network that ends TLS:
#   docker run -p 8080:8080 -v dynamosql:/data dynamosql \
#     serve --host 0.0.0.0 --public-url https://sql.example.com --trust-proxy 10.0.0.0/8
FROM denoland/deno:debian-2.9.6 AS build
WORKDIR /build
COPY deno.json deno.lock ./
# Named by deno.json; nothing of it is fetched.
COPY tests/import_map.json tests/
COPY src src
RUN deno task compile

# The SQL engine is native code built against glibc, so not Alpine.
FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --home-dir /data dynamosql \
  && install --directory --owner=dynamosql --mode=0700 /data
COPY --from=build /build/dist/dynamosql /usr/local/bin/dynamosql
# The binary unpacks itself beside itself at its first run; here, once, so that containers start without writing.
RUN dynamosql --version
COPY LICENSE /usr/share/doc/dynamosql/LICENSE
ENV DYNAMOSQL_STORE=kv:/data/store.kv
VOLUME /data
EXPOSE 8080
USER dynamosql
ENTRYPOINT ["/usr/local/bin/dynamosql"]
CMD ["serve"]
