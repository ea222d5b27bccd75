# api, link and relay in one image; NIGHTJAR_ROLES and the command say which runs.
FROM node:24-bookworm-slim AS workspaces
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY control-plane/package.json control-plane/
COPY web/package.json web/
COPY edge-agent/package.json edge-agent/
COPY infra/package.json infra/

FROM workspaces AS web
RUN npm ci --omit=dev -w shared -w web
COPY tsconfig.base.json ./
COPY shared shared
COPY web web
RUN npm run build -w web

# Optional packages stay: native parts, such as argon2's, come as one for each platform.
FROM workspaces AS modules
RUN npm ci --omit=dev -w shared -w control-plane

FROM gcr.io/distroless/nodejs24-debian12:nonroot
WORKDIR /app
COPY --from=modules /app/node_modules node_modules
COPY shared shared
COPY control-plane control-plane
COPY --from=web /app/web/dist web/dist
EXPOSE 8080
CMD ["control-plane/src/main.ts"]
