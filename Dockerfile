# One image for both programs: xeno, with the web client in it, and vendor_sim.

FROM node:20-bookworm-slim AS web
WORKDIR /build/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --engine-strict --no-audit --no-fund
COPY web ./
RUN npm run build

FROM rust:1.95-bookworm AS programs
WORKDIR /build
COPY . .
COPY --from=web /build/web/dist web/dist
# The caches are of the build and not of the image, so the programs are taken out of them.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --release --locked --workspace --bins \
 && install -D --target-directory /programs target/release/xeno target/release/vendor_sim

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 xeno && install -d -o xeno /var/lib/vendor_sim
COPY --from=programs /programs /usr/local/bin/
USER xeno
EXPOSE 8080
CMD ["xeno", "up"]
