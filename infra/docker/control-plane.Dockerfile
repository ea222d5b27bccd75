# api, link and relay in one image; NIGHTJAR_ROLES and the command say which runs.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY control-plane/package.json control-plane/
COPY web/package.json web/
COPY edge-agent/package.json edge-agent/
COPY infra/package.json infra/
RUN npm ci --omit=optional -w shared -w control-plane -w web --include-workspace-root
COPY tsconfig.base.json ./
COPY shared shared
COPY web web
RUN npm run build -w web
COPY control-plane control-plane
RUN npm prune --omit=dev --omit=optional -w shared -w control-plane --include-workspace-root

FROM gcr.io/distroless/nodejs24-debian12:nonroot
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/shared shared
COPY --from=build /app/control-plane control-plane
COPY --from=build /app/web/dist web/dist
EXPOSE 8080
CMD ["control-plane/src/main.ts"]
