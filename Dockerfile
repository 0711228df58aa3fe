# docker build -t loa .
# docker run -e LOA_TELEGRAM_TOKEN -v loa-data:/data loa

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=unknown
# A static program, because the final image has no C library. netgo and osusergo leave out the parts
# of Go that would look for one when they run; SQLite's loadable extensions need one too.
RUN CGO_ENABLED=1 go build -trimpath -tags netgo,osusergo,sqlite_omit_load_extension \
      -ldflags "-s -w -linkmode external -extldflags -static -X main.release=${VERSION}" \
      -o /out/loa ./cmd/loa \
 && mkdir /out/data

# Certificates, /tmp and a user without rights; no shell.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/loa /usr/local/bin/loa
# A new volume takes its owner from here.
COPY --from=build --chown=nonroot:nonroot /out/data /data
WORKDIR /data
VOLUME /data
# Within the container only: publish the port to where the monitoring is, never to the Internet.
ENV LOA_DATABASE=/data/loa.db \
    LOA_LISTEN=0.0.0.0:8213
EXPOSE 8213
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["/usr/local/bin/loa", "health"]
ENTRYPOINT ["/usr/local/bin/loa"]
CMD ["serve"]
