#!/usr/bin/env bash
# On PostgreSQL's first start: a database and a role per service, so that none can read another's.
set -euo pipefail

for service in membership welfare congress evaluation; do
  password="$(<"${SECRETS:-/run/secrets}/${service}_database")"
  psql --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --set name="hearth_$service" --set password="$password" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name" ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
done
