# docker build -t loa .
# docker run -e LOA_TELEGRAM_TOKEN -v loa-data:/data loa

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=unknown
RUN make rootfs VERSION="${VERSION}"

# Nothing but what make rootfs lists: the program, certificates, /tmp and /data; no shell, no C library.
FROM scratch
COPY --from=build /src/bin/rootfs /
# A new volume takes its owner from here: a user without rights and without a name.
COPY --from=build --chown=65532:65532 /src/bin/rootfs/data /data
USER 65532:65532
WORKDIR /data
VOLUME /data
# Within the container only: publish the port to where the monitoring is, never to the Internet.
ENV LOA_DATABASE=/data/loa.db \
    LOA_LISTEN=0.0.0.0:8213
EXPOSE 8213
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["/usr/local/bin/loa", "health"]
ENTRYPOINT ["/usr/local/bin/loa"]
CMD ["serve"]
