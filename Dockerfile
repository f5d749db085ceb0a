# Build: dev dependencies are needed to compile.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY bot ./bot
COPY web ./web
COPY workers ./workers
COPY drizzle ./drizzle
COPY cli ./cli
COPY sandbox ./sandbox
RUN npm ci && npm prune --omit=dev --ignore-scripts

FROM node:20-bookworm-slim
# Chromium draws the evidence; its sandbox needs a user of its own. The emoji font keeps pictures readable; Tesseract reads them.
RUN apt-get update \
  && apt-get install -y --no-install-recommends chromium fonts-noto-color-emoji tesseract-ocr tesseract-ocr-rus tesseract-ocr-kaz tini \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system --create-home --uid 10001 qyraghy \
  && mkdir /data && chown qyraghy:qyraghy /data
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/package.json ./package.json
COPY drizzle/migrations ./drizzle/migrations
COPY rules ./rules
COPY locales ./locales
# For the demo alone: the playground page and the pictures of its posts.
COPY sandbox/playground/page ./sandbox/playground/page
COPY sandbox/seed/banners ./sandbox/seed/banners
ENV NODE_ENV=production DATA_DIR=/data HTTP_HOST=0.0.0.0 CHROMIUM_PATH=/usr/bin/chromium
USER qyraghy
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["tini", "--", "node", "dist/cli/main.js"]
CMD ["run", "web"]
